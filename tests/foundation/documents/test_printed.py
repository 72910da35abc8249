"""What the typesetter is given: which way words run, where they may break, into which parts a table is taken."""

import pytest

from normsite.foundation.documents import Fact, Facts, Prose, Row, Section, Table, Text
from normsite.foundation.documents.printed.columns import PAGE, parts
from normsite.foundation.documents.printed.sheet import MOST_LISTED, sheet
from normsite.foundation.documents.printed.words import BREAK, breakable, direction, kept_blanks, language
from tests.foundation.documents.samples import small


def printed(*blocks, **more):
    """The nodes of a record of one section, without its heading."""
    return sheet(small(*blocks, **more))["body"][1:]


def inside(html, **more):
    (node,) = printed(Prose(html), **more)
    return node["inside"]


@pytest.mark.parametrize(
    ("text", "way"), [("abc ש", ""), ("1. ש abc", "rtl"), ("«نص» abc", "rtl"), ("123", ""), ("", ""), ("中文", "")]
)
def test_a_text_runs_as_its_first_letter_does(text, way):
    assert direction(text) == way


@pytest.mark.parametrize(
    ("text", "tongue"),
    [("直接", "zh"), ("直接に", "ja"), ("カナ", "ja"), ("키 直", "ko"), ("ㄅ", "zh"), ("plain", ""), ("हिन्दी", "")],
)
def test_signs_that_languages_share_are_drawn_as_the_words_beside_them(text, tongue):
    assert language(text) == tongue


def test_a_word_breaks_only_where_it_is_wider_than_its_place_and_no_mark_leaves_its_letter():
    assert breakable("short " + "x" * 10, 8).replace(BREAK, "|") == "short xxxx|xxxx|xx"
    assert breakable("e\u0301" * 9, 8).replace(BREAK, "|") == "|".join(["e\u0301" * 2] * 4 + ["e\u0301"])
    assert breakable("https://norms.example/" + "x" * 99, 8).count(BREAK) == 0  # the typesetter breaks addresses itself
    assert breakable("a\x01b", 8) == "ab"


def test_indentation_stays():
    assert kept_blanks("if a:\n\tb\n  c  d e").replace("\xa0", "·") == "if a:\n····b\n··c··d e"


class TestColumns:
    def test_a_table_that_fits_is_as_broad_as_the_page(self):
        (part,) = parts([["Name", "Rosa"], ["Words", "a text of some length " * 9]])
        assert part.places == (0, 1)
        assert sum(part.widths) == pytest.approx(PAGE, abs=0.2)
        assert part.widths[1] > 3 * part.widths[0]

    def test_a_small_table_of_a_text_is_no_broader_than_its_words(self):
        (part,) = parts([["A", "1"], ["B", "2"]], close=True)
        assert sum(part.widths) < PAGE / 4

    def test_many_short_columns_stay_together(self):
        assert [part.places for part in parts([["1", "22"]] * 14)] == [tuple(range(14))]

    def test_too_many_are_taken_apart_evenly_each_part_with_the_first_column(self):
        found = [part.places for part in parts([["requirement"]] * 14)]
        assert found == [(0, 1, 2, 3, 4, 5), (0, 6, 7, 8, 9, 10), (0, 11, 12, 13)] or all(places[0] == 0 for places in found)
        assert sorted(place for places in found for place in places[1:]) == list(range(1, 14))
        assert max(map(len, found)) - min(map(len, found)) <= 2

    def test_one_that_must_stay_whole_is_squeezed(self):
        (part,) = parts([["requirement"]] * 14, whole=True)
        assert sum(part.widths) == pytest.approx(PAGE, abs=1)


def test_cells_that_reach_over_others_stand_where_a_browser_puts_them_and_none_beyond_the_edge():
    html = '<table><tr><th rowspan="9">x</th><td colspan="9">y</td></tr><tr><td>a</td><td>b</td></tr></table>'
    (table,) = inside(html)
    cells = [cell for row in table["parts"][0]["rows"] for cell in row["inside"]]
    assert [(cell["x"], cell["y"], cell["columns"], cell["rows"]) for cell in cells] == [
        (0, 0, 1, 2),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]


def test_a_table_without_rows_says_so():
    (table,) = printed(Table("T", ("A", "B"), ()))
    assert [cell["inside"] for row in table["parts"][0]["rows"] for cell in row["inside"]] == [["None."]]


def test_a_link_leads_to_a_place_on_paper_to_a_whole_address_or_nowhere():
    html = '<p id="here"><a href="#here">a</a><a href="#gone">b</a><a href="/norms/N-1/">c</a><a href="https://x.example">d</a></p>'
    (paragraph,) = inside(html, origin="https://norms.example")
    assert [link.get("to") for link in paragraph["inside"]] == [
        "#here",
        None,
        "https://norms.example/norms/N-1/",
        "https://x.example",
    ]
    assert [link.get("printed") for link in paragraph["inside"]] == [False, None, False, True]
    (paragraph,) = inside('<p><a href="/norms/N-1/">c</a></p>')
    assert [link.get("to") for link in paragraph["inside"]] == [None]


def test_a_name_that_stands_twice_is_a_place_once():
    first, second = inside('<p id="x">1</p><p id="x">2</p>')
    assert (first["id"], "id" in second) == ("x", False)


def test_headings_of_a_text_stand_below_their_section_and_skip_no_level():
    assert [node["level"] for node in inside("<h4>a</h4><h6>b</h6><h2>c</h2><h3>d</h3>")] == [3, 4, 3, 4]


def test_what_is_nested_too_deep_is_its_words_alone():
    node = inside("<blockquote>" * 50 + "<p>deep</p>" + "</blockquote>" * 50)[0]
    depth = 0
    while not isinstance(node, str):
        node, depth = node["inside"][0], depth + 1
    assert (node, depth) == ("deep", 20)
    (table,) = inside("<table><tr><td><table><tr><td>in</td><td>ner</td></tr></table></td></tr></table>")
    assert table["parts"][0]["rows"][0]["inside"][0]["inside"] == ["in ner"]


def test_the_way_back_from_a_footnote_is_not_printed():
    (paragraph,) = inside('<p id="fn">Note. <a href="#ref">↩</a></p>')
    assert paragraph["inside"] == ["Note. "]


def test_the_contents_leave_out_the_parts_of_a_section_that_has_many():
    def listed(number):
        section = Section("s", "S", (), tuple(Section(f"s{place}", "T") for place in range(number)))
        return sum(node.get("listed", False) for node in sheet(small(sections=(section,)))["body"])

    assert [listed(MOST_LISTED), listed(MOST_LISTED + 1)] == [1 + MOST_LISTED, 1]


def test_a_value_stands_below_a_label_that_is_long_or_when_it_runs_the_other_way():
    facts = Facts((Fact("Short", "x"), Fact("A label of more than some words", "x"), Fact("Short", "ש")))
    (node,) = printed(facts)
    assert [fact["apart"] for fact in node["inside"]] == [False, True, True]


def test_unseen_signs_are_shown_on_paper_too():
    (node,) = printed(Text(("a\u202eb",)))
    assert node["inside"][0]["inside"] == ["a⟦U+202E⟧b"]


def test_rows_keep_their_anchors_in_the_first_part_alone():
    columns = tuple(f"requirement{place}" for place in range(14))
    printed_sheet = sheet(small(Table("T", columns, (Row(columns, anchor="row"),))))
    found = [row.get("id") for part in printed_sheet["body"][1]["parts"] for row in part["rows"]]
    assert found == ["row", *[None] * (len(found) - 1)]
