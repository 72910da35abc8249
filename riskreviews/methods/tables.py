"""Tables that are looked up, and the readings of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from riskreviews.methods.levels import Level, Scale, pick


@dataclass(frozen=True, slots=True)
class Lookup:
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

    def read(self, row: str, column: str) -> Lookup:
        """The reading where the row and the column with these codes meet; ValueError for a code that the table lacks."""
        across, down = pick(self.rows, row), pick(self.columns, column)
        return Lookup(self, across, down, self.cells[row][self.columns.index(down)])

    def address(self, row: Level, column: Level) -> str:
        return f"{self.key}-{row.code}-{column.code}"

    def lines(self) -> Iterator[tuple[Level, list[Lookup]]]:
        """Each row with its readings from left to right, the highest row first, as such tables are printed."""
        for row in reversed(self.rows):
            yield row, [self.read(row.code, column.code) for column in self.columns]


def cells(results: Scale, **rows: str) -> dict[str, Scale]:
    """The cells of a table, each row written as the codes of its results from left to right."""
    return {code: tuple(pick(results, one) for one in row.split()) for code, row in rows.items()}
