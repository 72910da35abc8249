"""A comment form is read as people fill it in."""

import io
import zipfile
from datetime import datetime

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.comments import Comment

from comments.commenting_form import BadRow, Column, FormRow, read_form
from normsite.foundation.errors import Refused
from tests.comments.commenting_form.files import ISO, OLD, ONE, letter, packed, plain, workbook

READ = FormRow(
    number=2,
    mb="DE",
    line="120",
    clause="6.1",
    paragraph="Table 1",
    kind="te",
    comments="The limit is too low.",
    proposed_change="Write 40 mm.",
    own_reference="DE-12",
)


def reason(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_form(data, "form.xlsx")
    return refused.value.reason.partition("read. ")[2]


@pytest.mark.parametrize("data", [workbook(ISO, ONE), letter(ISO, ONE), plain(ISO, ONE)], ids=["xlsx", "docx", "csv"])
def test_a_form_is_read_alike_from_every_type_of_file(data: bytes):
    assert read_form(data, "whatever.pdf").rows == (READ,)


@pytest.mark.parametrize("sign", ",;\t")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_in_plain_text_is_read_in_any_usual_writing(sign: str, encoding: str):
    row = (*ONE[:5], "Größe, die; zählt", "", "")
    assert read_form(plain(ISO, row, sign=sign, encoding=encoding), "form.csv").rows[0].comments == "Größe, die; zählt"


def test_the_older_form_without_line_numbers_is_read():
    row = ("ECOS", "A.1", "Note", "Ed", "Comma missing.", "Add it.", "Accepted")
    assert read_form(letter(OLD, row), "form.docx").rows == (
        FormRow(2, "ECOS", "", "A.1", "Note", "ed", "Comma missing.", "Add it.", "Accepted"),
    )


def test_headings_in_the_header_of_the_page_count_and_those_of_an_unused_first_page_do_not():
    facts = ("Date: 2026-03-01", "Document: ISO/DIS 123", "Project: 77", *[""] * 5)
    form = read_form(letter(ONE, header=(facts, ISO), first=(tuple(reversed(ISO)),)), "form.docx")
    assert [(row.number, row.clause, row.comments) for row in form.rows] == [(1, "6.1", "The limit is too low.")]
    assert (form.date, form.document, form.project) == ("2026-03-01", "ISO/DIS 123", "77")


def test_instructions_and_titles_before_the_heading_are_passed_over():
    data = workbook(("Template for comments",), ("Document:", "prEN 9"), ISO, ONE, before=[("How to comment", "Type", "No")])
    form = read_form(data, "form.xlsx")
    assert [row.number for row in form.rows] == [4]
    assert form.document == "prEN 9"


def test_rows_that_only_count_themselves_are_empty():
    data = workbook(ISO, ONE, *[(str(number), *[None] * 7) for number in range(3, 40)], (1, 2, 3, 4, 5, 6, 7, 8))
    form = read_form(data, "form.xlsx")
    assert (len(form.rows), form.bad) == (1, ())


def test_a_row_without_a_comment_is_told_with_its_number():
    without = ("DE-13", "", "6.2", "", "ed", "", "Write 41 mm.", "")
    long = (*ONE[:5], "x" * 10_001, "", "")
    assert read_form(workbook(ISO, without, long, ONE), "form.xlsx").bad == (
        BadRow(2, "There is no comment in it."),
        BadRow(3, "There are 10,001 characters under “comments”; at most 10,000 are taken."),
    )


def test_a_type_that_is_none_is_kept_as_general_and_told():
    kinds = ["Ed", "ge", " TE ", "re", "?", "", "Editorial/Grammar", "te, ed"]
    form = read_form(workbook(ISO, *[(f"DE-{at}", *ONE[1:4], kind, *ONE[5:]) for at, kind in enumerate(kinds)]), "form.xlsx")
    assert [(row.kind, row.remarks) for row in form.rows] == [
        ("ed", ()),
        ("ge", ()),
        ("te", ()),
        ("ge", ("“re” is no type of comment: taken as general.",)),
        ("ge", ("“?” is no type of comment: taken as general.",)),
        ("ge", ("No type is given: taken as general.",)),
        ("ed", ("“Editorial/Grammar” is no type of comment: taken as editorial.",)),
        ("te", ("“te, ed” is no type of comment: taken as technical.",)),
    ]


def test_what_a_spreadsheet_made_of_a_clause_is_told():
    cells = [1.1, 5, datetime(2026, 2, 3), 46056, "1.10"]
    form = read_form(workbook(ISO, *[(f"DE-{at}", "", cell, *ONE[3:]) for at, cell in enumerate(cells)]), "form.xlsx")
    assert [(row.clause, row.remarks) for row in form.rows] == [
        ("1.1", ("The spreadsheet had made a number of the clause: 1.1 may have been 1.10.",)),
        ("5", ()),
        ("2026-02-03", ("The spreadsheet had made a date of the clause: 2026-02-03.",)),
        ("46056", ("The spreadsheet had made a date of the clause: 46056.",)),
        ("1.10", ()),
    ]


def test_numbers_in_the_first_column_are_own_references():
    firsts = ["DE-12", "DE 12 DE 13", "**", "DE-12", "GB\n7"]
    form = read_form(workbook(ISO, *[(first, *ONE[1:]) for first in firsts]), "form.xlsx")
    assert [(row.mb, row.own_reference, row.remarks) for row in form.rows] == [
        ("DE", "DE-12", ()),
        ("DE", "DE 12 DE 13", ("There are two numbers in the first column.",)),
        ("**", "", ()),
        ("DE", "DE-12", ("DE-12 stands in row 2 too.",)),
        ("GB", "GB 7", ()),
    ]


def test_words_that_look_like_a_formula_come_back_as_they_were():
    row = (*ONE[:5], "'=A1 is meant", "'-", "'tis")
    read = read_form(plain(ISO, row), "form.csv").rows[0]
    assert (read.comments, read.proposed_change, read.observations) == ("=A1 is meant", "-", "'tis")


def test_a_column_that_is_not_recognised_is_shown_and_can_be_named():
    data = workbook((*ISO[:6], "Wanted", ""), (*ONE[:6], "Write 40 mm.", ""))
    assert read_form(data, "form.xlsx").columns[6:] == (Column(6, "Wanted", "Write 40 mm."),)
    assert read_form(data, "form.xlsx", {6: "proposed_change"}).rows == (READ,)


def test_a_form_of_which_nothing_is_recognised_can_be_named_whole():
    data = workbook(("Wer", "Wo", "Was"), ("DE-1", "6.1", "Zu niedrig."))
    form = read_form(data, "form.xlsx")
    assert (form.rows, [(one.heading, one.field) for one in form.columns]) == ((), [("Wer", ""), ("Wo", ""), ("Was", "")])
    named = read_form(data, "form.xlsx", {0: "mb", 1: "clause", 2: "comments"})
    assert [(row.number, row.mb, row.clause, row.comments) for row in named.rows] == [(2, "DE", "6.1", "Zu niedrig.")]


def test_a_second_sheet_is_read_too_and_a_copy_says_nothing_new():
    other = ("DE-13", *ONE[1:5], "Another.", "", "")
    without = (*ONE[:5], "", "", "")
    form = read_form(workbook(ISO, ONE, other, without, before=[ISO, ONE]), "form.xlsx")
    assert [(row.number, row.comments, row.remarks) for row in form.rows] == [
        (2, "The limit is too low.", ()),
        (3, "Another.", ("It stands in the sheet “Comments”.",)),
    ]
    assert form.bad == (BadRow(4, "There is no comment in it. It stands in the sheet “Comments”."),)
    assert form.remarks == ("The sheet “Comments” was read too: 2 rows. 1 row of it stood in another sheet already.",)
    assert read_form(workbook(ISO, ONE, before=[ISO, ONE]), "form.xlsx").remarks == ("The sheet “Comments” says nothing new.",)


def test_five_hundred_rows_are_read_and_no_more_be_they_comments_or_not():
    without = (*ONE[:5], "", "Write 40 mm.", "")
    form = read_form(plain(ISO, *[ONE] * 300, *[without] * 200), "form.csv")
    assert (len(form.rows), len(form.bad)) == (300, 200)
    for rows in ([ONE] * 501, [ONE] * 300 + [without] * 201, [without] * 501):
        with pytest.raises(Refused, match=r"The file has 501 rows; at most 500 are read\. Upload them in several files\."):
            read_form(plain(ISO, *rows), "form.csv")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty."),
        (b"x" * 3_000_001, "The file is larger than 3 MB."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "The file is in an old format of Office, or has a password."),
        (b"\n<html><table>", "The file is a web page, a drawing or XML, whatever its name ends in."),
        (b"%PDF-1.7", "The file is a PDF, which isn't taken."),
        (b"PK\x03\x04 nothing", "The file is damaged or has a password, so it can't be opened."),
        (packed(mimetype=b"ods"), "The file is packed, but neither .xlsx nor .docx."),
        (packed(xl__workbook_xml=b"<a/>"), "The file can't be opened: it is damaged, or of a kind that isn't read."),
        (packed(xl__workbook_xml=bytes(41_000_000)), "The file holds far more than a comment form does."),
        (packed(xl__workbook_xml=b" " * 2_000_000), "The file holds far more than a comment form does."),
        (packed(**{f"a{at}": b"" for at in range(2001)}), "The file holds far more than a comment form does."),
        (packed(word__document_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "The file declares entities, as no comment form does."),
        (
            packed(word__document_xml="<!DOCTYPE a>".encode("utf-16")),
            "The file declares entities, as no comment form does.",
        ),
    ],
)
def test_what_is_no_form_or_does_harm_is_refused(data: bytes, why: str):
    assert reason(data) == why


def noted(data: bytes, wide: int = 0) -> bytes:
    """The same workbook with notes on two cells, and something in a column so far to the right."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for cell in ("F2", "G2"):
        sheet[cell].comment = Comment("See also clause 7.", "Rosa")
    if wide:
        sheet.cell(2, wide, "Far away.")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_notes_on_cells_and_words_far_to_the_right_are_told():
    remarks = read_form(noted(workbook(ISO, ONE), wide=64), "form.xlsx").remarks
    assert remarks == ("In the sheet “Comments” 1 cell stands behind column 63: not read.", "2 notes on a cell were not read.")
    wide = plain(ISO, (*ONE, *[""] * 55, "Far", "away."))
    assert read_form(wide, "form.csv").remarks == ("In the table 2 cells stand behind column 63: not read.",)
    assert read_form(workbook(ISO, ONE), "form.xlsx").remarks == ()


def test_comments_in_the_margin_and_footnotes_of_a_letter_are_told():
    document = Document(io.BytesIO(letter(ISO, ONE)))
    run = document.tables[0].cell(1, 5).paragraphs[0].runs[0]
    document.add_comment(run, text="Really?", author="Rosa")
    out = io.BytesIO()
    document.save(out)
    notes = b'<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"/><w:footnote w:id="1"/></w:footnotes>'
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/footnotes.xml", notes)
    remarks = read_form(out.getvalue(), "form.docx").remarks
    assert remarks == ("1 comment in the margin was not read.", "1 footnote was not read.")
    assert read_form(letter(ISO, ONE), "form.docx").remarks == ()
