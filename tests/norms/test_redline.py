"""Two texts are shown as one: what stayed, what came in, what went out, in the form of the text itself."""

import re
from collections import Counter
from html.parser import HTMLParser
from time import process_time
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from norms.text import alignment
from norms.text.alignment import MOST_CELLS
from norms.text.redline import AS_A_WHOLE, COLUMNS_MOVED, Difference, redline
from normsite.foundation.errors import Refused
from normsite.foundation.markup import check_markdown
from normsite.foundation.markup.rendering import render_tree
from normsite.foundation.markup.tree import Tree, read, write


def compared(old: str, new: str) -> Difference:
    return redline(render_tree(old), render_tree(new))


def shown(old: str, new: str) -> str:
    return compared(old, new).html


def paragraph(old: str, new: str) -> str:
    return shown(old, new).removeprefix('<p dir="auto">').removesuffix("</p>")


def note(words: str) -> str:
    return f'<span class="redline-note">{words}</span>'


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_changed_word_is_struck_and_replaced():
    assert shown("The key shall be red.", "The key shall be blue.") == (
        '<p dir="auto">The key shall be <del>red</del><ins>blue</ins>.</p>'
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("one two three four", "one three four five six", (2, 1, "2 words added, 1 word removed.")),
        ("", "a b", (2, 0, "2 words added.")),
        ("a b", "", (0, 2, "2 words removed.")),
        ("noise ≤ 5 mV", "noise ≥ 5 mV", (1, 1, "1 word added, 1 word removed.")),
        ("a b c", "a, b c", (0, 0, "No word of its text changed; punctuation or a sign changed.")),
        ("3 \\* t, 4", "3 t, 4", (0, 0, "No word of its text changed; punctuation or a sign changed.")),
        ("it shall go", "it *shall* go", (0, 0, "No word of its text changed; emphasis changed.")),
        ("see [it](/a)", "see [it](/b)", (0, 0, "No word of its text changed; where a link leads changed.")),
        ("![x](a.png)", "![x](b.png)", (0, 0, "No word of its text changed; a picture changed.")),
        ("a ~~b~~", "a b", (0, 0, "No word of its text changed; what is struck out changed.")),
        ("one two\n\nthree", "one two three", (0, 0, "No word of its text changed; a paragraph break changed.")),
        ("one  \ntwo", "one two", (0, 0, "No word of its text changed; a line break changed.")),
        ("3. a", "4. a", (0, 0, "No word of its text changed; the numbering of a list changed.")),
        ("a\n\n---\n\nb", "a\n\nb", (0, 0, "No word of its text changed; a line across the text changed.")),
        ("a (b", "a ( b", (0, 0, "No word of its text changed; spacing changed.")),
    ],
)
def test_what_changed_is_counted_and_said(old: str, new: str, said: tuple[int, int, str]):
    lines = compared(old, new)
    assert (lines.added, lines.removed, lines.words) == said
    assert not lines.same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b", "a b"),
        ("", ""),
        ("a b", "a\nb"),
        ("a  b", "a b"),
        ("it *shall*", "it <i>shall</i>"),
        ("it **shall**", "it <b>shall</b>"),
        ("*a b* c", "*a* *b* c"),
        ("***a***", "<b><i>a</i></b>"),
        ("a ~~b~~", "a <del>b</del>"),
        ("* a\n* b", "- a\n- b"),
        ("* a\n* b", "* a\n\n* b"),
        ("a\n\nb", "a\n\n\n\nb"),
        ("a &mdash; b", "a — b"),
        ("é", "e\u0301"),
        ('<a id="x"></a>a', "a"),
        ("https://example.org/a", "[https://example.org/a](https://example.org/a)"),
    ],
)
def test_what_a_reader_does_not_see_is_no_change(old: str, new: str):
    lines = compared(old, new)
    assert (lines.same, lines.added, lines.removed, lines.words) == (True, 0, 0, "")
    assert "<ins>" not in lines.html
    assert "<del>" not in lines.html


def test_a_quotation_of_nothing_is_not_seen():
    assert redline(read("<blockquote></blockquote><p>a</p>"), read("<p>a</p>")) == Difference(
        '<p dir="auto">a</p>', 0, 0, "", True
    )


def test_keywords_and_footnotes_of_another_digest_are_no_change():
    old, new = (render_tree("It shall go.", scheme=scheme) for scheme in (None, "iso"))
    assert redline(old, new).same
    assert redline(*(render_tree(f"{words}[x](#fn-1)\n\n<p id='fn-1'>y</p>") for words in ("a ", "a \n "))).same


def test_a_short_word_between_two_changes_is_no_island():
    assert paragraph("red or blue", "green or grey") == "<del>red or blue</del><ins>green or grey</ins>"


def test_numbers_and_compounds_are_single_words():
    assert paragraph("at least 64.5 of sub-keys", "at least 64.7 of sub-locks") == (
        "at least <del>64.5 of sub-keys</del><ins>64.7 of sub-locks</ins>"
    )


def test_what_came_in_begins_where_a_sentence_does():
    assert paragraph("Keys are kept. They are red.", "Keys are kept. Keys are erased. They are red.") == (
        "Keys are kept. <ins>Keys are erased. </ins>They are red."
    )


def test_everything_is_escaped():
    assert paragraph("a \\<script>", 'b \\<script> & "q"') == '<del>a</del><ins>b</ins> &lt;script&gt;<ins> &amp; "q"</ins>'
    assert "<script" not in shown("[a](/x) b", '[a](/x?"><script>) b')


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("pay Ada", "pay \u202eadA", "pay <del>Ada</del><ins>⟦U+202E⟧adA</ins>"),
        ("keys \u2066stay", "keys stay", "keys <del>⟦U+2066⟧</del>stay"),
        ("a\u3164b", "a\u3164b c", "a⟦U+3164⟧b<ins> c</ins>"),
    ],
)
def test_a_sign_that_turns_words_or_hides_in_them_is_shown_by_its_code_point(old: str, new: str, html: str):
    assert paragraph(old, new) == html


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("the resource(s) as asked", "the resource as data", "the resource<del>(s) as asked</del><ins> as data</ins>"),
        ("a (s) b", "a c", "a <del>(s) b</del><ins>c</ins>"),
        ("a(s) b", "a c d e", "a<del>(s) b</del><ins> c d e</ins>"),
        ("a member and one", "a member, except and one", "a member<ins>, except</ins> and one"),
        ("a(b", "a (b", "a<ins> </ins>(b"),
        ("a and b", "a and c b", "a and <ins>c </ins>b"),
    ],
)
def test_a_blank_that_only_one_text_has_is_part_of_what_changed(old: str, new: str, html: str):
    assert paragraph(old, new) == html


# --- marks -----------------------------------------------------------------------------------------------------------


def out(words: str, target: str) -> str:
    return f'<del><a href="{target}">{words}</a></del>'


def come(words: str, target: str) -> str:
    return f'<ins><a href="{target}">{words}</a></ins>'


def picture(target: str) -> str:
    return f'<span class="img" title="{target}">[Image: a]</span>'


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        (
            "shall <del>not</del> be",
            "shall not be",
            f"shall <del><s>not</s></del><ins>not</ins>{note('(no longer struck out)')} be",
        ),
        ("x^2 m", "x<sup>2</sup> m", "<del>x^2</del><ins>x<sup>2</sup></ins> m"),
        ("m2", "m<sup>2</sup>", f"<del>m2</del><ins>m<sup>2</sup></ins>{note('(now raised)')}"),
        (
            "See [a](/a).",
            "See [a](/c).",
            f"See {out('a', '/a')}{come('a', '/c')}{note('(the link leads elsewhere: /a → /c)')}.",
        ),
        (
            "[a](/a) [b](/b)",
            "[a](/c) b",
            "".join(
                [
                    *(out("a", "/a"), come("a", "/c"), note("(the link leads elsewhere: /a → /c)"), " "),
                    *(out("b", "/b"), "<ins>b</ins>", note("(no longer a link: /b)")),
                ]
            ),
        ),
        (
            "![a](/a.png)",
            "![a](/b.png)",
            f"<del>{picture('/a.png')}</del><ins>{picture('/b.png')}</ins>{note('(a picture changed: /a.png → /b.png)')}",
        ),
        ("a *b*", "a `b`", f"a <del><em>b</em></del><ins><code>b</code></ins>{note('(now code; no longer in italics)')}"),
    ],
)
def test_words_that_look_otherwise_go_out_and_come_in_with_a_note(old: str, new: str, html: str):
    assert paragraph(old, new) == html


# --- blocks ----------------------------------------------------------------------------------------------------------


def test_a_changed_formula_is_shown_in_its_signs():
    assert paragraph("Let $x^2$ be.", "Let $x^3$ be.") == (
        'Let <span class="formula">$x^</span><del><span class="formula">2</span></del>'
        '<ins><span class="formula">3</span></ins><span class="formula">$</span> be.'
    )
    assert "what is a formula changed" in compared("Let `$x$` be.", "Let $x$ be.").words


def test_each_block_keeps_its_form_and_its_marks():
    assert shown("a b\n\nc d", "a x\n\ny z\n\nc d") == (
        '<p dir="auto">a <del>b</del><ins>x</ins></p>\n<p dir="auto"><ins>y z</ins></p>\n<p dir="auto">c d</p>'
    )


def test_items_keep_their_markers_and_a_new_number_is_a_change():
    def item(markers: str, words: str) -> str:
        shown = "".join(f'<span class="redline-marker">{marker}</span> ' for marker in markers.split())
        return f'<li dir="auto">{shown}{words}</li>'

    assert shown("1. one\n2. two", "1. one\n2. new\n3. two") == "\n".join(
        [
            f'<ol class="redline-list">{item("1.", "one")}',
            item("<ins>2.</ins>", "<ins>new</ins>"),
            f"{item('<del>2.</del> <ins>3.</ins>', 'two')}</ol>",
        ]
    )


def test_an_item_that_went_deeper_went_out_and_came_in():
    assert shown("* a\n* b", "* a\n  * b") == (
        '<ul><li dir="auto">a\n<ul><li dir="auto"><ins>b</ins></li></ul></li>\n<li dir="auto"><del>b</del></li></ul>'
    )


def test_code_is_compared_line_by_line_with_its_indentation():
    lines = compared("```\nlog:\n  keep: 90\n  sign: yes\n```", "```\nlog:\n  keep: 90\nsign: yes\n```")
    assert lines.html == "<pre><code>log:\n  keep: 90\n<del>  sign: yes</del>\n<ins>sign: yes</ins></code></pre>"
    assert lines.words == "No word of its text changed; how code is set changed."


def test_code_that_is_only_indented_otherwise_stands_line_by_line():
    new = "Intro.\n\n```\n{\n  a: 1,\n  b: 2\n}\n```"
    lines = compared("Intro.\n\n```\n{\n    a: 1,\n    b: 2\n}\n```\n\nOther words here.", new)
    changed = "<del>    a: 1,</del>\n<ins>  a: 1,</ins>\n<del>    b: 2</del>\n<ins>  b: 2</ins>"
    assert lines.html.startswith(f'<p dir="auto">Intro.</p>\n<pre><code>{{\n{changed}\n}}</code>')
    assert lines.words == "3 words removed; how code is set changed."


def test_a_blank_at_the_end_of_a_line_of_code_is_no_change():
    assert compared("```\na || \nb\n \nc\n```", "```\na ||\nb\n\nc\n```").same


BOX = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'


def table(*rows: str) -> str:
    return "\n".join([rows[0], re.sub(r"[^|]+", "-", rows[0]), *rows[1:]])


def rows(html: str) -> list[str]:
    """The rows of a table, their tags made short."""
    return re.findall(r"<tr.*?</tr>", html.replace(' dir="auto"', ""))


def test_a_table_stays_one_with_the_changed_words_in_their_cells():
    html = shown(table("a|b", "1|old x", "2|y"), table("a|b", "1|new x", "3|z", "2|y"))
    assert html.startswith(f"{BOX}<table><thead>")
    assert rows(html) == [
        "<tr><th>a</th><th>b</th></tr>",
        "<tr><td>1</td><td><del>old</del><ins>new</ins> x</td></tr>",
        '<tr class="inserted"><td class="inserted"><ins>3</ins></td><td class="inserted"><ins>z</ins></td></tr>',
        "<tr><td>2</td><td>y</td></tr>",
    ]


def test_a_new_column_is_a_cell_more_in_each_row():
    lines = compared(table("a|b", "1|2", "8|9"), table("a|c|b", "1|x|2"))
    assert rows(lines.html) == [
        '<tr><th>a</th><th class="inserted"><ins>c</ins></th><th>b</th></tr>',
        '<tr><td>1</td><td class="inserted"><ins>x</ins></td><td>2</td></tr>',
        '<tr class="deleted"><td class="deleted"><del>8</del></td><td></td><td class="deleted"><del>9</del></td></tr>',
    ]
    assert lines.words == "2 words added, 2 words removed; the columns of a table changed."


def test_tables_whose_columns_have_nothing_in_common_are_shown_one_after_the_other():
    html = shown(table("a|b", "1 q r|2"), table("x|y|z", "1 s t|8|9"))
    assert [len(re.findall(tag, part)) for part in html.split("\n") for tag in ("<del>", "<ins>")] == [4, 0, 0, 6]


LONG = "The quick brown fox jumps over the lazy dog."


def test_text_that_moved_word_for_word_is_neither_out_nor_in():
    lines = compared(
        f"{LONG}\n\nOne stays, and so does the other one.\n\nTwo.", f"One stays, and so does the other one.\n\nTwo.\n\n{LONG}"
    )
    assert lines.html.split("\n") == [
        f'<p class="moved-away">{note("Moved away:")} “The quick brown fox …”</p>',
        '<p dir="auto">One stays, and so does the other one.</p>',
        '<p dir="auto">Two.</p>',
        f'<p class="moved" dir="auto">{note("Moved here:")} {LONG}</p>',
    ]
    assert (lines.added, lines.removed, lines.words) == (0, 0, "9 words moved.")


def test_a_quotation_that_moved_is_told_above_it():
    quotation = "A quotation of some length, which is known again wherever it stands."
    lines = compared(f"> {quotation}\n\n{LONG}\n\n{LONG}", f"{LONG}\n\n{LONG}\n\n> {quotation}")
    assert lines.words == "12 words moved."
    assert lines.html.split("\n")[-2:] == [
        f'<p class="moved">{note("Moved here:")}</p>',
        f'<blockquote class="moved"><p dir="auto">{quotation}</p></blockquote>',
    ]


def test_columns_that_moved_are_said_once_and_compared_with_themselves():
    old = table("Attribute|Type|Description|Level", f"a|string|{LONG}|must", "b|int|The old port.|may")
    new = table("Key|Level|Value Type|Description", f"a|must|string|{LONG}", "b|may|int|The new port.")
    lines = compared(old, new)
    assert lines.html.startswith(f'<p class="redline-note">{COLUMNS_MOVED}</p>\n{BOX}<table><thead>')
    assert rows(lines.html) == [
        "<tr><th><del>Attribute</del><ins>Key</ins></th><th>Level</th><th><ins>Value </ins>Type</th><th>Description</th></tr>",
        f"<tr><td>a</td><td>must</td><td>string</td><td>{LONG}</td></tr>",
        "<tr><td>b</td><td>may</td><td>int</td><td>The <del>old</del><ins>new</ins> port.</td></tr>",
    ]
    assert lines.words == "3 words added, 2 words removed; the order of columns changed."


def test_one_column_out_and_another_in_are_no_change_of_the_one_into_the_other():
    lines = compared(table("a|b|c", "1|2|3"), table("a|c|d", "1|3|4"))
    assert rows(lines.html)[1] == (
        '<tr><td>1</td><td class="deleted"><del>2</del></td><td>3</td><td class="inserted"><ins>4</ins></td></tr>'
    )
    assert lines.words == "2 words added, 2 words removed; the columns of a table changed."


def wide(columns: int, word: str) -> Tree:
    """A table of one row that says the word in its first cell."""
    return read(f"<table><tr><td>{'</td><td>'.join([word, *(f'c{n}' for n in range(1, columns))])}</td></tr></table>")


def test_in_a_table_of_very_many_columns_a_cell_is_compared_with_that_in_its_place():
    lines = redline(wide(40, "red"), wide(40, "blue"))
    assert (lines.words, lines.html.count("c39")) == ("1 word added, 1 word removed.", 1)
    assert '<td dir="auto"><del>red</del><ins>blue</ins></td>' in lines.html


def test_a_table_of_very_many_columns_and_one_of_more_are_shown_one_after_the_other():
    lines = redline(wide(40, "red"), wide(41, "red"))
    assert lines.words == "41 words added, 40 words removed; the columns of a table changed."


def test_a_table_has_one_head_even_if_it_is_empty():
    html = shown("| | | |\n|-|-|-|\n|Andrew|Daniel|Jim|\n|Josh|Elar| |", "| | |\n|-|-|\n|Elar|Josh|\n|Jim|Daniel|")
    assert html.count("<thead>") == html.count("<tbody>") == 1
    assert "<td" not in html[: html.index("</thead>")]


def test_a_table_in_a_cell_is_a_table_of_its_own():
    inner = "<table><tr><td>{}</td></tr></table>"
    old, new = (cells("1|2|3", *([f"a|{inner.format(word)}|c"] * times)) for word, times in (("x", 2), ("y", 1)))
    lines = redline(old, new)
    assert (lines.added, lines.removed) == (1, 4)


def test_cells_that_reach_over_several_stay_while_the_table_keeps_its_shape():
    spanned = '<table><tr><td rowspan="2">a</td><td>{}</td></tr><tr><td>c</td></tr>{}</table>'
    lines = redline(read(spanned.format("b", "")), read(spanned.format("x", "")))
    assert rows(lines.html) == [
        '<tr><td rowspan="2">a</td><td><del>b</del><ins>x</ins></td></tr>',
        "<tr><td>c</td></tr>",
    ]
    other = redline(read(spanned.format("b", "")), read(spanned.format("b", "<tr><td>d</td><td>e</td></tr>")))
    assert (other.html.count("<table>"), other.words) == (2, "5 words added, 3 words removed; the columns of a table changed.")


def test_what_stands_beside_a_table_whose_cells_reach_over_several_is_known_by_its_words():
    spanned = '<table><tr><td colspan="2">a</td></tr></table>'
    old, new = (
        read(f"<blockquote>{words}{spanned}</blockquote>") for words in ("<p>b c</p><p>d e</p>", "<p>d e</p><p>f g</p>")
    )
    assert '<p dir="auto"><del>b c</del></p>\n<p dir="auto">d e</p>\n<p dir="auto"><ins>f g</ins></p>' in redline(old, new).html


def test_the_caption_of_a_table_is_compared_as_words():
    for row in ("<td>{}</td><td>b</td>", '<td colspan="2">{}</td>'):
        old, new = (
            read(f"<table><caption>The {word} keys</caption><thead><tr>{row.format(word)}</tr></thead></table>")
            for word in ("red", "blue")
        )
        html = redline(old, new).html
        assert "The <del>red</del><ins>blue</ins> keys</caption>" in html
        assert html.count("<thead>") == html.count("<tr>") == 1


def test_a_heading_of_another_level_says_so():
    lines = compared("# A\n\nb", "## A\n\nb")
    said = "heading of level 4 → heading of level 5"
    assert lines.html == f'<h5 dir="auto">A{note(f" ({said})")}</h5>\n<p dir="auto">b</p>'
    assert lines.words == f"No word of its text changed; the form of a block ({said}) changed."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n\n```\nred\n\ngreen\n```", "a\n\n```\nother\n\nblue\n```"),
        ("Red, and blue.", "Other, for all."),
        ("* red\n* same", "* title\n* same"),
        ("a\n\n> red", "a\n\n> blue"),
    ],
)
def test_blocks_without_a_word_in_common_go_out_and_come_in_as_wholes(old: str, new: str):
    html = shown(old, new)
    assert [len(re.findall("<(?:p|li|code)[^>]*><del>", html)), len(re.findall("<(?:p|li|code)[^>]*><ins>", html))] == [1, 1]
    assert "</del><ins>" not in html


def test_rows_without_a_word_in_common_go_out_and_come_in_as_wholes():
    html = shown(table("a|b", "operationId|An id", "z|z"), table("a|b", "title|The name", "z|z"))
    assert [re.sub("<.*?>", " ", row).split() for row in rows(html)] == [
        ["a", "b"],
        ["operationId", "An", "id"],
        ["title", "The", "name"],
        ["z", "z"],
    ]


# --- the property ----------------------------------------------------------------------------------------------------


class Reading(HTMLParser):
    """What is read on a page, apart from the code under test: words with the tags that dress them, between the tags of blocks.
    Of a redline one side alone is read: `without` is the tag of the other."""

    LOOKS = {"em": "i", "strong": "b", "del": "s"}
    SHAPE = ("table", "tr", "td", "th", "ul", "ol", "li", "pre", "blockquote", "h4", "h5", "hr", "br", "p")

    def __init__(self, html: str, without: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.without, self.hidden = without, 0
        self.looks: list[tuple[Any, str]] = []
        self.read: list[Any] = []
        self.feed(html.replace("\n", "␤") if "<pre>" in html else html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == self.without or given.get("class") in ("redline-note", "redline-marker"):
            self.looks.append((tag, "hide"))
        elif tag in self.SHAPE:
            self.read.append(f"<{tag} {given.get('start', '')}>")
        elif tag != "code" or self.read[-1:] != ["<pre >"]:
            self.looks.append((tag, f"{self.LOOKS.get(tag, tag)} {given.get('href', '')}"))

    def handle_endtag(self, tag):
        if self.looks and self.looks[-1][0] == tag:
            self.looks.pop()
        elif tag in ("ul", "ol", "li", "table", "blockquote"):
            self.read.append(f"</{tag}>")

    def handle_data(self, data):
        looks = {look for _, look in self.looks}
        if "hide" not in looks:
            self.read += [(sign, "" if sign == " " else frozenset(looks)) for sign in data if sign != "\n"]

    @property
    def page(self):
        """All of it, but that a paragraph in an item or cell may or may not have a tag."""
        return [
            one for place, one in enumerate(self.read) if not (one == "<p >" and self.read[place - 1] in ("<li >", "<td >"))
        ]

    @property
    def words(self) -> str:
        return "".join(one[0] for one in self.read if isinstance(one, tuple)).replace("␤", "")


def squeezed(text: str) -> str:
    return "".join(text.split())


bits = st.sampled_from(
    [
        *("shall ", "key, ", "the ", "b.c ", "“x” ", "é ", "1 ", "*em* ", "**b** ", "~~s~~ ", "[l](/a) ", "[l](/b) ", "`c` "),
        *(
            "\n\n",
            "\n\n",
            "  \n",
            "(x ",
            "\n* a ",
            "\n  * n ",
            "\n\n1. o ",
            "\n\n3. t ",
            "\n\n> q ",
            "\n\n# h\n\n",
            "\n\n---\n\n",
        ),
        *(
            "\n\n```\nx\n  y\n```\n",
            "\n\n|a|b|\n|-|-|\n|1|2|\n",
            "|3|4|\n",
            "|shall|key|\n",
            "\n\n|a|b|c|\n|-|-|-|\n|1|2|shall|\n",
        ),
    ]
)
TYPED_OTHERWISE = {
    "*em* ": "<i>em</i> ",
    "**b** ": "<b>b</b>  ",
    "~~s~~ ": "<del>s</del> ",
    "the ": "the\n",
    "\n* a ": "\n* a \n",
    "é ": "e\u0301 ",
}
ALMOST = {
    "(x ": "( x ",
    "the ": "*the* ",
    "~~s~~ ": "s ",
    "`c` ": "c ",
    "[l](/a) ": "[l](/b) ",
    "  \n": "\n",
    "\n\n1. o ": "\n\n2. o ",
    "\n  * n ": "\n* n ",
    "\n\n# h\n\n": "\n\n## h\n\n",
    "\n\n```\nx\n  y\n```\n": "\n\n```\nx\ny\n```\n",
}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts of which one was made of the other: parts went out, came in, are typed otherwise or almost the same."""
    old = draw(st.lists(bits, max_size=20))
    new = []
    whats = draw(
        st.sampled_from([["keep", "typed"], ["keep"] * 8 + ["typed", "almost"], ["keep"] * 4 + ["out", "in", "other"]])
    )
    for bit in old:
        what = draw(st.sampled_from(whats))
        made = {"typed": [TYPED_OTHERWISE.get(bit, bit)], "almost": [ALMOST.get(bit, bit)], "out": [], "keep": [bit]}
        new += made[what] if what in made else [draw(bits), *([bit] if what == "in" else [])]
    texts = "".join(old), "".join(new)
    assume(all(map(is_taken, texts)))
    return texts


def is_taken(source: str) -> bool:
    try:
        check_markdown(source)
    except Refused:
        return False
    return True


@given(pairs())
@settings(deadline=None, max_examples=400)
@example(("* a", "* *a*"))
@example(("a [l](/a)", "a [l](/b)"))
def test_nothing_is_shown_as_changed_exactly_if_both_pages_read_the_same(pair: tuple[str, str]):
    old, new = pair
    lines = compared(old, new)
    pages = [Reading(write(render_tree(source))).page for source in (old, new)]
    assert lines.same == (pages[0] == pages[1])
    assert lines.same == (re.search("<ins>|<del>|inserted|deleted|redline-note", lines.html) is None)
    assert lines.same == (lines.words == "")


@given(pairs())
@settings(deadline=None, max_examples=400)
@example(("The updated resource(s) as if asked.", "The updated resource as primary data."))
@example(("an `id` member and a type", "an `id` member, except a type"))
def test_each_side_of_the_redline_gives_the_words_of_its_page_with_their_blanks(pair: tuple[str, str]):
    old, new = pair
    html = re.sub(r"(<span class=.redline-marker.>.*?</span>) ", r"\1", shown(old, new))
    for source, other in ((old, "ins"), (new, "del")):
        assert Reading(html, other).words == Reading(write(render_tree(source))).words


@given(st.permutations([f"{n} {LONG}" for n in range(6)]), st.permutations([f"{n} {LONG}" for n in range(4)]))
@settings(deadline=None)
def test_what_moved_is_told_at_both_places(old: list[str], new: list[str]):
    html = shown("\n\n".join(old), "\n\n".join(new))
    assert html.count("Moved here:") == html.count("Moved away:")
    kept = re.sub(r'<p class="moved-away">.*?</p>|<del>.*?</del>|<span.*?</span>', "", html)
    assert squeezed(Reading(kept).words) == squeezed("".join(new))
    assert Counter(re.findall(r"<del>", html)) == Counter({"<del>": 2})


# --- bounds ----------------------------------------------------------------------------------------------------------


def words(*paragraphs: str) -> Tree:
    return read("".join(f"<p>{words}</p>" for words in paragraphs))


def cells(*rows: str) -> Tree:
    return read(f"<table><tr><td>{'</td></tr><tr><td>'.join(row.replace('|', '</td><td>') for row in rows)}</td></tr></table>")


ROWS = [f"row {n}|{n % 9} m|kept" for n in range(400)]
SLOW = {
    "one word": (words("a " * 20_000), words("b " + "a " * 19_000 + "c")),
    "two words": (words("a b " * 5_000), words("b c a " * 5_000)),
    "every second word": (
        words(" ".join(f"w{n}" for n in range(9_000))),
        words(" ".join(f"w{n}" if n % 2 else f"x{n}" for n in range(9_000))),
    ),
    "short paragraphs": (words(*(f"a {n % 7}" for n in range(5_000))), words(*(f"b {n % 5}" for n in range(5_000)))),
    "every second cell": (cells(*ROWS), cells(*(row.replace(" m|", " mm|") for row in ROWS))),
}


@pytest.mark.parametrize(("old", "new"), SLOW.values(), ids=SLOW)
def test_texts_made_to_be_slow_cost_no_more_than_a_bounded_search(old: Tree, new: Tree, monkeypatch: pytest.MonkeyPatch):
    searched = []
    search = Indel.opcodes
    monkeypatch.setattr(Indel, "opcodes", lambda one, other: searched.append(alignment.cells(one, other)) or search(one, other))
    lines = redline(old, new)
    assert max(searched, default=0) <= MOST_CELLS
    assert sum(searched) <= 2 * MOST_CELLS
    assert lines.added
    assert lines.removed


def test_what_is_too_long_to_be_compared_word_by_word_is_shown_as_a_whole_and_says_so():
    one, other = (" ".join(f"{letter}{n} same" for n in range(9_000)) for letter in "ab")
    before, middle, after = redline(words("Before.", one, "After."), words("Before.", other, "After.")).html.split("\n")
    assert (before, after) == ('<p dir="auto">Before.</p>', '<p dir="auto">After.</p>')
    assert middle == f'<p dir="auto">{note(AS_A_WHOLE)} <del>{one}</del><ins>{other}</ins></p>'


def test_rows_that_are_too_many_to_be_compared_go_out_and_come_in_and_that_is_said_in_a_row(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(alignment, "MOST_CELLS", 10)
    lines = redline(cells(*(f"a{n}|kept" for n in range(6))), cells(*(f"b{n}|kept" for n in range(7))))
    assert f'<tr class="redline-note"><td colspan="2">{AS_A_WHOLE}</td></tr>' in lines.html
    assert (lines.html.count("<tr"), lines.added, lines.removed) == (1 + 6 + 7, 14, 12)


def test_in_a_long_text_the_paragraphs_that_stayed_still_stay():
    paragraphs = [" ".join(f"p{n}w{m}" for m in range(50)) for n in range(200)]
    changed = [*paragraphs[:100], "A new paragraph.", *paragraphs[101:]]
    changed[10] = changed[10].replace("p10w5 ", "other ")
    scattered = [f"{text} {'x' if n % 2 else ''}".strip() for n, text in enumerate(changed)]
    lines = redline(words(*paragraphs), words(*scattered))
    assert lines.removed == 1 + 50
    assert lines.added == 1 + 3 + 100


def test_two_tables_of_two_thousand_rows_are_compared_in_seconds():
    rows = [f"row {n}|{n % 9} m of {n}|kept" for n in range(2_000)]
    start = process_time()
    lines = redline(cells(*rows), cells(*(re.sub(r"\d m", "some m", row) for row in rows)))
    assert (lines.added, lines.removed) == (2_000, 2_000)
    assert process_time() - start < 5


def test_tables_as_deep_as_they_may_be_are_compared():
    old, new = (f"{'<table><tr><td>' * 30}{word}" for word in ("red", "blue"))
    assert {"<del>red</del>", "<ins>blue</ins>"} <= {*re.findall(r"<(?:ins|del)>\w+</(?:ins|del)>", shown(old, new))}
