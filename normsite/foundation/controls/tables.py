"""Criteria and correlations as tables: what a CSV file holds in each column, out and in."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from normsite.foundation.controls.models import Correlation, Criterion
from normsite.foundation.documents import csv_lines
from normsite.foundation.errors import Refused
from normsite.foundation.unseen import UNKEPT

CRITERIA = (
    "criterion",
    "version",
    "state",
    "list",
    "edition",
    "paragraph",
    "subjects",
    "conditions",
    "features",
    "exceptions",
    "effect",
    "sentence",
    "decided",
    "reason",
)
CORRELATIONS = (
    "left_list",
    "left_edition",
    "left",
    "relation",
    "right_list",
    "right_edition",
    "right",
    "source",
    "state",
    "likeness",
)
MOST_ROWS = 5_000
LONGEST_CELL = 20_000

Line = Mapping[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that was not taken: its number in the file (the line with the names of columns is 1), and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Taken:
    """What a table has done: rows that are new, rows that stood there already, and those that were not taken."""

    new: int
    same: int
    bad: tuple[BadRow, ...]

    @property
    def sentence(self) -> str:
        return f"{self.new} new, {self.same} there already, {len(self.bad)} not taken."


def criteria_csv(criteria: Iterable[Criterion]) -> Iterator[bytes]:
    """One criterion in each row, piece by piece; conditions are written as people write them, subjects one on each line."""
    return csv_lines(CRITERIA, map(_criterion, criteria))


def _criterion(one: Criterion) -> Sequence[str | int]:
    return (
        one.code,
        one.version,
        one.state,
        one.control_list.series,
        one.control_list.edition,
        one.paragraph_code,
        "\n".join(one.subjects),
        one.lines,
        "\n".join(one.features),
        one.exceptions,
        one.effect,
        one.sentence,
        one.decided_at.date().isoformat() if one.decided_at else "",
        one.reason,
    )


def correlations_csv(correlations: Iterable[Correlation]) -> Iterator[bytes]:
    """One correlation in each row, piece by piece."""
    return csv_lines(CORRELATIONS, map(_correlation, correlations))


def _correlation(one: Correlation) -> Sequence[str | int]:
    return (
        one.left_list.series,
        one.left_list.edition,
        one.left_code,
        one.relation,
        one.right_list.series,
        one.right_list.edition,
        one.right_code,
        one.source,
        one.state,
        "" if one.likeness is None else one.likeness,
    )


def read_rows(data: bytes, needed: Sequence[str]) -> list[tuple[int, Line]]:
    """The rows of a CSV file with their numbers, by the names of columns. Refused: what is no UTF-8, lacks a column, or is too
    long. An apostrophe that our own files put before a formula's sign is taken away again."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The file is not in UTF-8.", "Save it as “CSV UTF-8”.") from None
    if stray := UNKEPT.search(text):
        raise Refused(f"The file holds a control character (U+{ord(stray[0]):04X}).", "Save it as CSV again.")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        lacking = [name for name in needed if name not in (reader.fieldnames or ())]
        if lacking:
            raise Refused(f"The file has no column “{lacking[0]}”.", f"Its first line names at least: {', '.join(needed)}.")
        rows = [(number, _cells(row)) for number, row in enumerate(reader, start=2)]
    except csv.Error as error:
        raise Refused(f"The file is no table that can be read: {error}.", "Save it as CSV again.") from None
    if len(rows) > MOST_ROWS:
        raise Refused(f"The file has more than {MOST_ROWS:,} rows.", "Send it in parts.")
    return [(number, row) for number, row in rows if any(row.values())]


def _delimiter(text: str) -> str:
    """Spreadsheets write semicolons where the comma is for decimals."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _cells(row: Mapping[str | None, str | list[str] | None]) -> Line:
    """The cells that have a column's name, at most so long; missing ones are empty."""
    return {name: _plain(cell or "") for name, cell in row.items() if name is not None and not isinstance(cell, list)}


def _plain(cell: str) -> str:
    return (cell[1:] if cell[:1] == "'" and cell[1:2] in "'=+-@\t\r\n" else cell)[:LONGEST_CELL].strip()
