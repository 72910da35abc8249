"""The heat strip: a cell for each clause, its shade by fixed steps, its number written in it."""

import pytest

from comments.strip import MANY, heat_strip, key_of_strip
from norms.models import Clause
from normsite.foundation.documents import as_own_svg


def clauses(number: int) -> list[Clause]:
    return [Clause(anchor=f"c{place}", number=str(place), title="Keys") for place in range(number)]


@pytest.mark.parametrize(
    ("number", "step"), [(0, 0), (1, 1), (2, 1), (3, 2), (9, 2), (10, 3), (29, 3), (30, 4), (99, 4), (100, 5), (9_999, 5)]
)
def test_the_shade_of_a_cell_is_a_step_that_is_the_same_everywhere(number, step):
    found = heat_strip(clauses(2), {"c0": number, "c1": 1})[0]
    assert (found.step, f"heat--{step}" in found.svg, f">{number or '–'}</text>" in found.svg) == (step, True, True)


def test_cells_stand_in_the_order_of_the_text_and_none_where_nobody_commented():
    assert [(cell.clause.anchor, cell.number) for cell in heat_strip(clauses(3), {"c2": 4})] == [
        ("c0", 0),
        ("c1", 0),
        ("c2", 4),
    ]
    assert heat_strip(clauses(3), {}) == []
    assert heat_strip(clauses(3), {"gone": 2}) == []


def test_in_a_long_text_the_clauses_without_comments_are_slim():
    long = heat_strip(clauses(MANY + 1), {"c0": 1})
    assert [cell.is_slim for cell in long] == [False] + [True] * MANY
    assert not any(cell.is_slim for cell in heat_strip(clauses(MANY), {"c0": 1}))


def test_what_is_drawn_keeps_to_our_subset_whatever_a_clause_is_called():
    hostile = [Clause(anchor="c0", number="", title="<script>alert(1)</script>")]
    drawings = [heat_strip(hostile, {"c0": 1})[0].svg, *(drawing for drawing, _ in key_of_strip())]
    assert [as_own_svg(drawing) for drawing in drawings] == drawings
    assert ">&lt;scri…</text>" in drawings[0]


def test_the_key_says_every_step():
    assert [words for _, words in key_of_strip()] == ["none", "1 to 2", "3 to 9", "10 to 29", "30 to 99", "100 or more"]
