"""Conditions as data and as lines that people write."""

import pytest

from normsite.foundation.controls.conditions import as_data, as_lines, read_group, read_lines, with_words_of
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from normsite.foundation.errors import Refused

BITS = Condition("resolution", Comparator.AT_LEAST, 16, "bit", words="16 bit or more", start=5, end=19, code="3A001.a")
BAND = Condition("wavelength", Comparator.BETWEEN, 0.4, "µm", 0.7)
SPEED = Condition("", Comparator.GREATER, 4e14, "")
TREE = Group("all", (BITS, Group("any", (BAND, SPEED))))
DEEP = "\n".join(f"{'  ' * depth}any of:" for depth in range(7)) + "\n" + " " * 14 + "a > 1"
LINES = """\
all of:
  resolution >= 16 bit
  any of:
    wavelength between 0.4 and 0.7 µm
    > 400000000000000"""


def only(**facts):
    return {"all": [{"comparator": ">", "value": 1} | facts]}


def refused(read, words):
    with pytest.raises(Refused) as caught:
        read(words)
    return str(caught.value)


def test_conditions_come_back_from_data_as_they_went():
    assert read_group(as_data(TREE)) == TREE
    assert as_data(BITS) == {
        "parameter": "resolution",
        "comparator": ">=",
        "value": 16,
        "unit": "bit",
        "words": "16 bit or more",
        "start": 5,
        "end": 19,
        "code": "3A001.a",
    }


def test_conditions_come_back_from_lines_but_for_their_places():
    assert as_lines(TREE) == LINES
    assert as_lines(read_lines(LINES)) == LINES


def test_a_figure_that_was_typed_again_has_the_words_of_the_list_again():
    assert with_words_of(read_lines(LINES), TREE) == TREE
    assert next(with_words_of(read_lines("number of bits >= 16 bit"), TREE).conditions()).start == 5
    assert next(with_words_of(read_lines("resolution >= 17 bit"), TREE).conditions()).words == ""


def test_what_only_says_how_another_is_measured_stands_aside():
    lines = "all of:\n  drift < 1 µm\n  aside: temperature between 20 and 25 °C"
    [_, aside] = read_lines(lines).parts
    assert isinstance(aside, Condition)
    assert (aside.is_aside, aside.parameter) == (True, "temperature")
    assert as_lines(read_group(as_data(read_lines(lines)))) == lines


def test_what_is_measured_may_hold_a_word_that_compares():
    lines = "all of:\n  more than 10 g rms between between 20 and 2000 Hz"
    [condition] = read_lines(lines).conditions()
    assert (condition.parameter, condition.value, condition.upper) == ("more than 10 g rms between", 20, 2000)
    assert as_lines(read_lines(lines)) == lines


def test_lines_without_a_head_are_all_to_be_met():
    assert as_lines(read_lines("  range>=300 km\n\npayload >= 500 kg")) == "all of:\n  range >= 300 km\n  payload >= 500 kg"


def test_no_lines_are_a_group_of_none():
    assert read_lines(" \n") == Group("all", ())


def test_a_large_number_is_written_with_an_exponent_and_a_small_one_too():
    lines = "all of:\n  rate > 4E+15\n  leak < 1E-10 Pa\n  share = 0.5 %"
    assert as_lines(read_lines(lines)) == lines


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("resolution 16 bit", "Line 1 is no condition: “resolution 16 bit”. Write it like “resolution >= 16 bit”."),
        (
            "range >= 300 furlongy",
            "Line 1: “furlongy” is no unit that can be computed with. Write it as kHz, µm, bit/s or W/cm².",
        ),
        ("band between 3 and 2 Hz", "Line 1: The upper end of a range lies above its lower end. Change one of them."),
        ("band between 3 Hz", "Line 1: A range has two ends, and nothing else has. Give the upper end for “between” alone."),
        ("all of:\n  a > 1\nb > 2", "Line 3 stands outside of the first group. Put it two blanks further in."),
        (DEEP, "Groups stand 6 deep at most. Make several criteria of them."),
    ],
)
def test_a_line_that_is_none_is_refused_with_its_number(line, sentence):
    assert refused(read_lines, line) == sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], 'A condition or group is an object. Write {"all": [ … ]} or {"parameter": …}.'),
        ({"all": {}}, '“all” joins a list of conditions. Write {"all": [ … ]}.'),
        ({"comparator": ">", "value": 1}, 'The conditions begin with “all” or “any”. Write {"all": [ … ]}.'),
        (only(comparator=None), "“None” compares nothing. Choose one of <, <=, =, >=, >, between."),
        (only(value="NaN"), "“NaN” is no number. Write it in digits with a point, such as 0.9."),
        (only(value="1e999"), "“1e999” is no number. Write it in digits with a point, such as 0.9."),
        (only(unit=3), "The unit is a text of at most 60 characters. Write it so."),
        (only(mood=""), "A condition has no “mood”. Leave it out."),
        (only(start=3), "The place of a condition is two whole numbers, the second not below the first. Leave them out."),
        (only(start="3"), "The place of a condition is two whole numbers, the second not below the first. Leave them out."),
        ({"any": only()["all"] * 301}, "There are more than 300 conditions. Make several criteria of them."),
    ],
)
def test_data_that_is_none_is_refused_in_a_sentence(data, sentence):
    assert refused(read_group, data) == sentence
