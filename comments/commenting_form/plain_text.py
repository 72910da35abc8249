"""A table in plain text as a grid: CSV, whatever sign parts its columns and whichever program wrote it."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice

from comments.commenting_form.columns import fields_of
from comments.commenting_form.grids import MOST_COLUMNS, SAVE_AS, Grid, Row, bounded, plain
from normsite.foundation.documents.formats.csv import as_written
from normsite.foundation.errors import Refused

ROWS_THAT_TELL = 50  # which sign parts the columns
_END = "\x1ethe end\x1e"


class _NeverEnds(csv.Error):
    """A cell goes on to the end of the file: it has swallowed all rows behind that with this number."""


def grid_of_text(data: bytes) -> Grid:
    words = _decoded(data)
    sign = max(",;\t", key=lambda sign: _parted(words, sign))
    try:
        return Grid("", bounded(_split(words, sign)), beyond=_beyond(words, sign))
    except csv.Error as fault:
        where = f" from row {fault} on" if isinstance(fault, _NeverEnds) else ""
        raise Refused(
            "A cell of the table doesn't end.", f"Look for a quotation mark that isn't closed{where}, or save it as .xlsx."
        ) from fault


def _decoded(data: bytes) -> str:
    """A text in UTF-8, UTF-16 or the code page of Windows; what is none of them is refused."""
    for encoding in _encodings(data):
        try:
            words = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in words:
            return words
    raise Refused("The file is neither a spreadsheet, nor a Word document, nor a table in plain text.", SAVE_AS)


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in data[:200]:
        return ("utf-16-be", "utf-16-le") if data[:1] == b"\0" else ("utf-16-le",)
    return ("utf-8-sig", "cp1252")


def _split(words: str, sign: str) -> Iterator[Row]:
    """The end must come as a row of its own, or a quotation mark has swallowed it."""
    number = 0
    for number, cells in enumerate(csv.reader(chain(io.StringIO(words, newline=""), [_END]), delimiter=sign), 1):
        if cells == [_END]:
            return
        if any(cells) and not cells[-1].endswith(_END):
            yield Row(number, tuple(plain(as_written(cell)) for cell in cells[:MOST_COLUMNS]))
    raise _NeverEnds(number)


def _beyond(words: str, sign: str) -> int:
    """How many filled cells stand behind the last column that is read."""
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=sign)
    return sum(bool(cell.strip()) for cells in rows for cell in cells[MOST_COLUMNS:])


def _parted(words: str, sign: str) -> tuple[int, int]:
    """How well a sign parts the columns: the most fields that a row names, then the widest row."""
    rows: list[Row] = []
    with suppress(csv.Error):
        rows.extend(islice(_split(words, sign), ROWS_THAT_TELL))
    return max((len(fields_of(row.cells)) for row in rows), default=0), max((len(row.cells) for row in rows), default=0)
