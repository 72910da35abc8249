"""What a list compares, from which figure on, and which way round."""

import pytest

from normsite.foundation.controls.text.criteria import suggest_criteria
from normsite.foundation.controls.text.thresholds import read_thresholds
from tests.foundation.controls.text.own_list import rows


def read(text: str) -> list[tuple[str, str, float, float | None, str]]:
    return [(one.parameter, one.comparator.value, one.value, one.upper, one.unit) for one in read_thresholds(text)]


@pytest.mark.parametrize(
    ("text", "comparator", "value"),
    [
        ("A length of 5 m or more", ">=", 5),
        ("A length exceeding 5 m", ">", 5),
        ("A length not exceeding 5 m", "<=", 5),
        ("A length of not more than 5 m", "<=", 5),
        ("A length of at least 5 m", ">=", 5),
        ("A length equal to or greater than 5 m", ">=", 5),
        ("An accuracy less (better) than 5 µm", "<", 5),
        ("An accuracy better (less) than 5 µm", "<", 5),
        ("An accuracy equal to or less (better) than 5 µm", "<=", 5),
        ("An accuracy lower (better) than 5 µm", "<", 5),
        ("An accuracy better than 5 µm", "<", 5),
        ("An accuracy of 5 µm or better", "<", 5),
        ("A sensitivity better than 5 V", ">", 5),
        ("A sensitivity greater (better) than 5 V", ">", 5),
        ("A key length in excess of 56 bits", ">", 56),
        ("An impulse ≥ 5 kNs", ">=", 5),
        ("A condenser holding 10 kg of ice or more", ">=", 10),
    ],
)
def test_a_comparison_is_read_the_right_way_round(text: str, comparator: str, value: float):
    [(_, found, figure, _, _)] = read(text)
    assert (found, figure) == (comparator, value)


def test_better_alone_says_nothing_of_what_may_go_either_way():
    assert read("A colour better than 5 m") == []


def test_two_bounds_are_one_condition_in_one_unit():
    assert read("An endurance of 30 minutes or more, but less than 1 hour") == [
        ("An endurance of", "between", 30, 60, "minutes")
    ]
    assert read("Wavelengths exceeding 975 nm but not exceeding 1 150 nm") == [("Wavelengths", "between", 975, 1150, "nm")]
    assert read("Operating from 40 GHz to 230 GHz") == [("Operating from", "between", 40, 230, "GHz")]


def test_of_what_lies_outside_a_band_the_part_above_is_read():
    assert read("A carrier outside the range from 20 kHz to 60 kHz") == [
        ("A carrier outside the range from", ">", 60, None, "kHz")
    ]


def test_the_same_once_more_in_other_units_is_no_condition():
    assert read("At altitudes above 15 240 metres (50 000 feet)") == [("altitudes", ">", 15240, None, "metres")]


def test_a_range_that_a_thing_is_capable_of_is_a_threshold():
    assert read("Vehicles capable of a range of 300 km") == [("range", ">=", 300, None, "km")]


def criteria() -> dict[str, list]:
    found: dict[str, list] = {}
    for criterion in suggest_criteria(rows()):
        found.setdefault(criterion.code, []).append(criterion)
    return found


def figures(group) -> list:
    return [
        figures(part) if hasattr(part, "join") else (part.comparator.value, part.value, part.unit)
        for part in (group.join, *group.parts)[1:]
    ]


def test_any_of_the_following_makes_a_criterion_of_each_and_all_makes_one():
    found = criteria()
    assert figures(found["2B201.a.2"][0].group) == [(">=", 5, "axes")]
    assert figures(found["2B231"][0].group) == [(">=", 380, "mm"), (">=", 15, "m3/s"), ("<", 13, "mPa")]
    assert figures(found["3A001.a.5.b"][0].group) == [(">=", 16, "bit"), (">", 65, "MSPS")]


def test_a_criterion_says_what_it_is_about_and_what_is_excepted():
    [criterion] = criteria()["2B201.a.2"]
    assert criterion.subject[1:] == (
        "Machine tools for milling, having any of the following:",
        "Machine tools for removing metal, as follows:",
    )
    assert criterion.exceptions == ("2B201.a does not control machines that only cut gears with more than 8 axes.",)


def test_a_note_that_excepts_suggests_nothing_and_one_that_bears_a_threshold_does():
    found = criteria()
    assert [code for code in found if code == "2B201.a"] == []
    assert figures(found["5A002.a"][0].group) == [(">", 56, "bits")]
    assert figures(found["9A012"][0].group) == [(">=", 300, "km")]


def test_each_condition_knows_its_words_and_their_place():
    [criterion] = criteria()["3A001.a.5.b"]
    text = "A resolution of 16 bit or more with a sample rate greater than 65 MSPS;"
    assert [(one.code, text[one.start : one.end]) for one in criterion.group.conditions()] == [
        ("3A001.a.5.b", "16 bit or more"), ("3A001.a.5.b", "greater than 65 MSPS"),
    ]  # fmt: skip
