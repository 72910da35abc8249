"""Tables of Word as Word itself leaves them: cells that are one, lines drawn unevenly, controls, words that were moved."""

import io
from collections.abc import Callable

import pytest
from docx import Document

from comments.commenting_form import read_form
from comments.commenting_form.rows import FormRow
from tests.comments.commenting_form.files import ISO, letter, repacked, workbook

FIRST = ("DE-1", "", "6.1", "", "te", "One.", "", "")
SECOND = ("DE-2", "", "6.2", "", "te", "Two.", "", "")
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RUN = "<w:r><w:t>{}</w:t></w:r>"
PICTURE = (
    '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r>'
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
)


def rows_of(data: bytes) -> tuple[FormRow, ...]:
    form = read_form(data, "form.docx")
    assert (form.bad, form.remarks) == ((), ())
    return form.rows


def written(before: str, after: str) -> bytes:
    """A form of two rows, in which something stands for something else wherever it stands."""
    return repacked(letter(ISO, FIRST, SECOND), "word/document.xml", lambda xml: xml.replace(before.encode(), after.encode()))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (f"<w:moveFrom>{RUN.format('Gone. ')}</w:moveFrom><w:moveTo>{RUN.format('One.')}</w:moveTo>", "One."),
        (f"<w:del><w:r><w:delText>Gone. </w:delText></w:r></w:del><w:ins>{RUN.format('One.')}</w:ins>", "One."),
        (f"<m:oMath {MATH}><m:r><m:t>E = m</m:t></m:r></m:oMath>", "E = m"),
        (f"<w:hyperlink>{RUN.format('One.')}</w:hyperlink>", "One."),
    ],
    ids=["moved", "changed", "formula", "link"],
)
def test_what_is_shown_is_read_and_nothing_else(one: str, words: str):
    assert [row.comments for row in rows_of(written(RUN.format("One."), one))] == [words, "Two."]


def test_what_only_says_where_to_write_is_no_comment():
    asked = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{RUN.format('Click here.')}</w:sdtContent></w:sdt>"
    form = read_form(written(RUN.format("One."), asked), "form.docx")
    assert [(bad.number, bad.reason) for bad in form.bad] == [(2, "There is no comment in it.")]


def test_rows_in_controls_within_controls_are_read():
    opened, closed = "<w:sdt><w:sdtContent>" * 2, "</w:sdtContent></w:sdt>" * 2
    data = repacked(
        written("</w:tr>", f"</w:tr>{closed}"),
        "word/document.xml",
        lambda xml: xml.replace(b"<w:tr>", f"{opened}<w:tr>".encode()),
    )
    assert [row.comments for row in rows_of(data)] == ["One.", "Two."]


def test_a_row_with_as_many_cells_as_headings_is_read_by_them_wherever_its_lines_were_drawn():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>{RUN}</w:p></w:tc>'
    cells = "".join(f"<w:tc><w:p>{RUN.format(words)}</w:p></w:tc>" for words in FIRST[2:])
    row = f"<w:tr>{wide.format('DE-9')}{wide.format('')}{cells}</w:tr></w:tbl>"
    assert [(row.own_reference, row.clause, row.comments) for row in rows_of(written("</w:tbl>", row))][2] == (
        "DE-9",
        "6.1",
        "One.",
    )


def test_a_row_that_begins_behind_the_first_column_is_read_by_its_place():
    cells = "".join(f"<w:tc><w:p>{RUN.format(words)}</w:p></w:tc>" for words in FIRST[1:])
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cells}</w:tr></w:tbl>'
    assert [(row.mb, row.clause, row.comments) for row in rows_of(written("</w:tbl>", row))][2] == ("", "6.1", "One.")


def merged_letter() -> bytes:
    document = Document(io.BytesIO(letter(ISO, FIRST, ("DE-3", "", "", "", "te", "Two.", "", ""), SECOND)))
    table = document.tables[0]
    table.cell(1, 2).merge(table.cell(2, 2))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def merged_workbook() -> bytes:
    rows = workbook(ISO, FIRST, ("DE-3", "", "", "", "te", "Two.", "", ""), SECOND)
    merged = b'</sheetData><mergeCells><mergeCell ref="C2:C3"/></mergeCells>'
    return repacked(rows, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", merged))


@pytest.mark.parametrize("write", [merged_letter, merged_workbook])
def test_a_clause_that_stands_once_for_several_rows_is_that_of_each(write: Callable[[], bytes]):
    told = "The clause is that of the row above: their cells are one."
    assert [(row.clause.strip(), row.remarks) for row in rows_of(write())] == [("6.1", ()), ("6.1", (told,)), ("6.2", ())]


def test_a_picture_is_told_and_its_words_come_once():
    data = written(RUN.format("One."), PICTURE.format(RUN.format("One."), RUN.format("One.")))
    assert [(row.comments, row.remarks) for row in rows_of(data)] == [
        ("One.", ("A picture stands in it, which isn't read: add it to the comment as a file.",)),
        ("Two.", ()),
    ]


def test_a_comment_that_is_a_picture_is_bad_and_not_empty():
    form = read_form(written(RUN.format("One."), PICTURE.format("", "")), "form.docx")
    assert [(bad.number, bad.reason) for bad in form.bad] == [(2, "There is only a picture in it, which isn't read.")]


def test_a_table_of_a_single_row_in_another_order_is_told():
    document = Document(io.BytesIO(letter(ISO, FIRST)))
    for cell, words in zip(document.add_table(1, 5).rows[0].cells, ("FR", "6.3", "ed", "Lost?", "No."), strict=True):
        cell.text = words
    out = io.BytesIO()
    document.save(out)
    assert read_form(out.getvalue(), "form.docx").remarks == (
        "The table 2 was not read, since it has no headings that are known.",
    )
