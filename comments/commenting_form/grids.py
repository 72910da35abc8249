"""What every file becomes: grids of cells, each row under the number that people see."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from normsite.foundation.errors import Refused
from normsite.foundation.packed import MEGABYTE

MOST_BYTES = 3 * MEGABYTE  # what a form of the site may bring
MOST_ROWS = 20_000
MOST_COLUMNS = 63  # as many as a table of Word can have
SAVE_AS = "Save it as .xlsx, .docx or .csv, and upload that."

NUMBER = "number"  # a number with a fraction: a zero at its end is lost
DATE = "date"
SERIAL = "serial"  # a whole number, as which Excel keeps the dates of 1982 to 2119
SERIALS = range(30_000, 80_000)
UNCOMPUTED = "formula"  # one without its result
MERGED = "merged"  # a cell that is one with that of the row above
PICTURE = "picture"

# What XML has no place for, not even escaped.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Odd(NamedTuple):
    """What a program had done to a cell, and how the program calls that cell."""

    sort: str
    cell: str = ""


@dataclass(frozen=True)
class Row:
    """A row by the number that people see, and its cells. `odd` says by column what is odd about some of them."""

    number: int
    cells: tuple[str, ...]
    odd: Mapping[int, Odd] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """One sheet, or one table. `above` is true for a table in the header of a page, which may hold the headings of others, and
    `hidden` for a sheet that the program doesn't show. `beyond` counts filled cells too far to the right to be read."""

    name: str
    rows: tuple[Row, ...]
    above: bool = False
    sheet: bool = False
    hidden: bool = False
    beyond: int = 0


def bounded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """All rows; more than a form has is refused, since to leave any out would be to lose it."""
    taken = tuple(islice(rows, MOST_ROWS + 1))
    if len(taken) > MOST_ROWS:
        raise Refused(f"The file has more than {MOST_ROWS:,} rows.", "Copy the rows with comments into a new form.")
    return taken


def plain(words: str) -> str:
    """Words with line feeds alone between lines, and without what no form can hold."""
    return UNWRITABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


class Merged:
    """Cells that are one with those of rows above: what stands in the first is what all of them say."""

    def __init__(self) -> None:
        self._said: dict[object, str] = {}

    def begin(self, key: object, words: str) -> None:
        self._said[key] = words

    def filled(self, row: Row, keys: Mapping[int, object]) -> Row:
        """The row with what its cells under these columns take from above. A row that says nothing of its own stays so."""
        taken = {index: said for index, key in keys.items() if (said := self._said.get(key, "")).strip()}
        if not any(cell.strip() for cell in row.cells) or not taken:
            return row
        cells = tuple(taken.get(index, cell) for index, cell in enumerate(row.cells))
        return Row(row.number, cells, {**row.odd, **dict.fromkeys(taken, Odd(MERGED))})
