"""The exports: one table of formats, each a file that stands alone and is the same for everyone."""

import csv
import io
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from normsite.foundation.documents import FORMATS, Fact, Facts, Prose, Row, Section, Table, export
from normsite.foundation.documents.formats.csv import neutralise, write_table_csv
from normsite.foundation.errors import Refused
from tests.foundation.documents.samples import full, small


def read_csv(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_the_table_of_formats_holds_these_four():
    assert {key: (form.extension, form.content_type) for key, form in FORMATS.items()} == {
        "html": ("html", "text/html; charset=utf-8"),
        "pdf": ("pdf", "application/pdf"),
        "json": ("json", "application/json"),
        "csv": ("csv", "text/csv; charset=utf-8"),
    }


def test_an_unknown_format_is_refused():
    with pytest.raises(Refused) as refusal:
        export(full(), "docx")
    assert str(refusal.value) == "There is no such export format. Choose one of pdf, html, json, csv."


def test_a_format_that_cannot_be_written_here_says_why(monkeypatch):
    reason = "PDF is not available on this server: the package typst is missing."
    unable = FORMATS["pdf"].__class__("pdf", "PDF", "pdf", "application/pdf", lambda document: b"", lambda: reason)
    monkeypatch.setitem(FORMATS, "pdf", unable)
    with pytest.raises(Refused) as refusal:
        export(full(), "pdf")
    assert str(refusal.value) == f"{reason} Choose one of html, json, csv."


def test_the_json_export_is_the_record_so_its_file_has_the_digest():
    assert sha256(export(full(), "json")).hexdigest() == full().digest


# --- CSV ---


def test_the_sheet_is_the_comments_table_with_formulas_disarmed():
    assert read_csv(export(full(), "csv")) == [
        ["Comment", "Count", "Text", "Answer"],
        ["C-2026-00001", "3", "Zu kurz – größer wählen", "Accepted"],
        ["C-2026-00002", "-1", "'=HYPERLINK(1)", ""],
    ]


def test_the_sheet_opens_with_a_byte_order_mark_and_ends_lines_as_the_standard_says():
    written = export(full(), "csv")
    assert written.startswith(b"\xef\xbb\xbfComment,Count,Text,Answer\r\n")


def test_without_a_comments_table_the_first_is_taken():
    first, second = Table("1", ("a",), (Row(("x",)),)), Table("2", ("b",), (Row(("y",)),))
    assert read_csv(export(small(first, second), "csv")) == [["a"], ["x"]]


def test_without_any_table_the_sections_are_the_rows():
    record = small(sections=(Section("a", "A", (Prose("<p>One</p><p>two</p>"),), (Section("b", "B"),)),))
    assert read_csv(export(record, "csv")) == [["Anchor", "Section", "Text"], ["a", "A", "One\ntwo"], ["b", "B", ""]]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("a=1", "a=1"),
        ("5-2", "5-2"),
        ("", ""),
        (-1, "-1"),
        (0, "0"),
        (None, ""),
    ],
)
def test_a_hostile_cell_is_text_and_a_harmless_one_is_untouched(cell, written):
    assert neutralise(cell) == written


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝a ,\"")))
def test_taking_one_apostrophe_away_gives_back_what_was_written(text):
    written = neutralise(text)
    assert written[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert (written.removeprefix("'") if written != text else written) == text
    table = Table("T", ("a",), (Row((text,)),))
    assert read_csv(write_table_csv(table))[1:] == [[written]] if written else True


def test_a_hostile_heading_is_disarmed_too():
    assert read_csv(write_table_csv(Table("T", ("=1",), ()))) == [["'=1"]]


# --- HTML ---


def page(document=None) -> str:
    return export(document or full(), "html").decode()


def test_the_page_stands_alone():
    written = page()
    assert "<script" not in written
    assert re.findall(r"<(?:link|img|iframe|object|embed|base|form)\b", written) == []
    assert set(re.findall(r'(?:src|srcset|action|data)="', written)) == set()
    assert "@import" not in written
    assert set(re.findall(r"url\(.{6}", written)) == {'url("data:'}


def test_the_page_allows_itself_its_own_style_and_nothing_else():
    written = page()
    style = re.search(r"<style>(.*)</style>", written, re.DOTALL)[1]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', written)[1].replace("&#x27;", "'")
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == (f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none'; form-action 'none'")


def test_the_page_has_title_language_outline_and_digest():
    written = page()
    assert written.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert "<title>PUB-3 Modules for quantum keys</title>" in written
    headings = re.findall(r'<h(\d) id="([\w.-]+)"', written)
    assert headings == [
        ("2", "record-contents"),
        ("2", "plain-words"),
        ("2", "risk"),
        ("3", "P-1"),
        ("3", "P-2"),
        ("2", "comments"),
        ("2", "record-verify"),
    ]
    assert full().digest in written


def test_every_link_within_the_page_leads_somewhere():
    written = page()
    targets = set(re.findall(r'href="#([^"]+)"', written))
    assert targets <= set(re.findall(r'id="([^"]+)"', written))
    assert targets == {"plain-words", "risk", "P-1", "P-2", "comments"}


def test_plain_words_stay_words_on_the_page():
    written = page()
    assert "Tom &amp; &lt;Jerry&gt;" in written
    assert "<Jerry>" not in written
    hostile = small(title="</title><script>", sections=(Section("a", "<b>A</b>"),))
    assert "<script" not in page(hostile)
    assert "<b>" not in page(hostile)


def test_links_to_the_site_carry_its_address_and_no_other_link_changes():
    prose = Prose('<p><a href="/ref/R-7/" rel="x">R-7</a> <a rel="x" href="/N-1/">N</a> <a href="//other.example/">o</a></p>')
    code = Prose('<pre><code>&lt;a href="/as/typed"&gt;</code></pre>')
    record = small(
        prose, code, Facts((Fact("Norm", "N-1", "/norms/N-1/"), Fact("Here", "a", "#a"))), origin="https://norms.example"
    )
    links = re.findall(r'<a[^>]*href="([^"]*)"', page(record).partition("<main>")[2])
    assert links == [
        "#a",
        "https://norms.example/ref/R-7/",
        "https://norms.example/N-1/",
        "//other.example/",
        "https://norms.example/norms/N-1/",
        "#a",
    ]
    assert '&lt;a href="/as/typed"&gt;' in page(record)


def test_a_fact_that_leads_to_another_site_says_so_and_no_other_does():
    facts = Facts((Fact("Report 7", "Two hours.", "https://reports.example/7"), Fact("Norm", "N-1", "/norms/N-1/")))
    main = page(small(facts, origin="https://norms.example")).partition("<main>")[2]
    assert '<a href="https://reports.example/7" rel="nofollow noopener">Two hours.</a>' in main
    assert '<a href="https://norms.example/norms/N-1/">N-1</a>' in main


def test_a_table_row_can_be_linked_to():
    assert '<tr role="row" id="C-2026-00001">' in page()


def test_a_table_of_more_than_three_columns_is_one_card_for_each_row_on_a_phone():
    parts = re.findall(r'<div class="([^"]+)"\s+role="region"\s+aria-label="([^"]+)"', page())
    assert sorted(parts) == [("document-table", "Risks"), ("document-table document-table-cards", "Comments and answers")]


def test_an_empty_table_says_so():
    assert '<td role="cell" colspan="2">None.</td>' in page(small(Table("T", ("a", "b"), ())))


def test_the_reader_s_language_changes_no_byte(settings):
    record = small(Table("T", ("n",), (Row((1234567,)),)))
    expected = page(record)
    settings.USE_THOUSAND_SEPARATOR = True
    with translation.override("de"):
        assert page(record) == expected
    assert ">1234567</th>" in expected
