"""What can be asked: on a scale, by three numbers, line by line; and what is wrong with answers, said where it is wrong."""

from decimal import Decimal

import pytest

from riskreviews.methods.levels import Level
from riskreviews.methods.questions import Blank, Estimate, Field, Lines, Number, Words

FEW = (Level("L", "Low"), Level("H", "High"))
LOSS = Estimate("loss", "what does one event cost?", Number("EUR", least=Decimal(0)))
THREATS = Lines(
    "threat",
    "what could begin it?",
    (Blank("name", "Threat", Words(20)), Blank("rate", "Events a year", Number("a year", least=Decimal(0)))),
    many=2,
)


def test_a_question_on_a_scale_has_one_blank_for_each_side():
    assert Field("harm", "how grave?", FEW).names == ("harm", "residual_harm")
    assert Field("harm", "how grave?", FEW, in_residual=False).names == ("harm",)


def test_an_estimate_has_three_blanks_for_each_side():
    assert LOSS.names == (
        "loss_low",
        "loss_likely",
        "loss_high",
        "residual_loss_low",
        "residual_loss_likely",
        "residual_loss_high",
    )


@pytest.mark.parametrize(
    ("numbers", "complaints"),
    [
        (("1", "2", "3"), {}),
        (("2", "2", "2"), {}),
        (("", "", ""), {}),
        (("3", "2", "4"), {"loss_likely": "The most likely number is at least the lowest one."}),
        (("1", "5", "4"), {"loss_high": "The highest number is at least the most likely one."}),
        (("1", "", "4"), {"loss_likely": "Give all three numbers, or none."}),
        (("10", "9", "100"), {"loss_likely": "The most likely number is at least the lowest one."}),
    ],
)
def test_three_numbers_stand_in_their_order(numbers, complaints):
    assert LOSS.complaints(dict(zip(("loss_low", "loss_likely", "loss_high"), numbers, strict=True))) == complaints


def test_lines_are_read_as_far_as_they_are_filled_in():
    answers = {"threat_1_name": "", "threat_2_name": "Theft", "threat_2_rate": "0.5"}
    assert list(THREATS.lines(answers)) == [{"name": "Theft", "rate": "0.5"}]
    assert THREATS.names[:4] == ("threat_1_name", "threat_1_rate", "threat_2_name", "threat_2_rate")


def test_a_line_that_is_begun_is_finished_and_at_least_one_is_needed():
    assert THREATS.complaints({"threat_2_name": "Theft"}) == {"threat_2_rate": "Fill in “Events a year”, or empty the line."}
    assert THREATS.complaints({}) == {"threat_1_name": "Fill in at least 1."}


@pytest.mark.parametrize("wrong", ["", "much", "NaN", "Infinity", "-1", None])
def test_what_is_no_number_within_its_bounds_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is empty|is no number|is less than"):
        LOSS.blanks[0].check(wrong)


def test_a_blank_that_may_stay_empty_still_refuses_what_cannot_stand_there():
    blank = Blank("sle", "Loss", Number(most=Decimal(1)), needed=False)
    blank.check("")
    with pytest.raises(ValueError, match="2 is more than 1"):
        blank.check("2")


def test_words_have_a_longest_length():
    with pytest.raises(ValueError, match="longer than 20 characters"):
        THREATS.blanks[0].check("x" * 21)
