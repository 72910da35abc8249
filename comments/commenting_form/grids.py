"""A spreadsheet, a Word document or a CSV file as grids of cells. The type is told by what is in the file, never by its name.

Nothing in a file is carried out: no macro, no formula, no link to another file. What a stranger may have made to eat memory
is refused before any library opens it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from comments.commenting_form.columns import fields_of
from normsite.foundation.errors import Refused
from normsite.foundation.packed import MEGABYTE, checked_members

MOST_BYTES = 3 * MEGABYTE  # what a form of the site may bring
MOST_ROWS = 20_000
MOST_COLUMNS = 60

NUMBER = "number"  # a number with a fraction: a zero at its end is lost
DATE = "date"
SERIALS = range(30_000, 80_000)  # days since 1900, as which Excel keeps the dates of 1982 to 2119

SAVE_AS = "Save it as .xlsx, .docx or .csv, and upload that."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04\x06", b"\x09\x02\x06", b"\x09\x00\x04")
_NO_TABLES = {b"%PDF": "a PDF", b"{\\rtf": "a file in Rich Text Format", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


@dataclass(frozen=True)
class Row:
    """A row by the number that people see, and its cells. `odd` says by column which of them the program had made a number or a
    date."""

    number: int
    cells: tuple[str, ...]
    odd: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """One sheet, or one table. `above` is true for a table in the header of a page, which may hold the headings of others."""

    name: str
    rows: tuple[Row, ...]
    above: bool = False


def read_grids(data: bytes) -> list[Grid]:
    """The grids of a file, as they follow each other. What is too large, no table, or made to do harm is `Refused`."""
    if len(data) > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // MEGABYTE} MB.", "Take out pictures, or upload it in parts.")
    if not data.strip():
        raise Refused("The file is empty.", "Upload the form with your comments in it.")
    if data.startswith(b"PK"):
        return _of_package(data)
    _refuse_others(data)
    return [Grid("", _of_csv(_decoded(data)))]


def _refuse_others(data: bytes) -> None:
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith((_OLD_OFFICE, *_BIFF)):
        raise Refused("The file is in an old format of Office, or has a password.", f"{SAVE_AS} Take the password off.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")):
        raise Refused("The file is a web page or XML, though its name may end in .xls.", "Open it and save it as .xlsx.")
    for sign, called in _NO_TABLES.items():
        if data.startswith(sign):
            raise Refused(f"The file is {called}, which has no rows that can be read.", SAVE_AS)


# ---- What is packed


def _of_package(data: bytes) -> list[Grid]:
    names = checked_members(data, called="comment form", mend=SAVE_AS, anew="Copy the rows with comments into a new form.")
    read = _of_workbook if "xl/workbook.xml" in names else _of_letter if "word/document.xml" in names else None
    if read is None:
        raise Refused("The file is packed, but no .xlsx and no .docx.", SAVE_AS)
    try:
        return list(read(data))
    except (Refused, MemoryError):
        raise
    except Exception as fault:  # the libraries raise whatever a broken file makes them stumble over
        raise Refused("The file can't be opened: it is damaged, or of a kind that isn't read.", SAVE_AS) from fault


# ---- Spreadsheets


def _of_workbook(data: bytes) -> Iterator[Grid]:
    from openpyxl import load_workbook  # noqa: PLC0415 - costs a fifth of a second, and only a form needs it

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            cells = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
            yield Grid(sheet.title, tuple(_row(number, values) for number, values in enumerate(cells, 1) if any_in(values)))


def any_in(values: Iterable[Any]) -> bool:
    return any(value not in (None, "") for value in values)


def _row(number: int, values: Iterable[Any]) -> Row:
    cells = list(values)
    odd = {index: sort for index, value in enumerate(cells) if (sort := _oddness(value))}
    return Row(number, tuple(_words(value) for value in cells), odd)


def _oddness(value: object) -> str:
    if isinstance(value, date | time) or (isinstance(value, int | float) and value in SERIALS):
        return DATE
    return NUMBER if isinstance(value, float) and not value.is_integer() else ""


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return restored(str(value))


def restored(words: str) -> str:
    """Words without the apostrophe that keeps a spreadsheet from taking them for a formula."""
    words = words.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    return words[1:] if words[:1] == "'" and words[1:2] in ("=", "+", "-", "@") and len(words) > 1 else words


# ---- Word


def _of_letter(data: bytes) -> Iterator[Grid]:
    from docx import Document  # noqa: PLC0415 - as above

    letter = Document(io.BytesIO(data))
    for header in _headers(letter):
        for number, table in enumerate(_outermost(header._element), 1):
            yield Grid(f"Header {number}", _of_table(table, 1), above=True)
    row = 1
    for number, table in enumerate(_outermost(letter.element.body), 1):
        rows = _of_table(table, row)
        row += len(rows)
        yield Grid(f"Table {number}", rows)


def _headers(letter: Any) -> Iterator[Any]:
    """The headers that are printed. That of the first page is kept by Word, with whatever it said, also where it isn't used."""
    for section in letter.sections:
        yield section.header
        if section.different_first_page_header_footer:
            yield section.first_page_header


def _outermost(element: Any) -> list[Any]:
    return list(element.xpath(".//w:tbl[not(ancestor::w:tbl)]"))


def _of_table(table: Any, first: int) -> tuple[Row, ...]:
    rows = table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr")
    return tuple(Row(number, tuple(_cells(row))) for number, row in enumerate(rows[:MOST_ROWS], first))


def _cells(row: Any) -> Iterator[str]:
    """The words of each cell; one that spans several columns is followed by empty ones."""
    wide = 0
    for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"):
        span = max(1, min(cell.grid_span, MOST_COLUMNS - wide))
        wide += span
        yield restored("\n".join(_paragraph(one) for one in cell.xpath(".//w:p")))
        yield from [""] * (span - 1)
        if wide >= MOST_COLUMNS:
            return


def _paragraph(paragraph: Any) -> str:
    """Its words with what is inserted and not yet accepted; what is deleted stands in elements of another name."""
    parts = paragraph.xpath(".//w:t | .//w:tab[parent::w:r] | .//w:br | .//w:noBreakHyphen")
    signs = {"tab": "\t", "br": "\n", "noBreakHyphen": "-"}
    return "".join(signs.get(part.tag.rpartition("}")[2]) or part.text or "" for part in parts)


# ---- CSV


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


def _of_csv(words: str) -> tuple[Row, ...]:
    try:
        return max((_split(words, sign) for sign in ",;\t"), key=_width)
    except csv.Error as fault:
        raise Refused(
            "A cell of the table doesn't end.", "Look for a quotation mark that isn't closed, or save it as .xlsx."
        ) from fault


def _split(words: str, sign: str) -> tuple[Row, ...]:
    rows = []
    for number, cells in enumerate(csv.reader(io.StringIO(words, newline=""), delimiter=sign), 1):
        if number > MOST_ROWS:
            break
        rows.append(Row(number, tuple(restored(cell) for cell in cells[:MOST_COLUMNS])))
    return tuple(rows)


def _width(rows: tuple[Row, ...]) -> tuple[int, int]:
    """By how well a sign parts the columns: the most fields that a row names, then the widest row."""
    known = max((len(fields_of(row.cells)) for row in rows[:50]), default=0)
    return known, max((len(row.cells) for row in rows[:50]), default=0)
