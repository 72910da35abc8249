"""The table of comments in a file: its headings, and its rows in pieces that are packed and stand alone."""

import csv
import hashlib
import io
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from comments.other_systems.fields import guessed
from comments.other_systems.jsons import objects
from comments.other_systems.packed import SAVE_AS, opened
from normsite.foundation.documents.formats.csv import as_written
from normsite.foundation.errors import Refused
from normsite.foundation.unseen import UNKEPT

MOST_BYTES = 15_000_000  # of the file as it is sent; what the desk takes, less what stands around it
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_PACKED = 60_000_000
LONGEST_CELL = 200_000
LONGEST_HEADING = 150
ROWS_OF_A_PIECE = 500
BEFORE_HEADINGS = 20
SIGNS = ",;\t|"
_END = "\x1ethe end\x1e"


class Row(NamedTuple):
    """A row by the number that people see (in JSON: the how manyth object), and its cells in the order of the headings."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """`pieces` hold the rows, `ROWS_OF_A_PIECE` each, as `unpacked` reads them."""

    headings: tuple[str, ...]
    pieces: tuple[bytes, ...]
    rows: int


def read_table(data: bytes) -> Table:
    """The table of a CSV or JSON file, packed by zip or gzip or not. Refused: more than 15 MB, 200 MB unpacked, 200,000 rows or
    200 columns; what is no table, doesn't end, or has no row."""
    if len(data) > MOST_BYTES:
        raise Refused("The file is larger than 15 MB.", "Pack it as .zip or .gz, or upload it in several files.")
    with opened(data) as text:
        start = text.read(64 * 1024)
        whole = _Again(start, text)
        table = _of_json(whole) if start.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else _of_csv(start, whole)
    if not table.rows:
        raise Refused("There is no row with comments in the file.", SAVE_AS)
    return table


def unpacked(piece: bytes) -> list[Row]:
    return [Row(number, cells) for number, cells in json.loads(zlib.decompress(piece))]


def headings_signature(headings: Iterable[str]) -> str:
    """The same for the same headings in the same order."""
    return hashlib.sha256(json.dumps(list(headings)).encode()).hexdigest()


class _Again:
    """A text from its beginning, some of which was read already."""

    def __init__(self, start: str, rest: IO[str]) -> None:
        self.start, self.rest = start, rest

    def read(self, size: int) -> str:
        start, self.start = self.start[:size], self.start[size:]
        return start or self.rest.read(size)

    def lines(self) -> Iterator[str]:
        """With their ends, the last one with `_END` after it."""
        yield from _lines(self.start + self.rest.readline())
        yield from self.rest
        yield _END


def _lines(text: str) -> Iterator[str]:
    """As a file has them: a line ends where CSV says so, and at no other sign."""
    return iter(io.StringIO(text, newline=""))


def _pieces(rows: Iterable[Row]) -> tuple[tuple[bytes, ...], int]:
    pieces, count, size = [], 0, 0
    rows = iter(rows)
    while some := list(itertools.islice(rows, ROWS_OF_A_PIECE)):
        count += len(some)
        pieces.append(zlib.compress(json.dumps(some).encode(), 6))
        size += len(pieces[-1])
        if count > MOST_ROWS or size > MOST_PACKED:
            raise Refused(f"The file has more than {MOST_ROWS:,} rows, or very long ones.", "Upload it in several files.")
    return tuple(pieces), count


# ---- CSV


def _of_csv(start: str, whole: _Again) -> Table:
    usual = csv.field_size_limit(LONGEST_CELL)  # of the whole process
    try:
        reader = csv.reader(whole.lines(), delimiter=_sign(start))
        rows = (Row(number, [as_written(cell) for cell in cells]) for number, cells in enumerate(reader, 1))
        headings, first = _headings(rows)
        pieces, count = _pieces(_full(itertools.chain(first, rows)))
    except csv.Error as fault:
        raise Refused("A cell of the table doesn't end.", "Look for a quotation mark that isn't closed.") from fault
    finally:
        csv.field_size_limit(usual)
    return Table(headings, pieces, count)


def _sign(start: str) -> str:
    """What parts the columns: the sign by which the most headings are known, then the most rows have as many cells as those."""
    return max(SIGNS, key=lambda sign: _fits(list(csv.reader(_lines(start), delimiter=sign))))


def _fits(rows: list[list[str]]) -> tuple[int, float, int]:
    """The last row may be cut off."""
    headings = next((row for row in rows[:BEFORE_HEADINGS] if len(row) > 1), [])
    alike = sum(len(row) == len(headings) for row in rows[:-1] or rows)
    return sum(map(bool, guessed(headings))), alike / max(len(rows), 1), len(headings)


def _headings(rows: Iterator[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """The first row with two full cells, as titles may stand above it; and what follows of what was looked at."""
    looked = list(itertools.islice(rows, BEFORE_HEADINGS))
    full = [place for place, row in enumerate(looked) if sum(bool(cell.strip()) for cell in row.cells) > 1]
    place = full[0] if full else 0
    if len(looked[place].cells) > MOST_COLUMNS:
        raise Refused(f"The table has more than {MOST_COLUMNS} columns.", "Leave out those that aren't about the comments.")
    return _named(looked[place].cells), looked[place + 1 :]


def _named(cells: Iterable[str]) -> tuple[str, ...]:
    """Headings by which each column is told from the others."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = UNKEPT.sub("", " ".join(cell.split()))[:LONGEST_HEADING] or f"Column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def _full(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows in which something stands. The end must come as a row of its own, or a quotation mark has swallowed it."""
    has_ended = False
    for row in rows:
        has_ended = row.cells == [_END]
        if not has_ended and any(cell.strip() for cell in row.cells):
            yield row
    if not has_ended:
        raise csv.Error("swallowed")


# ---- JSON


def _of_json(whole: Any) -> Table:
    places: dict[str, int] = {}
    rows = (Row(number, _cells(one, places)) for number, one in enumerate(objects(whole), 1))
    pieces, count = _pieces(row for row in rows if any(row.cells))
    return Table(_named(places), pieces, count)


def _cells(one: Mapping[str, Any], places: dict[str, int]) -> list[str]:
    """What an object says, by the names that objects before it had, and then by its own."""
    said = dict(_flat(one, ""))
    for name in said:
        if name not in places and len(places) >= MOST_COLUMNS:
            raise Refused(
                f"The objects have more than {MOST_COLUMNS} names.", "Leave out those that aren't about the comments."
            )
        places.setdefault(name, len(places))
    cells = [""] * len(places)
    for name, words in said.items():
        cells[places[name]] = words
    return cells


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """An object within an object as names with a dot; a list of words as one line."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(one, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        yield name, ", ".join(map(_word, value))
    elif isinstance(value, list):
        yield name, json.dumps(value, ensure_ascii=False)[:LONGEST_CELL]
    else:
        yield name, _word(value)


def _word(value: str | float | bool | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
