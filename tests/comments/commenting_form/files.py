"""Comment forms as files, made from rows."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from openpyxl import Workbook

ISO = (
    "MB/NC1",
    "Line number",
    "Clause/ Subclause",
    "Paragraph/ Figure/ Table/",
    "Type of com-ment2",
    "Com-ments",
    "Proposed change",
    "Observations of the secretariat",
)
OLD = (
    "MB1",
    "Clause No./\nSubclause No./\nAnnex\n(e.g. 3.1)",
    "Paragraph/\nFigure/Table/Note\n(e.g. Table 1)",
    "Type of com-\nment2",
    "Comment (justification for change) by the MB",
    "Proposed change by the MB",
    "Secretariat observations\non each comment submitted",
)
ONE = ("DE-12", "120", "6.1", "Table 1", "te", "The limit is too low.", "Write 40 mm.", "")


def workbook(*rows: Sequence[Any], title: str = "Comments", before: Sequence[Sequence[Any]] = ()) -> bytes:
    """A workbook with these rows; `before` are those of a sheet in front of it."""
    book = Workbook()
    sheet = book.worksheets[0]
    if before:
        sheet.title = "Instructions"
        for row in before:
            sheet.append(list(row))
        sheet = book.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter(*rows: Sequence[str], header: Sequence[Sequence[str]] = (), first: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document with these rows in a table; `header` those in the header of its pages, `first` in one that isn't used."""
    document = Document()
    section = document.sections[0]
    for above, lines in ((section.header, header), (section.first_page_header, first)):
        if lines:
            _fill(above.add_table(len(lines), len(lines[0]), section.page_width), lines)
    _fill(document.add_table(len(rows), len(rows[0])), rows)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for at, row in enumerate(rows):
        for index, words in enumerate(row):
            table.cell(at, index).text = words


def plain(*rows: Sequence[str], sign: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue().encode(encoding)


def packed(**members: bytes) -> bytes:
    """A package with these members; two underscores stand for a slash, a single one for a full stop."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with this member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for member in before.namelist():
            package.writestr(member, change(before.read(member)) if member == name else before.read(member))
    return out.getvalue()
