"""NIST SP 800-30 revision 1: risk by two printed tables.

Overall likelihood is read from table G-5, the level of risk from table I-2. The tables are looked up, never computed:
neither is a product of its row and column, and public copies of I-2 disagree, so the tests pin every cell.
"""

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from riskreviews.methods.method import Field, Method

PUBLICATION = "NIST SP 800-30 r1"


@total_ordering
class Level(Enum):
    """One of the five qualitative values, ordered from Very Low to Very High; its value is the short code ("VL")."""

    VERY_LOW = "VL"
    LOW = "L"
    MODERATE = "M"
    HIGH = "H"
    VERY_HIGH = "VH"

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Level) else NotImplemented

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return _SCALE[self][0]

    @property
    def range(self) -> str:
        """The semi-quantitative range as printed, such as "96-100 (10)"; for orientation, it enters no calculation."""
        return _SCALE[self][1]

    @property
    def rank(self) -> int:
        """0 for Very Low to 4 for Very High."""
        return LEVELS.index(self)


# The label and the semi-quantitative values of tables G-2 to G-4, H-3 and I-3.
_SCALE = {
    Level.VERY_LOW: ("Very Low", "0-4 (0)"),
    Level.LOW: ("Low", "5-20 (2)"),
    Level.MODERATE: ("Moderate", "21-79 (5)"),
    Level.HIGH: ("High", "80-95 (8)"),
    Level.VERY_HIGH: ("Very High", "96-100 (10)"),
}
LEVELS = tuple(Level)
CHOICES = tuple((level.value, level.label) for level in LEVELS)


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A printed table: what its rows, columns and cells mean, and the cells by row, each row from VL to VH."""

    number: str
    row_meaning: str
    column_meaning: str
    result_meaning: str
    cells: dict[Level, tuple[Level, ...]]

    @property
    def source(self) -> str:
        return f"{PUBLICATION}, table {self.number}"

    def read(self, row: Level, column: Level) -> Level:
        """The cell where `row` and `column` meet."""
        return self.cells[row][column.rank]


def _cells(**rows: str) -> dict[Level, tuple[Level, ...]]:
    return {Level(code): tuple(Level(cell) for cell in row.split()) for code, row in rows.items()}


TABLE_G_5 = LookupTable(
    "G-5",
    "likelihood of initiation or occurrence",
    "likelihood of adverse impact",
    "overall likelihood",
    #      VL L  M  H  VH   column: likelihood that the event, once there, results in adverse impact
    _cells(
        VH="L  M  H  VH VH",
        H=" L  M  M  H  VH",
        M=" L  L  M  M  H",
        L=" VL L  L  M  M",
        VL="VL VL L  L  L",
    ),
)
TABLE_I_2 = LookupTable(
    "I-2",
    "overall likelihood",
    "level of impact",
    "level of risk",
    #      VL L  M  H  VH   column: level of impact
    _cells(
        VH="VL L  M  H  VH",
        H=" VL L  M  H  VH",
        M=" VL L  M  M  H",
        L=" VL L  L  L  M",
        VL="VL VL VL L  L",
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One reading of a table, kept so that a figure can be checked by hand."""

    table: LookupTable
    row: Level
    column: Level
    result: Level

    @property
    def source(self) -> str:
        return self.table.source

    @property
    def sentence(self) -> str:
        table = self.table
        return (
            f"Table {table.number}: row {self.row} ({table.row_meaning}), column {self.column} "
            f"({table.column_meaning}) gives {self.result} ({table.result_meaning})."
        )


@dataclass(frozen=True, slots=True)
class Result:
    """The overall likelihood, the level of risk, and the table readings that led there, in order."""

    likelihood: Level
    level: Level
    impact: Level
    explanation: tuple[Step, ...]


def _read(table: LookupTable, row: Level, column: Level) -> Step:
    return Step(table, row, column, table.read(row, column))


def assess(initiation: Level | str, adverse: Level | str, impact: Level | str) -> Result:
    """The level of risk of one threat event, each judgement a `Level` or its code; ValueError for anything else.

    `initiation`: how likely the event is begun or occurs. `adverse`: how likely it then does harm. `impact`: how bad.
    """
    likelihood = _read(TABLE_G_5, Level(initiation), Level(adverse))
    risk = _read(TABLE_I_2, likelihood.result, Level(impact))
    return Result(likelihood.result, risk.result, risk.column, (likelihood, risk))


METHOD = Method(
    key="nist-sp-800-30",
    title="NIST SP 800-30 revision 1",
    source="NIST SP 800-30 r1, Guide for Conducting Risk Assessments, appendices G, H and I",
    fields=(
        Field(
            "initiation",
            "Likelihood of initiation or occurrence",
            "How likely is it that somebody starts this event, or that it occurs by itself?",
            CHOICES,
        ),
        Field(
            "adverse",
            "Likelihood of adverse impact",
            "Once the event is there, how likely is it to do harm, given what already stands in its way?",
            CHOICES,
        ),
        Field("impact", "Level of impact", "If it does harm, how bad is it?", CHOICES),
    ),
    assess=assess,
)
