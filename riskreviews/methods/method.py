"""What a risk method is: its scale, its questions, its tables and its words. Forms, pages and drawings ask nothing else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

# The steps of the house's one ramp of risk, lowest first. The colours of `heatmap.RAMP` and the classes of the style sheet
# bear these names, so a level of risk in a method has one of them as its code; its label is the method's own.
STEPS = ("VL", "L", "M", "H", "VH")
RESIDUAL = "residual_"


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a scale: its short code (one or two letters), its label, and its range where the scale prints one.

    Levels of risk have a step of the ramp as their code and are compared by it, so those of two methods can be compared too.
    """

    code: str
    label: str
    range: str = ""

    def __lt__(self, other: object) -> bool:
        return self.step < other.step if isinstance(other, Level) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.step <= other.step if isinstance(other, Level) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.step > other.step if isinstance(other, Level) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.step >= other.step if isinstance(other, Level) else NotImplemented

    def __str__(self) -> str:
        return self.label

    @property
    def step(self) -> int:
        """The place on the ramp, 0 for the lowest."""
        return STEPS.index(self.code)


Scale = tuple[Level, ...]  # lowest first


def pick(scale: Scale, code: str) -> Level:
    """The value of a scale that has this code; ValueError for anything else."""
    for level in scale:
        if level.code == code:
            return level
    raise ValueError(f"{code!r} is none of {', '.join(level.code for level in scale)}")


@dataclass(frozen=True, slots=True)
class Field:
    """One question to the analyst, and the scale of the answers. `in_residual` says whether it is asked with safeguards too.

    Where it isn't asked again, one answer holds for both sides.
    """

    key: str
    question: str
    scale: Scale
    in_residual: bool = True

    def name(self, *, residual: bool) -> str:
        """Under which name the answer of this side is typed and stored."""
        return f"{RESIDUAL}{self.key}" if residual and self.in_residual else self.key

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its answers: two, or the one that holds for both sides."""
        return (self.key, f"{RESIDUAL}{self.key}") if self.in_residual else (self.key,)


@dataclass(frozen=True, slots=True)
class Step:
    """One reading of a table, kept so that a figure can be checked by hand."""

    table: "Table"
    row: Level
    column: Level
    result: Level

    @property
    def cell(self) -> str:
        """The address of the cell on the page of the method."""
        return self.table.address(self.row, self.column)

    @property
    def sentence(self) -> str:
        table = self.table
        return (
            f"{table.title}: row {self.row} ({table.row_meaning}), column {self.column} "
            f"({table.column_meaning}) gives {self.result} ({table.result_meaning})."
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is looked up: what its rows, columns and cells mean, and the cells by the code of their row.

    `key` stands in addresses, `title` in sentences; `source` says where the table was printed.
    """

    key: str
    title: str
    source: str
    row_meaning: str
    column_meaning: str
    result_meaning: str
    rows: Scale
    columns: Scale
    cells: Mapping[str, Scale]

    def read(self, row: str, column: str) -> Step:
        """The reading where the row and the column with these codes meet; ValueError for a code that the table lacks."""
        across, down = pick(self.rows, row), pick(self.columns, column)
        return Step(self, across, down, self.cells[row][self.columns.index(down)])

    def address(self, row: Level, column: Level) -> str:
        return f"{self.key}-{row.code}-{column.code}"

    def lines(self) -> Iterator[tuple[Level, list[Step]]]:
        """Each row with its readings from left to right, the highest row first, as such tables are printed."""
        for row in reversed(self.rows):
            yield row, [self.read(row.code, column.code) for column in self.columns]


def cells(results: Scale, **rows: str) -> dict[str, Scale]:
    """The cells of a table, each row written as the codes of its results from left to right."""
    return {code: tuple(pick(results, one) for one in row.split()) for code, row in rows.items()}


@dataclass(frozen=True, slots=True)
class Result:
    """Where one side of a scenario stands on the grid, its level of risk, and the readings that led there, in order."""

    likelihood: Level
    impact: Level
    level: Level
    explanation: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """A way to come from judgements to a level of risk.

    `key` stands in addresses and in the database. `levels` is the scale of the result, `grid` the table that the heat map
    draws: its rows are the likelihood, its columns the impact, its cells the risk. `assess` takes the code of one answer for
    each of `fields`, by its key, and raises ValueError for a code that is not on the scale. Above the level `accepted` a
    scenario without evidence is doubted.

    The words: `in_short` is a clause before a colon ("Every level is read from two printed tables"), `summary` opens the
    page of the method, `hint` stands above the questions, `range_title` above the ranges of the scale ("" where it has none);
    `axes` says in a word each what the rows and the columns of the grid are, for the table beside the heat map.
    """

    key: str
    title: str
    source: str
    in_short: str
    summary: str
    hint: str
    levels: Scale
    accepted: Level
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    grid: Table
    assess: Callable[..., Result]
    range_title: str = ""
    axes: tuple[str, str] = ("Likelihood", "Impact")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all judgements, question by question."""
        return tuple(name for field in self.fields for name in field.names)

    def level(self, code: str) -> Level:
        """The level of risk with this code."""
        return pick(self.levels, code)

    def answers(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """What was answered for one side, by the key of each question; "" where an answer is missing."""
        return {field.key: judgements.get(field.name(residual=residual), "") for field in self.fields}

    def weigh(self, judgements: Mapping[str, str], *, residual: bool) -> Result | None:
        """The result of one side; None where an answer is missing or is not on its scale."""
        try:
            return self.assess(**self.answers(judgements, residual=residual))
        except ValueError:
            return None
