"""A spreadsheet, a Word document or a CSV file as grids of cells. The type is told by what is in the file, never by its name.

Nothing in a file is carried out: no macro, no formula, no link to another file. What a stranger may have made to eat memory
is refused before any library opens it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from comments.commenting_form.columns import fields_of
from normsite.foundation.documents.formats.csv import as_written
from normsite.foundation.errors import Refused
from normsite.foundation.packed import MEGABYTE, OLD_OFFICE, checked_members

MOST_BYTES = 3 * MEGABYTE  # what a form of the site may bring
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LAST_ROW = 1_048_576  # that a spreadsheet can have
ROWS_THAT_TELL = 50  # which sign parts the columns of a table in plain text

NUMBER = "number"  # a number with a fraction: a zero at its end is lost
DATE = "date"
SERIALS = range(30_000, 80_000)  # days since 1900, as which Excel keeps the dates of 1982 to 2119

# What XML has no place for, not even escaped.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")  # as a spreadsheet writes signs that XML would lose
_NO_CODE = b"x005F_"

SAVE_AS = "Save it as .xlsx, .docx or .csv, and upload that."
_OPEN_DOCUMENT = {b"opendocument.spreadsheet": "spreadsheet (.ods)", b"opendocument.text": "text (.odt)"}
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
    """One sheet, or one table. `above` is true for a table in the header of a page, which may hold the headings of others, and
    `hidden` for a sheet that the program doesn't show."""

    name: str
    rows: tuple[Row, ...]
    above: bool = False
    sheet: bool = False
    hidden: bool = False


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
    if data.startswith((OLD_OFFICE, *_BIFF)):
        raise Refused("The file is in an old format of Office, or has a password.", f"{SAVE_AS} Take the password off.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")):
        raise Refused("The file is a web page or XML, though its name may end in .xls.", "Open it and save it as .xlsx.")
    for sign, called in _NO_TABLES.items():
        if data.startswith(sign):
            raise Refused(f"The file is {called}, which has no rows that can be read.", SAVE_AS)


# ---- What is packed


def _of_package(data: bytes) -> list[Grid]:
    names = checked_members(data, called="comment form", mend=SAVE_AS, anew="Copy the rows with comments into a new form.")
    read = _reader_of(names)
    if read is None:
        raise Refused(f"The file is {_kind_of(data, names)}.", SAVE_AS)
    try:
        return list(read(data))
    except (Refused, MemoryError):
        raise
    except Exception as fault:  # the libraries raise whatever a broken file makes them stumble over
        raise Refused("The file can't be opened: it is damaged, or of a kind that isn't read.", SAVE_AS) from fault


def _reader_of(names: set[str]) -> Callable[[bytes], Iterator[Grid]] | None:
    """By the main part, which Office on the web numbers: "word/document2.xml"."""
    if any(re.fullmatch(r"/?xl/workbook\d{0,3}\.xml", name) for name in names):
        return _of_workbook
    return _of_letter if any(re.fullmatch(r"/?word/document\d{0,3}\.xml", name) for name in names) else None


def _kind_of(data: bytes, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb), which isn't read"
    called = next((kind for sign, kind in _OPEN_DOCUMENT.items() if sign in data[:200]), "file")
    return f"an OpenDocument {called}, which isn't read" if "content.xml" in names else "packed, but no .xlsx and no .docx"


# ---- Spreadsheets


def _of_workbook(data: bytes) -> Iterator[Grid]:
    for sheet in _workbook(data).worksheets:
        sheet.reset_dimensions()  # some programs write none, or that of an empty sheet
        rows = enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True), 1)
        said = (_row(number, values) for number, values in rows if any(values))
        yield Grid(sheet.title, _bounded(said), sheet=True, hidden=sheet.sheet_state != "visible")


def _workbook(data: bytes) -> Any:
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - costs a fifth of a second, and only a form needs it

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    part = next((name for name in reader.valid_files if name.lower() == "xl/sharedstrings.xml"), None)
    if part and _NO_CODE in (xml := reader.archive.read(part)):
        reader.shared_strings[:] = _shared_words(xml)
    return reader.wb


def _shared_words(xml: bytes) -> Iterator[str]:
    """openpyxl takes the mark of what is no code out of shared words, so that they would read as a code."""
    from openpyxl.cell.text import Text  # noqa: PLC0415 - as above
    from openpyxl.xml.functions import iterparse  # noqa: PLC0415 - as above

    for _, node in iterparse(io.BytesIO(xml)):
        if node.tag.endswith("}si"):
            yield str(Text.from_tree(node).content)  # type: ignore[union-attr]
            node.clear()


def _bounded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """All rows; more than a form has is refused, since to leave any out would be to lose it."""
    taken = tuple(islice(rows, MOST_ROWS + 1))
    if len(taken) > MOST_ROWS:
        raise Refused(f"The file has more than {MOST_ROWS:,} rows.", "Copy the rows with comments into a new form.")
    return taken


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
    if isinstance(value, bool):
        return str(value).upper()  # as a spreadsheet shows it
    return as_written(plain(_CODED.sub(lambda code: chr(int(code[1], 16)), str(value))))


def plain(words: str) -> str:
    """Words with line feeds alone between lines, and without what no form can hold."""
    return UNWRITABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


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
    return _bounded(Row(number, tuple(_cells(row))) for number, row in enumerate(rows, first))


def _cells(row: Any) -> Iterator[str]:
    """The words of each cell; one that spans several columns is followed by empty ones."""
    wide = 0
    for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"):
        span = max(1, min(cell.grid_span, MOST_COLUMNS - wide))
        wide += span
        yield plain("\n".join(_paragraph(one) for one in cell.xpath(".//w:p")))
        yield from [""] * (span - 1)
        if wide >= MOST_COLUMNS:
            return


def _paragraph(paragraph: Any) -> str:
    """Its words with what is inserted and not yet accepted; what is deleted stands in elements of another name."""
    parts = paragraph.xpath(".//w:t | .//w:tab[parent::w:r] | .//w:br | .//w:cr | .//w:noBreakHyphen")
    signs = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
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
    sign = max(",;\t", key=lambda sign: _parted(words, sign))
    try:
        return _bounded(_split(words, sign))
    except csv.Error as fault:
        raise Refused(
            "A cell of the table doesn't end.", "Look for a quotation mark that isn't closed, or save it as .xlsx."
        ) from fault


def _split(words: str, sign: str) -> Iterator[Row]:
    for number, cells in enumerate(csv.reader(io.StringIO(words, newline=""), delimiter=sign), 1):
        if any(cells):
            yield Row(number, tuple(plain(as_written(cell)) for cell in cells[:MOST_COLUMNS]))


def _parted(words: str, sign: str) -> tuple[int, int]:
    """How well a sign parts the columns: the most fields that a row names, then the widest row."""
    try:
        rows = list(islice(_split(words, sign), ROWS_THAT_TELL))
    except csv.Error:
        return 0, 0
    return max((len(fields_of(row.cells)) for row in rows), default=0), max((len(row.cells) for row in rows), default=0)
