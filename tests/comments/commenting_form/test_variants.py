"""Forms as bodies have really written them: every row comes in, or is told."""

import io
from collections.abc import Sequence

import pytest
from docx import Document
from openpyxl import Workbook

from comments.commenting_form import BadRow, Column, read_form
from tests.comments.commenting_form.files import ISO, ONE, letter, plain, repacked, workbook

ISO_2012 = (
    "MB/NC1",
    "Line number\n(e.g. 17)",
    "Clause/ Subclause\n(e.g. 3.1)",
    "Paragraph/ Figure/ Table/\n(e.g. Table 1)",
    "Type of comment2",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
)
NIST = (
    "Comment #",
    "Organization",
    "Submitted by",
    "Type (General/ Editorial/ Technical)",
    "Page #",
    "Line #",
    "Section",
    "Comment (include rationale)",
    "Suggested change",
)
AOM = ("Type\ned / te / ge", "Source", "Clause", "Title\n(only for GitHub issues)", "Comment", "Suggestion / Recommendation")
NIAP = (
    "#",
    "Section",
    "Paragraph/\nReq",
    "POC",
    "Comment Type",
    "Comment",
    "Proposed Change/Rationale",
    "Issue/\nPull Request",
)
NTIA = (
    "Comment Number",
    "Reviewer Initials",
    "Agency",
    "Section",
    "Line",
    "Comment Type: Editorial/Grammar, Clarification, Technical",
    "Agency Notes",
    "Agency Suggested Text Change",
)
IEEE = ("Name", "Category", "Page", "Subclause", "Line #", "Comment", "Must Be Satisfied", "Proposed Change")
FRENCH = (
    "Comité membre",
    "Numéro de ligne",
    "Article/Paragraphe",
    "Type de commentaire",
    "Commentaires",
    "Modification proposée",
)
GERMAN = ("Land", "Zeile", "Abschnitt", "Absatz/Bild/Tabelle", "Art des Kommentars", "Kommentare", "Vorgeschlagene Änderung")
SPANISH = ("MB", "Línea", "Capítulo/apartado", "Párrafo/Figura/Tabla", "Tipo de comentario", "Comentario", "Cambio propuesto")
SAID = {
    "mb": "DE",
    "line": "120",
    "clause": "6.1",
    "paragraph": "Table 1",
    "kind": "te",
    "comments": "Too low.",
    "proposed_change": "Write 40 mm.",
    "own_reference": "7",
}


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (ISO_2012, ("mb", "line", "clause", "paragraph", "kind", "comments", "proposed_change", "observations")),
        (NIST, ("own_reference", "mb", "", "kind", "", "line", "clause", "comments", "proposed_change")),
        (AOM, ("kind", "mb", "clause", "", "comments", "proposed_change")),
        (NIAP, ("own_reference", "clause", "paragraph", "", "kind", "comments", "proposed_change", "")),
        (NTIA, ("own_reference", "", "mb", "clause", "line", "kind", "comments", "proposed_change")),
        (IEEE, ("", "kind", "", "clause", "line", "comments", "", "proposed_change")),
        (FRENCH, ("mb", "line", "clause", "kind", "comments", "proposed_change")),
        (GERMAN, ("mb", "line", "clause", "paragraph", "kind", "comments", "proposed_change")),
        (SPANISH, ("mb", "line", "clause", "paragraph", "kind", "comments", "proposed_change")),
    ],
    ids=["ISO 2012", "NIST", "AOM", "NIAP", "NTIA", "IEEE", "French", "German", "Spanish"],
)
@pytest.mark.parametrize("write", [workbook, letter, plain])
def test_the_columns_of_other_bodies_are_known_in_any_order(headings, fields, write):
    form = read_form(write(headings, [SAID.get(field, "") for field in fields]), "form")
    assert [one.field for one in form.columns] == list(fields)
    (row,) = form.rows
    assert {name: getattr(row, name) for name in fields if name in SAID} == {
        name: SAID[name] for name in fields if name in SAID
    }
    assert form.bad == ()


def test_every_column_is_told_with_what_it_is_taken_for():
    form = read_form(workbook((*ISO[:6], "Mood", ""), (*ONE[:6], "Glad", "")), "form.xlsx", {6: ""})
    assert form.columns[5:] == (Column(5, "Com-ments", "The limit is too low.", "comments"), Column(6, "Mood", "Glad"))


def test_columns_of_a_form_without_any_heading_are_told_by_its_first_row():
    data = workbook((1, 2, 3), ("DE-1", "Clause six", "Too low", 7), ("DE-2", "Clause nine", "Too high", 8))
    form = read_form(data, "form.xlsx")
    assert form.columns == (
        Column(0, "DE-1", "DE-2"),
        Column(1, "Clause six", "Clause nine"),
        Column(2, "Too low", "Too high"),
        Column(3, "7", "8"),
    )
    named = read_form(data, "form.xlsx", {0: "mb", 1: "clause", 2: "comments", 3: "line"})
    assert [(row.own_reference, row.clause, row.comments, row.line) for row in named.rows] == [
        ("DE-2", "Clause nine", "Too high", "8")
    ]


def merged(*rows: Sequence[object]) -> bytes:
    """A form below a title over all columns, with a line of facts."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [["Comments on prEN 9"], ["Date:", "", "Document: prEN 9", "", "Project Nr.: 77"], ISO, *rows]:
        sheet.append(list(row))
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("A2:B2")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_title_over_all_columns_and_a_line_of_facts_stand_above():
    form = read_form(merged(ONE), "form.xlsx")
    assert [row.number for row in form.rows] == [4]
    assert (form.date, form.document, form.project) == ("", "prEN 9", "77")


@pytest.mark.parametrize("cached", [True, False], ids=["cached", "not cached"])
def test_rows_that_count_themselves_by_a_formula_are_empty(cached: bool):
    rows = [("=ROW()-1", "=ROW()", None, None, None, None, None, None) for _ in range(30)]
    data = workbook(ISO, ONE, *rows)
    if cached:
        data = repacked(
            data,
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(b"</f><v></v>", b"</f><v>5</v>"),
        )
    form = read_form(data, "form.xlsx")
    assert (len(form.rows), form.bad) == (1, ())


def test_headings_that_are_repeated_or_counted_are_no_comments():
    counted = [f"({at})" for at in range(1, 9)]
    form = read_form(letter(ISO, counted, ONE, ISO, ("FR-1", *ONE[1:])), "form.docx")
    assert ([row.number for row in form.rows], form.bad) == ([3, 5], ())


def test_columns_that_are_counted_are_no_comment_in_whichever_order_they_were_named():
    data = workbook(("Wer", "Was", "Wo"), (1, 2, 3), ("DE", "Zu niedrig.", "6.1"))
    form = read_form(data, "form.xlsx", {1: "comments", 2: "clause", 0: "mb"})
    assert ([row.number for row in form.rows], form.bad) == ([3], ())


def test_a_table_that_goes_on_without_headings_is_read():
    document = Document(io.BytesIO(letter(ISO, ONE)))
    for cells in (("FR-1", *ONE[1:]), ("only", "three", "columns")):
        table = document.add_table(1, len(cells))
        for cell, words in zip(table.rows[0].cells, cells, strict=True):
            cell.text = words
    table.add_row().cells[0].text = "more"
    for cell in table.rows[1].cells:
        cell.text = "words"
    out = io.BytesIO()
    document.save(out)
    form = read_form(out.getvalue(), "form.docx")
    assert [(row.number, row.own_reference) for row in form.rows] == [(2, "DE-12"), (3, "FR-1")]
    assert form.remarks == ("The table 3 was not read, since it has no headings that are known.",)


def test_sheets_that_are_hidden_or_not_understood_are_told():
    book = Workbook()
    sheets: dict[str, list[Sequence[str]]] = {
        "Comments": [ISO, ONE],
        "Old": [ISO, ("DE-1", *ONE[1:])],
        "Notes": [("a", "b", "c"), ("d", "e", "f")],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book["Old"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    form = read_form(out.getvalue(), "form.xlsx")
    assert [row.own_reference for row in form.rows] == ["DE-12"]
    assert form.remarks == (
        "The sheet “Old” is hidden, so its comments were not read.",
        "The sheet “Notes” was not read, since it has no headings that are known.",
    )


def test_words_in_a_row_without_a_comment_are_told():
    over_all = ("We support this draft, and have nothing else to say.", *[""] * 7)
    noted = (*[""] * 7, "Noted.")
    form = read_form(workbook(ISO, over_all, noted, ("DE", *[""] * 3, "te", "", "", ""), ONE), "form.xlsx")
    assert form.bad == (BadRow(2, "There is no comment in it."), BadRow(3, "There is no comment in it."))
    assert [row.number for row in form.rows] == [5]


def test_a_comment_far_below_the_others_is_read():
    far = b'<row r="1048576"><c r="F1048576" t="inlineStr"><is><t>Last.</t></is></c></row></sheetData>'
    data = repacked(workbook(ISO, ONE), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert [(row.number, row.comments) for row in read_form(data, "form.xlsx").rows] == [(2, ONE[5]), (1_048_576, "Last.")]
