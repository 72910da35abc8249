"""How far jurisdictions go apart on one norm: clause by jurisdiction, and the figures made of it.

A clause *deviates* in a jurisdiction on a day when a carve-out stands on it that day. It *holds as written* there when the norm
is adopted identically or modified and the clause does not deviate. The formulas stand in `docs/domain.md` §2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from norms.models import Adoption, CarveOut, Clause, Position


class Cell(StrEnum):
    """What becomes of a clause in a jurisdiction."""

    HOLDS = "holds"
    CARVED = "carved"
    OTHERWISE = "otherwise"  # not equivalent: no clause is known to hold
    ABSENT = "absent"  # not adopted


WORDS = {
    Cell.HOLDS: "Holds as written",
    Cell.CARVED: "Carve-out",
    Cell.OTHERWISE: "Not equivalent",
    Cell.ABSENT: "Not adopted",
}
OF_ALL = {Adoption.NOT_EQUIVALENT: Cell.OTHERWISE, Adoption.NOT_ADOPTED: Cell.ABSENT}


@dataclass(frozen=True)
class Crossing:
    """One clause in one jurisdiction, with the carve-outs that stand on it."""

    position: Position
    cell: Cell
    carve_outs: tuple[CarveOut, ...] = ()

    @property
    def words(self) -> str:
        return WORDS[self.cell]


@dataclass(frozen=True)
class Line:
    """One clause through all jurisdictions."""

    clause: Clause
    crossings: tuple[Crossing, ...]

    @property
    def deviating(self) -> int:
        """In how many jurisdictions a carve-out stands on it."""
        return sum(bool(one.carve_outs) for one in self.crossings)

    @property
    def holding(self) -> int:
        return sum(one.cell is Cell.HOLDS for one in self.crossings)


@dataclass(frozen=True)
class Divergence:
    """The matrix on one day, and its figures. All of them are 0 where nothing is to be counted."""

    day: date
    positions: tuple[Position, ...]
    lines: tuple[Line, ...]

    @cached_property
    def identical(self) -> int:
        return sum(one.adoption == Adoption.IDENTICAL for one in self.positions)

    @property
    def share_identical(self) -> float:
        """Of the jurisdictions that have stated a position, the share that adopts the norm identically."""
        return _share(self.identical, len(self.positions))

    @cached_property
    def deviating_lines(self) -> int:
        return sum(line.deviating > 0 for line in self.lines)

    @property
    def share_deviating(self) -> float:
        """Of the clauses, the share on which a carve-out stands somewhere."""
        return _share(self.deviating_lines, len(self.lines))

    @property
    def mean_deviating(self) -> float:
        """In how many jurisdictions a carve-out stands on a clause, on average over the clauses."""
        return _share(sum(line.deviating for line in self.lines), len(self.lines))

    @property
    def fragmentation(self) -> float:
        """Of all pairs of a clause and a jurisdiction, the share in which the clause does not hold as written."""
        pairs = len(self.lines) * len(self.positions)
        return _share(pairs - sum(line.holding for line in self.lines), pairs)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def diverge(positions: Sequence[Position], clauses: Iterable[Clause], day: date) -> Divergence:
    """The matrix of these clauses (those that bind, and any with a carve-out) and these positions, each with its carve-outs and
    their clauses prefetched. Clauses are found again by their anchor, since a position may be about an earlier text."""
    standing: dict[tuple[int, str], list[CarveOut]] = {}
    for position in positions:
        for one in position.carve_outs.all():
            if one.stands_on(day):
                standing.setdefault((position.pk, one.clause.anchor), []).append(one)
    carved = {anchor for _, anchor in standing}
    lines = tuple(
        Line(
            clause, tuple(_crossing(position, tuple(standing.get((position.pk, clause.anchor), ()))) for position in positions)
        )
        for clause in clauses
        if clause.binds or clause.anchor in carved  # type: ignore[attr-defined]  # annotated by whoever asks
    )
    return Divergence(day, tuple(positions), lines)


def _crossing(position: Position, carve_outs: tuple[CarveOut, ...]) -> Crossing:
    of_all = OF_ALL.get(Adoption(position.adoption))
    return Crossing(position, of_all or (Cell.CARVED if carve_outs else Cell.HOLDS), carve_outs)
