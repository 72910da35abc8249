"""A table as CSV that a spreadsheet opens without running anything.

RFC 4180 (comma, CRLF, quotes where needed) in UTF-8 with a byte order mark: without the mark Excel takes the file for the
local code page and spoils every accent; readers that know UTF-8 skip it ("utf-8-sig" in Python).

Text that a spreadsheet would take for a formula gets one apostrophe in front. Text that has apostrophes before such a sign
gets one more, so that taking one away always gives back what was written.
"""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from normsite.foundation.documents.blocks import Cell, Row, Table
from normsite.foundation.documents.document import Document

A_PIECE = 64 * 1024  # characters
# The signs that start a formula, the wide forms some spreadsheets take for them, and the white space they skip.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def neutralise(cell: Cell) -> str:
    """`cell` as text that no spreadsheet computes; whole numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """What `neutralise` was given for this cell."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def write_table_csv(table: Table) -> bytes:
    """The columns and rows of `table`; caption and anchors are left out."""
    return b"".join(csv_lines(table.columns, (row.cells for row in table.rows)))


def csv_lines(columns: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same, piece by piece as rows come, for tables too long to be held at once."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    yield codecs.BOM_UTF8
    for cells in itertools.chain([columns], rows):
        writer.writerow([neutralise(cell) for cell in cells])
        if piece.tell() > A_PIECE:
            yield piece.getvalue().encode()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue().encode()


def write_csv(document: Document) -> bytes:
    """The table "comments", else the first table, else the words of each section, one row for each."""
    tables = list(document.tables())
    named = [table for table in tables if table.key == "comments"]
    return write_table_csv((named or tables or [_sections_as_table(document)])[0])


def _sections_as_table(document: Document) -> Table:
    rows = (Row((s.anchor, s.title, "\n\n".join(b.plain for b in s.blocks if b.plain))) for s in document.walk())
    return Table(document.title, ("Anchor", "Section", "Text"), tuple(rows))
