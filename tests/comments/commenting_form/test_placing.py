"""A cell names a clause by its number or title, or the comment is on the whole text."""

import time

import pytest

from comments.commenting_form import Clauses, Placed

TEXT = Clauses(
    [
        ("1", "Scope", "scope"),
        ("3.1", "Terms", "terms"),
        ("6", "Requirements", "requirements"),
        ("6.1", "General", "general-6"),
        ("Annex A", "Tests", "tests"),
        ("A.1", "Rigs", "rigs"),
        ("", "Bibliography", "bibliography"),
    ]
)


@pytest.mark.parametrize(
    ("cell", "anchor"),
    [
        ("6.1", "general-6"),
        ("6.1.", "general-6"),
        ("Clause 6", "requirements"),
        ("03.1", "terms"),
        ("Annex A", "tests"),
        ("A", "tests"),
        ("Annex A.1", "rigs"),
        ("A.1", "rigs"),
        ("bibliography", "bibliography"),
        ("1 Scope", "scope"),
        ("Whole document", ""),
        ("", ""),
    ],
)
def test_a_clause_is_found_and_nothing_is_left_to_say(cell: str, anchor: str):
    assert TEXT.place(cell) == Placed(anchor)


@pytest.mark.parametrize(
    ("cell", "anchor", "number"),
    [("6.1 and throughout", "general-6", "6.1"), ("03.1, 3,2", "terms", "03.1"), ("6.1 a)", "general-6", "6.1")],
)
def test_the_clause_named_first_is_taken_and_told(cell: str, anchor: str, number: str):
    assert TEXT.place(cell) == Placed(anchor, f"“{cell}” says more than {number}.")


@pytest.mark.parametrize("cell", ["TBD", "Table 6", "ISO 6", "6,1", "6.x", "Scop", "A guess", "see above"])
def test_likeness_is_no_ground(cell: str):
    assert TEXT.place(cell) == Placed("", f"“{cell}” names no clause of the text by its number: on the whole text.")


@pytest.mark.parametrize(("cell", "number"), [("7.2", "7.2"), ("Annex 1", "1"), ("6.10", "6.10")])
def test_a_number_that_the_text_does_not_have_is_told(cell: str, number: str):
    assert TEXT.place(cell) == Placed("", f"The text has no clause {number}: on the whole text.")


def test_a_number_that_stands_twice_is_no_guess():
    twice = Clauses([("1", "One", "a"), ("1.", "Another", "b")])
    assert twice.place("1") == Placed("", "The text has more than one clause 1: on the whole text.")


def test_a_title_that_stands_twice_is_no_guess_but_with_its_number_it_is_one():
    twice = Clauses([("5", "Alarms", "a"), ("6", "Alarms", "b")])
    remark = "“Alarms” names no clause of the text by its number: on the whole text."
    assert [twice.place(cell) for cell in ("Alarms", "6 alarms")] == [Placed("", remark), Placed("b")]


def test_five_hundred_rows_of_a_text_with_a_thousand_clauses_are_placed_at_once():
    many = Clauses([(f"{at}.1", f"Clause {at}", f"c-{at}") for at in range(1_000)])
    began = time.monotonic()
    assert [many.place(f"{at}.1").anchor for at in range(500)] == [f"c-{at}" for at in range(500)]
    assert time.monotonic() - began < 0.5
