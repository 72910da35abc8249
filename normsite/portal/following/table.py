"""The kinds of events as a table that people read."""

from dataclasses import dataclass

from normsite.foundation.notices.kinds import KINDS, Area, Kind, Pace


@dataclass(frozen=True)
class Row:
    what: str
    audience: str
    how: str


@dataclass(frozen=True)
class Rows:
    """Those of one area."""

    area: str
    rows: tuple[Row, ...]


def by_area() -> list[Rows]:
    """In the order of the table in the code."""
    return [Rows(area.label, tuple(_row(kind) for kind in KINDS.values() if kind.area == area)) for area in Area]


def _row(kind: Kind) -> Row:
    soon = Pace(kind.soonest).label
    if kind.soonest != Pace.NOW:
        soon += " at the soonest"
    how = soon if kind.matters else f"{soon}, if you ask for everything"
    return Row(kind.what, kind.audience.label, how)
