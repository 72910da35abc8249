"""Files of control lists, each shape read to the same entries and paragraphs; what can't be told is said, and never guessed."""

import json

import pytest

from normsite.foundation.controls.models import ParagraphKind
from normsite.foundation.controls.reading import read_control_list
from normsite.foundation.controls.reading.pieces import Kind, ReadEntry, Unreadable
from normsite.foundation.controls.reading.placing import REPEATED, Row, placed
from tests.foundation.controls import texts


def read(text: object) -> dict[str, ReadEntry]:
    return {entry.code: entry for entry in read_control_list(texts.as_bytes(text)).entries}


def outline(entry: ReadEntry) -> list[tuple[str, str, str]]:
    """Of each paragraph its code or kind, the code or mark of the one in which it stands, and how its problem begins."""
    named = [paragraph.code or paragraph.mark for paragraph in entry.paragraphs]
    return [
        (one.code or one.kind.value, named[one.parent] if one.parent is not None else "", " ".join(one.problem.split()[:4]))
        for one in entry.paragraphs
    ]


def test_kinds_are_those_of_the_tables():
    assert {kind.value for kind in Kind} == set(ParagraphKind.values)


class TestMarkdown:
    def test_codes_come_from_marks_and_notes_stay_where_they_belong(self):
        assert outline(read(texts.MARKDOWN)["3A001"]) == [
            ("3A001.a", "", ""),
            ("3A001.a.1", "3A001.a", ""),
            ("3A001.a.2", "3A001.a", ""),
            ("3A001.a.2.a", "3A001.a.2", ""),
            ("3A001.a.2.b", "3A001.a.2", ""),
            ("note", "3A001.a", ""),
            ("note", "Note 1 to 3A001.a", ""),
            ("note", "Note 1 to 3A001.a", ""),
            ("nota_bene", "3A001.a.2.b", ""),
            ("other", "3A001.a.2.b", ""),
            ("3A001.x", "", ""),
            ("item", "3A001.x", "Its mark is a"),
        ]

    def test_texts_lose_their_markup(self):
        entry = read(texts.MARKDOWN)["3A001"]
        assert [entry.paragraphs[place].text for place in (1, 6, 8, 9)] == [
            "A tail longer than 5 m; or",
            "Toys;",
            "See the annex.",
            "b. through w. [Reserved]",
        ]

    def test_what_else_is_said_of_the_entry_is_kept(self):
        entry = read(texts.MARKDOWN)["3A001"]
        assert entry.facts == {
            "reasons": "NS, AT",
            "chart": [["NS applies to entire entry", "NS Column 1"]],
            "exceptions": {"LVS": "$500"},
            "related_controls": "See also 3B777.",
        }
        assert (entry.category_name, entry.group_name) == ("Electronics", '"Systems" and "components"')

    def test_a_row_without_a_code_is_told(self):
        found = read_control_list(texts.as_bytes(texts.MARKDOWN))
        assert [(one.where, one.words) for one in found.troubles] == [("Category 3-Electronics", "A row that lost its code")]

    def test_a_line_of_a_note_that_is_the_one_which_is_missing_is_told(self):
        changed = json.loads(json.dumps(texts.MARKDOWN))
        entry = changed[0]["product_groups"][0]["eccn"][0]
        entry["details"] = "List of Items Controlled\n\n*Items:*\n\na. One;\n\n*Note:* *Well.*\n\n*b. Two;*\n\nc. Three."
        assert outline(read(changed)["3A001"]) == [
            ("3A001.a", "", ""),
            ("note", "3A001.a", ""),
            ("note", "Note", "It is set as"),
            ("3A001.c", "", ""),
        ]


class TestRows:
    def test_lines_of_a_note_are_told_from_paragraphs_as_far_as_the_order_says(self):
        assert outline(read(texts.ROWS)["3A001"]) == [
            ("3A001.a", "", ""),
            ("3A001.a.1", "3A001.a", ""),
            ("other", "3A001.a.1", ""),
            ("note", "", ""),
            ("note", "", ""),
            ("3A001.b", "", ""),
            ("3A001.c", "", ""),
        ]

    def test_what_the_order_does_not_say_has_no_code(self):
        changed = json.loads(json.dumps(texts.ROWS))
        del changed["entries"][0]["items"][4]
        problems = [bool(one.problem) for one in read(changed)["3A001"].paragraphs]
        assert problems == [True, True, False, True, True, True]

    def test_a_list_with_the_paragraphs_of_some_categories_is_partial(self):
        assert read_control_list(texts.as_bytes(texts.ROWS)).is_partial
        assert not read_control_list(texts.as_bytes(texts.ROWS | {"deepCategories": ["3", "9"]})).is_partial


class TestPaths:
    def test_codes_come_from_paths(self):
        assert outline(read(texts.PATHS)["5A002"]) == [
            ("5A002.a", "", ""),
            ("5A002.a.1", "5A002.a", ""),
            ("5A002.a.2", "5A002.a", ""),
            ("5A002.a.2.a", "5A002.a.2", ""),
            ("5A002.a.2.a.1", "5A002.a.2.a", ""),
            ("5A002.a.2.b", "5A002.a.2", ""),
            ("note", "5A002.a", ""),
            ("5A002.b", "", ""),
            ("item", "5A002.b", "The marks beside it"),
            ("item", "5A002.b", "The marks beside it"),
            ("item", "5A002.b", "The marks beside it"),
            ("item", "", "Its mark “3.” is"),
            ("item", "3.", "It stands below a"),
            ("5A002.c", "", ""),
        ]

    def test_the_first_paragraph_is_the_heading(self):
        entry = read(texts.PATHS)["5A002"]
        assert (entry.heading, entry.facts) == ("Envelopes, as follows:", {"regime": "Made up", "part": "Part 2"})
        assert read_control_list(texts.as_bytes(texts.PATHS)).paragraphs_in_file == 12

    def test_a_note_says_its_mark_once(self):
        note = read(texts.PATHS)["5A002"].paragraphs[6]
        assert (note.mark, note.text) == ("Note 1", "Glue is not wax.")


class TestXml:
    def test_entries_begin_with_a_code_in_bold_however_they_are_set(self):
        assert {code: entry.heading for code, entry in read(texts.XML).items()} == {
            "3A001": "Kites that compute, as follows (see List of Items Controlled).",
            "3A002": "“Kites” of film, as follows.",
            "3A069": "Kites for laboratories.",
            "3D001": "Programs for kites.",
        }

    def test_paragraphs_and_notes(self):
        entries = read(texts.XML)
        assert outline(entries["3A001"]) == [
            ("3A001.a", "", ""),
            ("3A001.a.1", "3A001.a", ""),
            ("3A001.a.2", "3A001.a", ""),
            ("note", "3A001.a", ""),
            ("note", "Note 1 to 3A001.a", ""),
            ("note", "Note 1 to 3A001.a", ""),
            ("3A001.b", "", ""),
        ]
        assert [code for code, _, _ in outline(entries["3A002"])] == ["3A002.a", "3A002.b"]
        assert [code for code, _, _ in outline(entries["3D001"])] == ["3D001.a", "3D001.b"]

    def test_an_exponent_stays_one(self):
        assert read(texts.XML)["3A001"].paragraphs[1].text == "A weight of 5 × 10³ g; or"

    def test_a_line_that_breaks_before_an_exponent_tears_nothing_apart(self):
        entry = read(texts.SLIPS)["3A011"]
        assert entry.heading == "Kites enriched in straw-6 (⁶St), as follows."
        assert entry.paragraphs[0].text == "A weight of 5 × 10³ g/m², or less than 10⁻⁸ t:"

    def test_a_name_without_its_colon_or_with_too_much_in_italics_is_known_all_the_same(self):
        facts = read(texts.SLIPS)["3A011"].facts
        assert facts == {"related_controls": "See 3B777.", "related_definitions": "See “kite”."}

    def test_an_upright_line_in_a_note_in_italics_is_the_paragraph_that_the_entry_lacks(self):
        assert outline(read(texts.SLIPS)["3A011"]) == [
            ("3A011.a", "", ""),
            ("note", "3A011.a", ""),
            ("note", "Note", ""),
            ("note", "Note", ""),
            ("3A011.b", "", ""),
            ("3A011.c", "", ""),
        ]

    def test_without_such_a_difference_none_of_the_lines_that_may_be_it_is_taken_for_it(self):
        slanted = texts.SLIPS.replace("<P>b. Kites of cloth.</P>", "<P><I>b. Kites of cloth.</I></P>")
        assert [code for code, _, problem in outline(read(slanted)["3A011"]) if problem] == ["note", "note"]

    def test_a_division_of_a_group_belongs_to_no_entry(self):
        found = read_control_list(texts.as_bytes(texts.SLIPS))
        assert (found.troubles, found.entries[1].paragraphs) == ((), ())

    def test_facts_and_groups(self):
        entry = read(texts.XML)["3A001"]
        assert entry.facts == {
            "reasons": "NS, AT",
            "chart": [["NS applies", "NS Column 1."]],
            "exceptions": {"LVS": "$500"},
            "related_controls": "See also 3B777.",
        }
        assert (entry.category_name, entry.group_name) == ("Electronics", "“Systems”")

    def test_words_outside_of_entries_are_told(self):
        troubles = read_control_list(texts.as_bytes(texts.XML)).troubles
        assert [(one.where, one.words, one.sentence) for one in troubles] == [
            ("Electronics", "Words before any entry.", "It stands outside of all entries, so that it was left out."),
            (
                "“Systems”",
                "Technical note on kites",
                "It is set as an entry is, but does not begin with a code; it was left out, with 2 paragraphs after it.",
            ),
        ]


class TestHtml:
    def test_lines_lie_in_one_another(self):
        assert outline(read(texts.HTML)["5A002"]) == [
            ("5A002.a", "", ""),
            ("5A002.a.1", "5A002.a", ""),
            ("5A002.a.2", "5A002.a", ""),
            ("5A002.a.2.a", "5A002.a.2", ""),
            ("note", "5A002.a", ""),
            ("note", "Note", ""),
            ("note", "Note", ""),
            ("5A002.a.3", "5A002.a", ""),
            ("5A002.b", "", ""),
        ]

    def test_annex_one_alone_is_read(self):
        assert {code: (entry.heading, entry.facts) for code, entry in read(texts.HTML).items()} == {
            "5A002": ("Envelopes, as follows:", {"part": "Part 2"})
        }

    def test_grids_of_consolidated_texts_are_read_the_same(self):
        grids = texts.HTML
        for old, new in (
            ("<table><tr><td>", '<div class="grid-container grid-list"><div class="grid-list-column-1">'),
            ("</td><td>", '</div><div class="grid-list-column-2">'),
            ("</td></tr></table>", "</div></div>"),
        ):
            grids = grids.replace(old, new)
        assert read(grids) == read(texts.HTML)

    @pytest.mark.parametrize("name", ["superscript", "oj-super", "super"])
    def test_an_exponent_is_one_in_every_way_that_pages_raise_it(self, name):
        raised = texts.HTML.replace("10<sup>3</sup>", f'10<span class="{name}">–3</span>')
        assert read(raised)["5A002"].paragraphs[1].text == "With wax of 5 × 10⁻³ g;"

    def test_a_line_that_may_be_the_notes_or_the_entrys_has_no_code(self):
        doubtful = texts.HTML.replace("<span class=oj-italic>", "<span>")
        assert [code for code, _, problem in outline(read(doubtful)["5A002"]) if problem] == ["item"]


class TestCsv:
    def test_rows_are_read_as_an_export_writes_them(self):
        entry = read(texts.CSV)["3A001"]
        assert (entry.heading, entry.facts, entry.category_name) == ("Kites, that compute", {"reasons": "NS"}, "Electronics")
        assert outline(entry) == [
            ("3A001.a", "", ""),
            ("3A001.a.1", "3A001.a", ""),
            ("note", "3A001.a.1", ""),
            ("item", "", "The code “3B001.b” is"),
            ("item", "", "The code 3A001.c stands"),
            ("item", "", "The code 3A001.c stands"),
        ]

    def test_rows_that_belong_nowhere_are_told(self):
        assert [one.where for one in read_control_list(texts.as_bytes(texts.CSV)).troubles] == ["row 9", "row 10", "row 11"]


BOMB = """<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<DIV9 N="Supplement No. 1 to Part 774"><FP-2><B>3A001 &b;</B></FP-2></DIV9>"""
FOREIGN = (
    """<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><DIV9 N="Supplement No. 1 to Part 774"><FP-2>&x;</FP-2></DIV9>"""
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no control list"),
        (b"Dear sirs", "no control list"),
        (b"{}", "no control list"),
        (b"[1, 2]", "no control list"),
        (b'{"entries": [{"eccn": {}}]}', "should be a text"),
        (b'{"entries": [{"eccn": "3A001", "items": 7}]}', "should be a list"),
        (b'{"entries": [{"paragraphs": [], "code": "none"}]}', "no entry in it has a code"),
        (b"[" * 100_000, "deeper than any list"),
        (b"{" + b"\xff\xfe", "no text in UTF-8"),
        (b'{"entries": ', "is none"),
        (BOMB.encode(), "declares entities"),
        (FOREIGN.encode(), "declares entities"),
        (b"<?xml version='1.0'?><DIV9 N='Supplement No. 1 to Part 774'><FP-2>", "not well formed"),
        (b"<ECFR><DIV9 N='Supplement No. 2 to Part 774'><P>x</P></DIV9></ECFR>", "no Supplement No. 1"),
        (b"<DIV9 N='Supplement No. 1 to Part 774'>" + b"<DIV>" * 230 + b"</DIV>" * 230 + b"</DIV9>", "levels deep"),
        (b"<html><body>" + b"<div>" * 240 + b"5A002 x", "levels deep"),
        (b"<html><body><p>Nothing</p></body></html>", "no entry of Annex I"),
        (b"entry,kind,text\n\xff,entry,x\n", "no text in UTF-8"),
        (b'entry,kind,text\n"3A001,entry,x\n', "no CSV"),
        (b"entry,kind,text\n3A001,item,x\n", "no row whose kind"),
        (b"entry,kind,text\n3A001,entry,Half a\x00kite\n", "3A001 holds a character that can't be kept"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, says):
    with pytest.raises(Unreadable, match=says):
        read_control_list(data)


def test_a_file_of_any_length_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("normsite.foundation.controls.reading.LARGEST", 10)
    with pytest.raises(Unreadable, match="the most is 10"):
        read_control_list(texts.as_bytes(texts.CSV))


def test_an_entry_that_comes_again_is_told_and_left_out():
    again = texts.CSV + "11,3A001,entry,,,,Other kites,,,,\n"
    found = read_control_list(texts.as_bytes(again))
    assert [entry.heading for entry in found.entries] == ["Kites, that compute"]
    assert found.troubles[-1].sentence == "3A001 has an entry already; this second one was left out."


@pytest.mark.parametrize("mark", ["²", "①", "a.²", "A", "a b", "1" * 5_000, "zzz"])
def test_a_mark_that_no_code_can_have_gives_none_whatever_it_is(mark):
    changed = json.loads(json.dumps(texts.ROWS))
    changed["entries"][0]["items"] = [{"kind": "item", "paragraph": one, "text": one[:9]} for one in ("a", mark, "b")]
    assert read(changed)["3A001"].paragraphs[1].code == ""


@pytest.mark.parametrize("sign", ["\0", "\x01", "\ud800"])
@pytest.mark.parametrize("field", ["heading", "relatedControls", "items"])
def test_what_can_not_be_kept_is_refused_with_its_place(sign, field):
    changed = json.loads(json.dumps(texts.ROWS))
    words = f"Well{sign}known"
    changed["entries"][0][field] = [{"kind": "text", "paragraph": "", "text": words}] if field == "items" else words
    with pytest.raises(Unreadable, match=rf"3A001 holds .*: U\+{ord(sign):04X}, after .*Well"):
        read_control_list(json.dumps(changed).encode())


def test_what_can_not_be_kept_is_refused_outside_of_entries_too():
    changed = json.loads(json.dumps(texts.ROWS))
    changed["entries"].append({"eccn": "none", "heading": "Well\0known"})
    with pytest.raises(Unreadable, match="outside of its entries"):
        read_control_list(json.dumps(changed).encode())


def test_what_should_be_a_list_and_is_none_is_refused():
    with pytest.raises(Unreadable, match="deepCategories"):
        read_control_list(texts.as_bytes(texts.ROWS | {"deepCategories": 5}))


def test_the_time_for_paragraphs_that_come_to_one_code_grows_with_their_number_alone():
    """Each is compared with the others once for all of them, not once for each."""
    asked = 0

    class Text(str):
        def __hash__(self):
            nonlocal asked
            asked += 1
            return super().__hash__()

    rows = [Row(Kind.ITEM, Text("One"), levels=("a",)) for _ in range(300)]
    problems = {one.problem for one in placed("3A001", rows)}
    assert (problems, asked) == ({"", REPEATED.format(code="3A001.a")}, 300)


def test_of_lines_that_follow_on_none_no_more_than_a_hundred_are_looked_at_for_the_next():
    line = "<table><tr><td>{}</td><td>{}</td></tr></table>"
    lines = line.format("3A001", "Things") + "".join(line.format("c.", f"Thing {number}") for number in range(150))
    page = f"<!DOCTYPE html><html><body><p>ANNEX I</p><p>CATEGORY 3 - ELECTRONICS</p>{lines}</body></html>"
    found = read_control_list(page.encode()).entries[0].paragraphs
    assert ({one.code for one in found}, {bool(one.problem) for one in found}, len(found)) == ({""}, {True}, 150)
