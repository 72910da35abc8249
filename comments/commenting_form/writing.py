"""The form as files of a spreadsheet and of a word processor, which the checkers of standards bodies take: the eight headings
as they are, no merged cells, nothing embedded, in a spreadsheet the headings in the first row."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from comments.commenting_form.columns import COLUMNS
from comments.commenting_form.grids import plain
from normsite.foundation.documents.formats.csv import FORMULA
from normsite.foundation.lean import without

with without("numpy"):
    from openpyxl import Workbook
    from openpyxl.cell import Cell, WriteOnlyCell
    from openpyxl.styles import Alignment, Font, NamedStyle
    from openpyxl.utils import get_column_letter

# What a spreadsheet takes for the code of a character.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
WIDTHS_MM = (22, 14, 22, 24, 18, 67, 67, 43)  # with the margins, the width of A4 lying on its side
MARGIN_MM = 10
MM_OF_A_LETTER = 1.9  # in the face in which spreadsheets measure their columns
LONGEST_IN_HEADER = 150  # a spreadsheet takes 255 signs for the whole of a page's header
A4 = 9
BODY, HEADING = "Comment form", "Comment form heading"
TABLE_END = b"</w:tbl>"

Rows = Iterable[tuple[str, ...]]


class Facts(NamedTuple):
    """What stands above the form."""

    date: str
    document: str
    project: str


def write_xlsx(facts: Facts, rows: Rows) -> bytes:
    """The form as a workbook of one sheet. `rows` have the eight cells of `COLUMNS` and are written as they come. Every cell is
    text: no words are computed, and none are changed but for control characters, which are left out, and apostrophes before
    the sign of a formula, which are one more. The facts stand in the header of each printed page and in the properties of the
    file."""
    book = Workbook(write_only=True)
    book.add_named_style(NamedStyle(BODY, alignment=Alignment(vertical="top", wrap_text=True)))
    book.add_named_style(NamedStyle(HEADING, font=Font(bold=True), alignment=Alignment(vertical="top", wrap_text=True)))
    sheet = book.create_sheet("Comments")
    _lay_out(sheet, facts)
    sheet.append([_cell(sheet, words, HEADING) for words in COLUMNS])
    for row in rows:
        sheet.append([_cell(sheet, words, BODY) for words in row])
    _describe(book.properties, facts)
    _set(book.properties, creator="")
    return _saved(book)


def _lay_out(sheet: Any, facts: Facts) -> None:
    _set(sheet, freeze_panes="A2", print_title_rows="1:1")
    # As many pages as there are, each as wide as the form.
    _set(sheet.page_setup, orientation="landscape", paperSize=A4, fitToHeight=0)
    _set(sheet.sheet_properties.pageSetUpPr, fitToPage=True)
    for place, width in enumerate(WIDTHS_MM, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width / MM_OF_A_LETTER
    header = sheet.HeaderFooter.oddHeader
    header.left.text = _in_header(f"Date: {facts.date}")
    header.center.text = _in_header(f"Document: {facts.document}")
    header.right.text = _in_header(f"Project Nr.: {facts.project}")


def _in_header(words: str) -> str:
    """One & begins a code there, two are one."""
    short = plain(words)[:LONGEST_IN_HEADER]
    return short[: LONGEST_IN_HEADER - short.count("&")].replace("&", "&&")


def _cell(sheet: Any, words: str, style: str) -> Cell:
    words = plain(words)
    cell = WriteOnlyCell(sheet, CODED.sub("_x005F_", _unmistakable(words)))
    _set(cell, data_type="s", style=style)  # else words that begin with = would be a formula
    if FORMULA.match(words):
        _set(cell, quotePrefix=True)  # so that they stay words when somebody edits the cell
    return cell


def _unmistakable(words: str) -> str:
    """An apostrophe before the sign of a formula gets another, as in CSV: readers of either take one away."""
    return f"'{words}" if words.startswith("'") and FORMULA.match(words) else words


def write_docx(facts: Facts, rows: Rows) -> bytes:
    """The form as a document of one table on A4 lying on its side, with the facts in the header of each page and the headings
    above each page's rows. `rows` have the eight cells of `COLUMNS`; they are written behind the headings as they come, since
    tables of that length take python-docx minutes. Control characters are left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_form(facts))) as form, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in form.namelist():
            with whole.open(name, "w", force_zip64=True) as part:
                part.writelines(_filled(form.read(name), rows) if name == "word/document.xml" else [form.read(name)])
    return written.getvalue()


def _filled(form: bytes, rows: Rows) -> Iterator[bytes]:
    before, end, after = form.partition(TABLE_END)
    yield before
    for row in rows:
        yield f"<w:tr>{''.join(map(_word_cell, row, WIDTHS_MM))}</w:tr>".encode()
    yield end + after


def _word_cell(words: str, width: int) -> str:
    lines = "<w:br/>".join("<w:tab/>".join(map(_word_text, line.split("\t"))) for line in plain(words).split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{Mm(width).twips}" w:type="dxa"/></w:tcPr><w:p><w:r>{lines}</w:r></w:p></w:tc>'


def _word_text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


def _form(facts: Facts) -> bytes:
    """The empty form."""
    document = docx.Document()
    _take_out_attachments(document)
    document.styles["Normal"].font.size = Pt(8)
    _turn(document)
    header = document.sections[0].header.paragraphs[0]
    header.text = plain(f"Date: {facts.date}    Document: {facts.document}    Project Nr.: {facts.project}")
    _head(document)
    _describe(document.core_properties, facts)
    _set(document.core_properties, comments="", author="")
    return _saved(document)


def _take_out_attachments(document: WordDocument) -> None:
    """The picture and the data that come with the template: checkers take no embedded files."""
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(("/thumbnail", "/customXml"))]:
            del rels[key]


def _turn(document: WordDocument) -> None:
    margin = Mm(MARGIN_MM)
    page = {"orientation": WD_ORIENT.LANDSCAPE, "page_width": Mm(297), "page_height": Mm(210)}
    _set(document.sections[0], **page, left_margin=margin, right_margin=margin)


def _head(document: WordDocument) -> None:
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    _set(table, autofit=False)
    for column, cell, words, width in zip(table.columns, table.rows[0].cells, COLUMNS, WIDTHS_MM, strict=True):
        column.width = cell.width = Mm(width)
        cell.paragraphs[0].add_run(words).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on each page


def _describe(properties: Any, facts: Facts) -> None:
    """In the properties of a file."""
    title, subject = plain(facts.document)[:255], plain(f"Project Nr. {facts.project}")[:255]
    _set(properties, title=title, subject=subject, keywords=f"Date {facts.date}")


def _set(thing: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(thing, name, value)


def _saved(file: Any) -> bytes:
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


class Form(NamedTuple):
    """One kind of file. Above so many comments it isn't made: Word is slow with longer tables, and
    a workbook, unlike CSV, must be whole before its first byte leaves."""

    write: Callable[[Facts, Rows], bytes]
    content_type: str
    most: int


OFFICE = "application/vnd.openxmlformats-officedocument."
FORMS = {
    "xlsx": Form(write_xlsx, f"{OFFICE}spreadsheetml.sheet", 20_000),
    "docx": Form(write_docx, f"{OFFICE}wordprocessingml.document", 5_000),
}
