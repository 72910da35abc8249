"""Which tier a safeguard has: read from a published table by risk, governability and reach. Looked up, never computed.

*Risk* is the highest level of the scenarios that the safeguard answers, without safeguards, on the house's ramp.
*Governability* is how far rules can hold the thing at all (Tucker, docs/domain.md, section 5): where it is low, a licence finds
few of those whom it is for and what can be tested holds better, so the first table doesn't go higher because of it. *Reach* is
how far the clause reaches. The table that is in force stands in the database (`models.TierTable`); here is what a table is, and
the first one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from riskreviews.methods import STEPS

TIERS = ("T0", "T1", "T2", "T3", "T4")
RISKS = dict(zip(STEPS, ("Very low", "Low", "Moderate", "High", "Very high"), strict=True))
GOVERNABILITY = {"H": "high", "M": "medium", "L": "low"}
LISTED = "listed"
REACHES = {"open": "open knowledge", "limited": "limited", LISTED: "listed"}
MEANINGS = {
    "H": "Few makers or few parts that can be counted, slow advance, little spread: rules find whom they are for.",
    "M": "Some of it can be counted or slows down by itself; rules find most of whom they are for.",
    "L": "Software or knowledge that anybody can copy, fast advance, wide spread: rules find few of whom they are for.",
    "open": "What the clause is about is in books, courses or published code. Anybody has it.",
    "limited": "It reaches a class of products, or those who make, supply or test them.",
    LISTED: "It touches what an entry of a control list in force names.",
}

Rows = Mapping[str, str]
"""The tiers of each row from the lowest risk to the highest, apart by spaces, by governability and reach: "L-listed"."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One reading of a table: the codes of what was judged, and the tier that stands there."""

    risk: str
    governability: str
    reach: str
    tier: str

    @property
    def address(self) -> str:
        """Where it stands on the page of its table."""
        return f"{self.governability}-{self.reach}-{self.risk}"

    @property
    def judged(self) -> str:
        """What was judged, in words."""
        return (
            f"risk {RISKS[self.risk].lower()} without safeguards, governability {GOVERNABILITY[self.governability]}, "
            f"reach {REACHES[self.reach]}"
        )


# The house's own. It rises with the risk and with the reach. What anybody has isn't licensed: nobody can take it back.
FIRST: Rows = {
    #           VL L  M  H  VH   risk without safeguards
    "H-listed": "T0 T1 T2 T4 T4",
    "M-listed": "T0 T1 T2 T3 T4",
    "L-listed": "T0 T1 T2 T3 T3",
    "H-limited": "T0 T1 T2 T3 T4",
    "M-limited": "T0 T1 T2 T3 T3",
    "L-limited": "T0 T1 T1 T2 T3",
    "H-open": "T0 T0 T1 T2 T3",
    "M-open": "T0 T0 T1 T2 T2",
    "L-open": "T0 T0 T1 T1 T2",
}
FIRST_REASON = (
    "The first table. The tier rises with the risk and with the reach of the clause. What anybody has isn't licensed, since "
    "nobody can take it back. Where governability is low, a licence finds few of those whom it is for, so testing stands in "
    "its place."
)
KEYS = tuple(FIRST)


def read(rows: Rows, risk: str, governability: str, reach: str) -> Cell | None:
    """The cell for these three codes; None where one is missing or the table lacks it."""
    row = rows.get(f"{governability}-{reach}")
    if row is None or risk not in STEPS:
        return None
    return Cell(risk, governability, reach, row.split()[STEPS.index(risk)])


def lines(rows: Rows) -> Iterator[tuple[str, str, list[Cell]]]:
    """Each row as it is printed: governability and reach in words, and its cells from the lowest risk to the highest."""
    for key in KEYS:
        governability, reach = key.split("-")
        tiers = zip(STEPS, rows[key].split(), strict=True)
        line = [Cell(risk, governability, reach, tier) for risk, tier in tiers]
        yield GOVERNABILITY[governability], REACHES[reach], line


def cells(rows: Rows) -> Iterator[Cell]:
    """All 45, row by row."""
    for _, _, line in lines(rows):
        yield from line


def changed(old: Rows, new: Rows) -> list[tuple[Cell, Cell]]:
    """The cells that differ between two tables, each as it was and as it is."""
    return [(before, after) for before, after in zip(cells(old), cells(new), strict=True) if before != after]


def faults(rows: Rows) -> list[str]:
    """Why this can't be a table, in sentences; none where it can.

    Refused: a row or a tier that is missing or unknown; a tier that falls while the risk rises, or while the reach widens.
    Which way governability moves a tier is left to whoever makes the table.
    """
    if set(rows) != set(KEYS) or any(len(row.split()) != len(STEPS) or set(row.split()) - set(TIERS) for row in rows.values()):
        return ["A table has nine rows with five tiers each, from T0 to T4."]
    return [*_falls_with_risk(rows), *_falls_with_reach(rows)]


def _falls_with_risk(rows: Rows) -> Iterator[str]:
    for key in KEYS:
        tiers = rows[key].split()
        if tiers != sorted(tiers):
            governability, reach = key.split("-")
            row = f"governability {GOVERNABILITY[governability]}, reach {REACHES[reach]}"
            yield f"In the row {row} the tier falls while the risk rises."


def _falls_with_reach(rows: Rows) -> Iterator[str]:
    for governability, label in GOVERNABILITY.items():
        columns = zip(*(rows[f"{governability}-{reach}"].split() for reach in REACHES), strict=True)
        for risk, tiers in zip(STEPS, columns, strict=True):
            if list(tiers) != sorted(tiers):
                yield f"At governability {label} and risk {RISKS[risk].lower()} the tier falls while the reach widens."
