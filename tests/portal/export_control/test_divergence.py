"""The matrix of a norm, its figures by hand, its picture, and how far lists are behind each other."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from normsite.foundation.controls.models import ControlList
from normsite.foundation.documents import as_own_svg
from normsite.portal.export_control.divergence import Cell, diverge
from normsite.portal.export_control.drawing import MOST_LINES, draw
from normsite.portal.export_control.lag import lags

TODAY = date(2026, 11, 27)


@dataclass
class Clause:
    anchor: str
    binds: bool = True
    order: int = 0
    number: str = ""


@dataclass
class CarveOut:
    clause: Clause
    stands: bool = True

    def stands_on(self, day: date) -> bool:
        return self.stands


@dataclass
class Position:
    pk: int
    adoption: str
    jurisdiction: str = "NO"
    carved: list[CarveOut] = field(default_factory=list)

    @property
    def carve_outs(self) -> SimpleNamespace:
        return SimpleNamespace(all=lambda: self.carved)


SCOPE, KEYS, ALARMS, LOGS = (Clause("scope", binds=False), Clause("keys"), Clause("alarms"), Clause("logs"))
CLAUSES: Any = [SCOPE, KEYS, ALARMS, LOGS]


def matrix(*positions: Any):
    return diverge(positions, CLAUSES, TODAY)


def cells(found):
    return {line.clause.anchor: [one.cell for one in line.crossings] for line in found.lines}


def test_where_nobody_has_said_anything_all_figures_are_nought():
    found = matrix()
    assert [found.share_identical, found.share_deviating, found.mean_deviating, found.fragmentation] == [0, 0, 0, 0]


def test_the_figures_are_those_that_one_counts_by_hand():
    found = matrix(
        Position(1, "idt"),
        Position(2, "mod", carved=[CarveOut(KEYS), CarveOut(KEYS), CarveOut(LOGS, stands=False)]),
        Position(3, "mod", carved=[CarveOut(KEYS), CarveOut(ALARMS)]),
        Position(4, "not"),
    )
    assert cells(found) == {
        "keys": [Cell.HOLDS, Cell.CARVED, Cell.CARVED, Cell.ABSENT],
        "alarms": [Cell.HOLDS, Cell.HOLDS, Cell.CARVED, Cell.ABSENT],
        "logs": [Cell.HOLDS, Cell.HOLDS, Cell.HOLDS, Cell.ABSENT],
    }
    assert found.share_identical == 1 / 4
    assert found.share_deviating == 2 / 3
    assert found.mean_deviating == 3 / 3
    assert found.fragmentation == 6 / 12


def test_a_clause_that_binds_nobody_is_in_it_only_with_a_carve_out():
    assert "scope" in cells(matrix(Position(1, "mod", carved=[CarveOut(SCOPE)])))
    assert "scope" not in cells(matrix(Position(1, "mod", carved=[CarveOut(SCOPE, stands=False)])))


def test_not_equivalent_means_that_no_clause_is_known_to_hold():
    found = matrix(Position(1, "neq", carved=[CarveOut(KEYS)]))
    assert cells(found)["keys"] == cells(found)["logs"] == [Cell.OTHERWISE]
    assert (found.fragmentation, found.share_deviating) == (1, 1 / 3)


def test_the_picture_is_one_of_ours_and_says_in_words_what_it_shows():
    drawn = draw(matrix(Position(1, "mod", carved=[CarveOut(KEYS)]), Position(2, "not", "KE")), "Keys & <modules>")
    assert as_own_svg(drawn) == drawn
    assert "3 clauses in 2 jurisdictions, carve-outs on 1 of them." in drawn
    assert drawn == draw(matrix(Position(1, "mod", carved=[CarveOut(KEYS)]), Position(2, "not", "KE")), "Keys & <modules>")


def test_a_long_text_is_drawn_by_the_clauses_that_deviate_first():
    many: Any = [Clause(f"c{number}", order=number, number=str(number)) for number in range(100)]
    found = diverge([Position(1, "mod", carved=[CarveOut(many[99])])], many, TODAY)  # type: ignore[list-item]
    drawn = draw(found, "Long")
    assert drawn.count("matrix-holds") == MOST_LINES - 1 + 1  # and one in the key
    assert ">99<" in drawn
    assert ">59<" not in drawn


@pytest.mark.django_db
def test_a_list_is_as_many_days_behind_as_it_is_older_than_the_newest_in_force():
    for series, age, in_force in (("xx-one", 0, True), ("zz-model", 30, True), ("yy-old", 90, False)):
        ControlList.objects.create(
            series=series,
            jurisdiction=series[:2].upper(),
            name=series,
            edition="1",
            as_of=TODAY - timedelta(days=age),
            in_force=in_force,
        )
    assert [(lag.control_list.series, lag.days) for lag in lags()] == [("xx-one", 0), ("zz-model", 30)]
