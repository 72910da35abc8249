"""The weight by Alexy's formula, in exact fractions, and its drawing."""

import re
from fractions import Fraction
from itertools import product

import pytest

from riskreviews.proportionality import GAINED, QUESTIONS, TAKEN, Weight, weigh
from riskreviews.scales import Range, balance, ranges
from tests.riskreviews.scenes import WEIGHING

VALUES = (("1", "2", "4"), ("1", "2", "4"), ("1", "1/2", "1/4"))


def test_the_worked_check_of_the_domain():
    assert weigh(WEIGHING) == Weight(Fraction(16), Fraction(2))
    assert weigh(WEIGHING).quotient == Fraction(8)
    assert weigh(WEIGHING).sentence == "What it gains outweighs what it takes: 16 against 2, W = 8."


def test_every_combination_is_the_quotient_of_two_products():
    keys = [question.key for question in QUESTIONS]
    for answers in product(*VALUES, *VALUES):
        ii, wi, ri, ij, wj, rj = map(Fraction, answers)
        weight = weigh(dict(zip(keys, answers, strict=True)))
        assert weight.quotient == ii * wi * ri / (ij * wj * rj)
        assert weight.outweighs is (weight.quotient > 1)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.key)
def test_without_each_answer_there_is_no_weight(question):
    assert weigh({**WEIGHING, question.key: ""}) is None
    assert weigh({**WEIGHING, question.key: "3"}) is None


def test_the_sides_and_their_values_are_those_of_the_formula():
    assert [question.sign for question in (*GAINED, *TAKEN)] == ["Ii", "Wi", "Ri", "Ij", "Wj", "Rj"]
    assert [tuple(question.values) for question in QUESTIONS] == [*VALUES, *VALUES]


def test_equal_sides_and_a_heavier_burden_are_said():
    light = dict.fromkeys(WEIGHING, "1")
    assert weigh(light).sentence == "What it gains and what it takes weigh the same: 1 against 1, W = 1."
    assert weigh({**light, "gain_sureness": "1/4"}).sentence == (
        "What it takes outweighs what it gains: 1/4 against 1, W = 1/4."
    )


def test_the_drawings_say_their_figures_and_are_the_same_each_time():
    drawn = balance(weigh(WEIGHING))
    assert drawn == balance(weigh(WEIGHING))
    assert drawn.alt == weigh(WEIGHING).sentence
    assert f"<title>{drawn.alt}</title>" in drawn.svg
    bars = [Range("Large firm", 8_000, 12_000), Range("University", 0, 0)]
    assert ranges(bars, "EUR").alt == "Large firm: 8,000 to 12,000 EUR; University: 0 EUR"
    assert re.findall(r">([^<]+)</text>", ranges(bars, "EUR").svg) == ["Large firm", "8 k to 12 k EUR", "University", "0 EUR"]


def test_amounts_are_shortened_as_in_every_drawing():
    bars = [Range("Large firm", 0, 2_500_000), Range("Small firm", 0, 800)]
    assert re.findall(r">([^<]+)</text>", ranges(bars, "EUR").svg) == [
        "Large firm",
        "0 to 2.5 m EUR",
        "Small firm",
        "0 to 800 EUR",
    ]
