"""The docket as the form of ISO, IEC and CEN, reopened by another library than wrote it: by lxml, part by part."""

import io
import zipfile

import pytest
from django.urls import reverse
from lxml import etree

from comments.commenting_form import writing
from comments.commenting_form.columns import COLUMNS
from comments.commenting_form.writing import FORMS, Facts, write_docx, write_xlsx
from comments.models import NewComment
from comments.services import publish_comment, withdraw_comment, withhold_comment
from tests.comments.scenes import closed, only_comment, opened, published, send

SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
WORD = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
OF_WORD = f"{{{WORD['w']}}}"
FACTS = Facts("2026-03-05", "Keys & locks", "N-1")
FORMULAS = ("=HYPERLINK(1)", "+1", "-2+3", "@12", "#N/A", "1.5", "TRUE", "plain")
HEADINGS = [
    "MB/NC",
    "Line number",
    "Clause/ Subclause",
    "Paragraph/ Figure/ Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
]


def parts(written: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sheet(written: bytes) -> etree._Element:
    return etree.fromstring(parts(written)["xl/worksheets/sheet1.xml"])


def body(written: bytes) -> etree._Element:
    return etree.fromstring(parts(written)["word/document.xml"])


def rows_of_sheet(written: bytes) -> list[list[str]]:
    rows = sheet(written).findall(".//s:row", SHEET)
    return [["".join(cell.itertext()) for cell in row.findall("s:c", SHEET)] for row in rows]


def rows_of_word(written: bytes) -> list[list[str]]:
    rows = body(written).findall(".//w:tr", WORD)
    return [[words_of_cell(cell) for cell in row.findall("w:tc", WORD)] for row in rows]


def words_of_cell(cell: etree._Element) -> str:
    return "".join("\n" if one.tag == f"{OF_WORD}br" else one.text or "" for one in cell.iter(f"{OF_WORD}t", f"{OF_WORD}br"))


ROWS_OF = {"xlsx": rows_of_sheet, "docx": rows_of_word}
each_form = pytest.mark.parametrize("end", ["xlsx", "docx"])


@each_form
def test_the_form_has_its_eight_headings_and_the_words_as_they_were_written(end):
    row = ("Ölbaum", "", "2.1", "", "te", "First < second\n  & third 鍵", " מפתח ", "C-1. Noted.")
    assert ROWS_OF[end](FORMS[end].write(FACTS, [row, FORMULAS])) == [HEADINGS, list(row), list(FORMULAS)]
    assert list(COLUMNS) == HEADINGS


@each_form
def test_a_form_without_comments_has_its_headings(end):
    assert ROWS_OF[end](FORMS[end].write(FACTS, [])) == [HEADINGS]


@each_form
def test_signs_that_xml_cannot_hold_are_left_out(end):
    row = ("a\x00b\x0b\x1f", "\ud800c", "d\ufffe\uffff", "e\r\nf\rg", "", "", "", "")
    assert ROWS_OF[end](FORMS[end].write(FACTS, [row]))[1] == ["ab", "c", "d", "e\nf\ng", "", "", "", ""]


def test_words_that_look_like_the_code_of_a_sign_are_none_in_a_spreadsheet():
    assert rows_of_sheet(write_xlsx(FACTS, [("_x0041_", *[""] * 7)]))[1][0] == "_x005F_x0041_"


def test_no_cell_of_a_sheet_computes_and_formulas_stay_words_when_they_are_edited():
    written = write_xlsx(FACTS, [FORMULAS])
    cells = sheet(written).findall(".//s:row[2]/s:c", SHEET)
    assert sheet(written).findall(".//s:f", SHEET) == []
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    styles = etree.fromstring(parts(written)["xl/styles.xml"]).findall("s:cellXfs/s:xf", SHEET)
    quoted = [styles[int(cell.get("s"))].get("quotePrefix") == "1" for cell in cells]
    assert quoted == [True, True, True, True, False, False, False, False]


@each_form
def test_nothing_is_merged_and_nothing_embedded(end):
    files = parts(FORMS[end].write(FACTS, [FORMULAS]))
    strange = [name for name in files if not name.endswith((".xml", ".rels")) or "custom" in name or "embed" in name]
    assert strange == []
    told = b"".join(files.values())
    assert [
        word for word in (b"mergeCell", b"gridSpan", b"vMerge", b"oleObject", b"<w:object", b"TargetMode") if word in told
    ] == []


def test_a_sheet_keeps_its_headings_in_sight_and_tells_the_facts_on_each_page():
    written = write_xlsx(FACTS, [FORMULAS])
    pane = sheet(written).find(".//s:pane", SHEET)
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    header = sheet(written).findtext(".//s:oddHeader", namespaces=SHEET)
    assert header == "&LDate: 2026-03-05&CDocument: Keys && locks&RProject Nr.: N-1"
    assert b"<dc:title" in parts(written)["docProps/core.xml"]
    assert b"Keys &amp; locks" in parts(written)["docProps/core.xml"]


def test_the_header_of_a_sheet_is_never_longer_than_spreadsheets_take():
    longest = write_xlsx(FACTS._replace(document="Keys & locks, " * 50, project="N-123456"), [])
    assert len(sheet(longest).findtext(".//s:oddHeader", namespaces=SHEET)) <= 255


def test_a_word_file_lies_on_its_side_and_repeats_its_headings_and_facts():
    written = write_docx(FACTS, [FORMULAS])
    page = body(written).find(".//w:pgSz", WORD)
    assert [page.get(f"{OF_WORD}{name}") for name in ("w", "h", "orient")] == ["16838", "11906", "landscape"]
    assert [row.find("w:trPr/w:tblHeader", WORD) is not None for row in body(written).findall(".//w:tr", WORD)] == [True, False]
    header = etree.fromstring(parts(written)["word/header1.xml"])
    assert "".join(header.itertext()).split("    ") == ["Date: 2026-03-05", "Document: Keys & locks", "Project Nr.: N-1"]


VIEWS = {"xlsx": "workbook", "docx": "word_file"}


def fetched(client, consultation, end: str):
    return client.get(reverse(f"comments:{VIEWS[end]}", args=[consultation.code]))


@pytest.mark.django_db
@each_form
def test_the_docket_as_a_form_tells_no_words_that_are_withheld_withdrawn_or_unread(cast, client, end):
    consultation = closed(cast)
    published(cast, consultation, NewComment(text="=1+1\nkeys 鍵", anchor="keys", kind="te", proposed_change="+x"))
    hidden = only_comment(send(consultation, "Withheld words"))
    withhold_comment(comment=hidden, ground="abuse", reason="It insults people.", by=cast.sami)
    receipt = send(consultation, NewComment(text="Withdrawn words", anchor="alarms"))
    publish_comment(comment=only_comment(receipt), by=cast.sami)
    withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    send(consultation, "Unread words")
    response = fetched(client, consultation, end)
    written = response.getvalue()
    assert [row[5] for row in ROWS_OF[end](written)[1:]] == [
        "=1+1\nkeys 鍵",
        "Withheld. Abusive or unlawful content: It insults people.",
        "Withdrawn by its author.",
    ]
    told = b"".join(parts(written).values()).decode()
    assert [word for word in ("Withheld words", "Withdrawn words", "Unread words") if word in told] == []
    assert response["Content-Type"] == FORMS[end].content_type
    assert response["Content-Disposition"] == f'attachment; filename="{consultation.code}-comments.{end}"'


@pytest.mark.django_db
def test_a_docket_too_long_for_a_form_says_so_and_offers_what_takes_it(cast, client, monkeypatch):
    consultation = opened(cast)
    for words in ("One", "Two"):
        published(cast, consultation, words)
    monkeypatch.setitem(writing.FORMS, "docx", FORMS["docx"]._replace(most=1))
    page = client.get(reverse("comments:docket", args=[consultation.code])).text
    address = f"{consultation.get_absolute_url()}comments."
    assert [f"{address}{end}" in page for end in ("csv", "json", "xlsx", "docx")] == [True, True, True, False]
    refused = fetched(client, consultation, "docx")
    assert refused.status_code == 409
    assert "Take the CSV: it has them all." in refused.text.replace("&#x27;", "'")
    assert fetched(client, consultation, "xlsx").status_code == 200
