"""The control lists of the demonstration can be read, differ as real ones do, and can't be taken for real ones."""

import re

import pytest

from normsite.demo import files
from normsite.demo.controls import FIRST, NEWER, as_csv, lines_of
from normsite.foundation.controls.jurisdictions import MODEL, SECOND_MODEL
from normsite.foundation.controls.reading import read_control_list

LISTS = {name: files.read("controls", name) for name in (*FIRST, NEWER)}
CODE = re.compile(r"[0-9][A-E][0-9]{3}")
NOTED = ("note", "technical_note", "nota_bene")


def outline(name):
    """Code or kind of each paragraph, with its words."""
    return {
        line["code"]: [(row.code or row.kind, row.text) for row in lines_of(line["code"], line.get("text", ""))]
        for line in LISTS[name]["entries"]
    }


def codes(name):
    return {code for rows in outline(name).values() for code, _ in rows if CODE.match(code)}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_in_its_name_that_it_is_no_law(name):
    told = LISTS[name]
    assert told["name"].endswith("(not law)")
    assert told["jurisdiction"] in {MODEL, SECOND_MODEL}
    assert "nobody is bound by them" in told["acknowledgement"]


@pytest.mark.parametrize("name", LISTS)
def test_each_entry_bears_a_code_of_its_own_in_the_order_of_codes(name):
    listed = [line["code"] for line in LISTS[name]["entries"]]
    assert listed == sorted(set(listed))
    assert [code for code in listed if not CODE.fullmatch(code)] == []
    assert [code for code in listed if int(code[0]) not in LISTS[name]["categories"]] == []


@pytest.mark.parametrize("name", LISTS)
def test_no_two_paragraphs_of_an_entry_have_the_same_code(name):
    for rows in outline(name).values():
        coded = [code for code, _ in rows if CODE.match(code)]
        assert coded == list(dict.fromkeys(coded))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_without_anything_that_could_not_be_told(name):
    found = read_control_list(as_csv(LISTS[name]))
    assert [entry.code for entry in found.entries] == [line["code"] for line in LISTS[name]["entries"]]
    assert (found.troubles, [one for entry in found.entries for one in entry.paragraphs if one.problem]) == ((), [])


def test_the_code_of_a_paragraph_is_its_path():
    assert [code for code, _ in outline(NEWER)["3A001"]][:8] == [
        "3A001.a",
        "3A001.a.1",
        "3A001.a.2",
        "3A001.a.3",
        "3A001.a.4",
        "3A001.a.4.a",
        "3A001.a.4.b",
        "3A001.a.4.c",
    ]


def test_what_stands_in_a_note_bears_no_code():
    noted = list(lines_of("5A002", "a. One thing.\nNote: Not these:\n  a. Another thing."))
    assert [(row.code, row.inside) for row in noted] == [("5A002.a", ""), ("", ""), ("", 2)]


def test_a_line_that_is_neither_paragraph_nor_note_is_refused():
    with pytest.raises(ValueError, match="neither a paragraph nor a note"):
        list(lines_of("5A002", "(a) One thing."))


def test_the_newer_edition_has_new_gone_moved_and_reworded_paragraphs():
    older, newer = outline(FIRST[0]), outline(NEWER)
    assert set(newer) - set(older) == {"2D510"}
    assert set(older) - set(newer) == {"8A002"}
    words = {text: code for rows in older.values() for code, text in rows if code not in NOTED}
    moved = {(words[text], code) for rows in newer.values() for code, text in rows if text in words and code not in NOTED}
    assert {pair for pair in moved if pair[0] != pair[1]} == {("7A003.d", "7A105.b")}
    assert codes(NEWER) - codes(FIRST[0]) == {
        "1C351.c",
        "2D510.a",
        "2D510.b",
        "5A002.a.3",
        "5A004.c",
        "7A105.b",
        "9D004.c",
    }


def test_the_second_jurisdiction_writes_decimal_commas():
    words = [text for rows in outline("xx-1.yaml").values() for _, text in rows]
    assert [text for text in words if re.search(r"\d\.\d", text)] == []
    assert len([text for text in words if re.search(r"\d,\d", text)]) > 10


def test_the_codes_of_the_demonstrations_searches_are_on_the_list_in_force():
    assert {"1B001", "3A001", "5A002", "2B510", "9A012"} <= set(outline(NEWER))
