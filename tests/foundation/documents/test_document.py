"""A record: the same bytes for the same content, read back whole, refused when it is not what it says."""

import dataclasses
import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normsite.foundation.documents import Document, Fact, Facts, Notice, Prose, Row, Section, Table, Text
from normsite.foundation.errors import Refused
from tests.foundation.documents.samples import COMMENTS, RISKS, full, small


def test_a_record_comes_back_equal_from_its_own_bytes():
    record = full()
    assert Document.load(record.canonical_bytes()) == record
    assert Document.load(record.canonical_bytes()).digest == record.digest


def test_the_bytes_are_canonical_json_letter_for_letter():
    record = small(Text(("größer",)), Table("T", ("A", "B"), (Row((None, 7)),)), title='Say "yes"\n')
    assert record.canonical_bytes().decode() == (
        '{"code":"PUB-1","facts":[],"language":"en","schema":"normsite/document/1","sections":[{"anchor":"a","blocks":['
        '{"kind":"text","paragraphs":["größer"]},'
        '{"caption":"T","columns":["A","B"],"kind":"table","rows":[{"cells":[null,7]}]}'
        '],"title":"A"}],"subtitle":"","title":"Say \\"yes\\"\\n"}'
    )


def test_the_digest_is_the_sha256_of_the_bytes_and_pinned_for_ever():
    record = full()
    assert record.digest == sha256(record.canonical_bytes()).hexdigest()
    assert record.digest == "4cd79802bdec70fb8b47405a2eb3f710e1a54d1b50d008030cb84aff8c3e0bbd"


def test_a_changed_letter_changes_the_digest():
    record = full()
    assert dataclasses.replace(record, title="Modules for quantum keyS").digest != record.digest


def test_the_order_of_keys_in_stored_json_does_not_matter():
    turned = json.dumps(dict(reversed(full().to_dict().items())), indent=2).encode()
    assert Document.load(turned).canonical_bytes() == full().canonical_bytes()


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(-(2**53) + 1, 2**53 - 1)), min_size=1, max_size=5))
def test_any_cells_survive_the_way_there_and_back(cells):
    try:
        "".join(cell for cell in cells if isinstance(cell, str)).encode()
    except UnicodeEncodeError:
        return
    table = Table("T", tuple(f"c{i}" for i in range(len(cells))), (Row(tuple(cells)),))
    assert Document.load(small(table).canonical_bytes()) == small(table)


@pytest.mark.parametrize("schema", ["normsite/document/3", "", None, 1])
def test_an_unknown_schema_is_refused_by_name(schema):
    stored = json.dumps({**full().to_dict(), "schema": schema}).encode()
    with pytest.raises(Refused) as refusal:
        Document.load(stored)
    assert refusal.value.reason == f"This record is written as {schema!r}, which this version cannot read."


@pytest.mark.parametrize("stored", [b"", b"[]", b"null", b'"x"', b"\xff", b"{", b"[" * 100_000])
def test_bytes_that_are_no_record_are_refused(stored):
    with pytest.raises(Refused):
        Document.load(stored)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": 5}, "Document.title"),
        ({"title": None}, "Document.title"),
        ({"sections": {}}, "Document.sections"),
        ({"sections": ["x"]}, "Section"),
        ({"secret": "x"}, "Document.secret"),
        ({"facts": [{"label": "a", "value": True}]}, "Fact.value"),
        ({"facts": [{"label": "a"}]}, "Fact"),
        ({"facts": [{"label": "a", "value": "b", "href": "javascript:alert(1)"}]}, "Fact"),
        ({"sections": [{"anchor": "a", "title": "A", "blocks": [{"kind": "script", "html": "x"}]}]}, "Section.blocks"),
        ({"sections": [{"anchor": "a", "title": "A", "blocks": [{"html": "x"}]}]}, "Section.blocks"),
        (
            {"sections": [{"anchor": "a", "title": "A", "blocks": [
                {"kind": "table", "caption": "", "columns": ["x"], "rows": [{"cells": [1.5]}]}]}]},
            "Row.cells",
        ),
    ],
)  # fmt: skip
def test_a_record_that_breaks_its_own_form_is_refused_with_the_place(change, where):
    with pytest.raises(Refused) as refusal:
        Document.from_dict({**full().to_dict(), **change})
    assert refusal.value.reason.startswith(f"This record cannot be read: {where}")


def test_an_anchor_leads_to_one_place_only():
    with pytest.raises(ValueError, match="'P-1' is used twice in PUB-1"):
        small(sections=(Section("P-1", "A"), Section("b", "B", (), (Section("P-1", "C"),))))
    with pytest.raises(ValueError, match="'a' is used twice"):
        small(Table("T", ("x",), (Row(("1",), anchor="a"),)))


@pytest.mark.parametrize("anchor", ["", "a b", 'a"', "#ä", "a/b"])
def test_an_anchor_that_cannot_be_an_address_is_refused(anchor):
    with pytest.raises(ValueError, match="An anchor is made of"):
        Section(anchor, "A")


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "mailto:x@y.example",
        "",
        "ftp://x",
        "x y",
        "/x y",
    ],
)
def test_a_fact_links_to_the_web_the_site_or_the_record_only(href):
    with pytest.raises(ValueError, match="A fact links to"):
        Fact("a", "b", href)


@pytest.mark.parametrize(
    ("href", "rel"),
    [("https://evil.example/7", "nofollow noopener"), ("/norms/N-1/", ""), ("#risk", ""), (None, "")],
)
def test_a_fact_says_whether_it_leads_to_another_site(href, rel):
    assert Fact("a", "b", href).rel == rel


@pytest.mark.parametrize("cell", [1.5, True, 2**53, b"x", ["x"]])
def test_a_cell_is_text_a_whole_number_or_empty(cell):
    with pytest.raises(ValueError, match="A cell is"):
        Row((cell,))


def test_every_row_fits_its_columns():
    with pytest.raises(ValueError, match="has 2 cells"):
        Table("T", ("a", "b"), (Row(("1",)),))


def test_a_notice_has_a_known_tone():
    with pytest.raises(ValueError, match="A notice has the tone"):
        Notice("x", "loud")


def test_a_record_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        full().title = "other"  # type: ignore[misc]  # what is refused


@pytest.mark.parametrize("origin", ["norms.example", "https://norms.example/", "javascript://x", 'https://x"y', r"https://\1"])
def test_an_origin_is_a_site_and_no_more(origin):
    with pytest.raises(ValueError, match="An origin is"):
        small(origin=origin)
    assert small(origin="http://[::1]:8000").origin == "http://[::1]:8000"


def test_tables_and_sections_come_in_reading_order():
    assert [section.anchor for section in full().walk()] == ["plain-words", "risk", "P-1", "P-2", "comments"]
    assert list(full().tables()) == [RISKS, COMMENTS]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl"), ("arn", "ltr")])
def test_the_language_says_which_way_it_is_written(language, direction):
    assert small(language=language).direction == direction


def test_each_block_has_its_words():
    words = {block.kind: block.plain for section in full().walk() for block in section.blocks}
    assert words == {
        "prose": "Keys shall be erased.",
        "text": "First\nline.\n\nTom & <Jerry>",
        "notice": "Two parts are withheld.",
        "figure": "One scenario, High.",
        "facts": "Obligation: O-1",
        "redline": "2 words added, 2 removed.\nwithin [-an hour-][+a minute+]",
        "table": "",
    }


def test_html_becomes_words_on_lines():
    html = "<h2>Keys</h2><p>One\n two &amp; &lt;three&gt;<br>four</p><ul><li>a</li><li>b</li></ul>"
    assert Prose(html).plain == "Keys\nOne two & <three>\nfour\n- a\n- b"


def test_columns_share_the_width_by_their_words():
    table = Table("T", ("Type", "Comment"), (Row(("te", "long words " * 30)),))
    assert table.shares == [14, 70]
    assert Table("T", ("A",), ()).shares == [70]


def test_facts_of_nothing_are_nothing():
    assert Facts(()).plain == ""
