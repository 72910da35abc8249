"""Any 20 kB input is rendered quickly or refused with a sentence.

No test here looks at a clock: each shape that is slow must be refused, each that is not must pass, and the worst are weighed
before a parser sees them. The times are in docs/decisions/0004-markup-limits.md.
"""

import json

import pytest

from normsite.foundation.errors import Refused
from normsite.foundation.markup import bounds, check_markdown, commonmark, render, render_plain
from normsite.foundation.markup.dialects import DIALECTS
from normsite.foundation.markup.outline import Unreadable

SIZE = 20_000


def filled(unit: str) -> str:
    return (unit * (SIZE // len(unit) + 1))[:SIZE]


def table(columns: int, row: str, rows: int) -> str:
    return "|".join(["a"] * columns) + "\n" + "|".join(["-"] * columns) + "\n" + f"{row}\n" * rows


MUCH = "The text has too many small parts for its length, most of all {}, the first in line 1."
DEEP = "Lists or quotations are nested more than 10 deep in line 1."
TAGS = MUCH.format("tags that they make")
REFUSED = {
    "opening brackets": (filled("["), MUCH.format("brackets [")),
    "opening images": (filled("!["), MUCH.format("images")),
    "lines": (filled("a\n"), MUCH.format("lines")),
    "nested quotations": (">" * 11 + " a", DEEP),
    "nested items in one line": ("- " * 11 + "a", DEEP),
    "nested items by indentation": (
        "\n".join(" " * 2 * depth + "* a" for depth in range(60)),
        "Lists or quotations are nested more than 10 deep in line 11.",
    ),
    "unclosed tags": ("x\n\n" + "<b>" * 4 + "x", "Too many HTML tags are opened and never closed, the first in line 3."),
    "nested tags": ("<div>\n" * 31, "Tags are nested more than 30 deep in line 1."),
    "tags that are closed under another name": (
        "".join(f"<b id=a{n}></i>x\n\n" for n in range(20)),
        "Too many HTML tags are opened and never closed, the first in line 1.",
    ),
    "boxes that are closed under another name": (
        "<ul><li></x></x>" * 400,
        "Tags are nested more than 30 deep in line 1.",
    ),
    "rows": (table(2, "a|b", 5000), TAGS),
    "short rows in a wide table": (table(58, "a", 1000), "A table lacks more than 5,000 cells in line 91."),
    "short rows in a quoted table": (
        "x\n\n> " + table(58, "a", 1000).replace("\n", "\n> "),
        "A table lacks more than 5,000 cells in line 93.",
    ),
    "long rows": ("x\n\n" + table(2, "a|b|c", 1), "A row of a table has more cells than its head in line 5."),
    "columns": (table(5000, "a", 0), TAGS),
    "paragraphs": (filled("a\n\n"), TAGS),
    "items": (filled("* a\n"), TAGS),
    "quotations above words": (
        filled("a\n> [!NOTE]\n"),
        "Too many quotations stand above lines that may belong to them, one too many in line 2,463.",
    ),
    "items within items": (filled("- - - - - - - - a\n"), TAGS),
    "headings": (filled("# a\n"), TAGS),
    "stars": (filled("*a*b"), TAGS),
    "backticks": (filled("`a` "), TAGS),
    "links": (filled("[a](b) "), TAGS),
    "fences": (filled("~~~\na\n~~~\n"), TAGS),
    "footnotes": ("[^a]: b\n\n" + filled("[^a] "), TAGS),
}
EXTRA = {
    "opening brackets": ("[" * 31, "More than 30 brackets [ or ]( are never closed in the paragraph in line 1."),
    "links without an end": (
        "x\n\n" + "[a](" * 31,
        "More than 30 brackets [ or ]( are never closed in the paragraph in line 3.",
    ),
    "nested brackets": ("[" * 9 + "a" + "]" * 9, "Brackets are nested more than 8 deep in the paragraph in line 1."),
    "nested quotations": (">" * 11 + " a", DEEP),
    "nested items in one line": ("- " * 11 + "a", DEEP),
    "nested items by indentation": (" " * 49 + "* a", DEEP),
    "half tags": (filled("<a "), "Too many signs < begin no whole HTML tag, one too many in line 1."),
    "half tags before words": (
        "<a " * 500 + filled("word "),
        "Too many signs < begin no whole HTML tag, one too many in line 1.",
    ),
    "half marked sections": (filled("<![CDATA["), "Too many signs < begin no whole HTML tag, one too many in line 1."),
    "columns": (table(62, "a", 1), "A table has more than 60 columns in line 1."),
    "short rows in a wide table": (table(58, "a", 1000), "A table lacks more than 2,000 cells in line 1."),
    "paragraphs": (filled("a\n\n"), MUCH.format("paragraphs")),
    "headings": (filled("# a\n"), MUCH.format("headings and rules")),
    "stars": (filled("*a_"), MUCH.format("signs * _ `")),
}


@pytest.mark.parametrize(
    ("dialect", "source", "sentence"),
    [("commonmark", *case) for case in REFUSED.values()] + [("extra", *case) for case in EXTRA.values()],
    ids=[*REFUSED, *(f"{name}, extra" for name in EXTRA)],
)
def test_a_slow_shape_is_refused_with_a_sentence(dialect: str, source: str, sentence: str):
    with pytest.raises(Refused) as refused:
        check_markdown(source, dialect=dialect)
    assert refused.value.reason == sentence
    assert refused.value.mend.endswith(".")


def test_what_is_too_deep_for_python_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("normsite.foundation.markup.rendering.check_markdown", lambda source, **_: source)
    with pytest.raises(Refused) as refused:
        render("<ul><li>" * 2_000)
    assert (refused.value.reason, refused.value.mend) == ("Tags are nested too deep.", "Close them.")


def test_the_worst_is_refused_before_a_parser_reads_its_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("markdown.Markdown.convert", lambda *_: pytest.fail("read"))
    monkeypatch.setattr("markdown_it.parser_inline.ParserInline.parse", lambda *_: pytest.fail("read"))
    for dialect in DIALECTS:
        with pytest.raises(Refused):
            check_markdown(filled("["), dialect=dialect)


def test_the_line_is_told_as_the_file_has_it():
    with pytest.raises(Refused) as refused:
        check_markdown("x\n\n" + table(1, "a|b", 1).replace("a\n-\n", "|a|\n|-|\n"), first=100)
    assert refused.value.reason == "A row of a table has more cells than its head in line 104."


@pytest.mark.parametrize("source", [text for text, _ in REFUSED.values()], ids=REFUSED)
def test_plain_text_of_any_shape_is_shown(source: str):
    assert render_plain(source)


ORDINARY = {
    "a list of references": "\n".join(f"* [[Author{n}]](https://example.org/{n}) Title, 20{n:02}." for n in range(100)),
    "a table of fifty rows": "a|b|c|d\n-|-|-|-\n" + "one|two|three|four\n" * 50,
    "a table of 2,000 rows": "|No|Duty|Who|\n|-|-|-|\n" + "| 12 | The body shall keep it. | Body |\n" * 2000,
    "a wide table with some short rows": "|".join("abcdefgh") + "\n" + "|".join("-" * 8) + "\n" + "a|b|c|d|e|f|g|h\na|b\n" * 20,
    "code with brackets": "```\n" + json.dumps({str(n): [[n], [n]] for n in range(800)}) + "\n```",
    "300 pieces of code": "~~~\na\n~~~\n" * 300,
    "a contents list": "".join(f"1.{n} [A clause with a title, number {n}](#a-clause-{n})  \n" for n in range(2000)),
    "comparisons": "If a < b and c < d, then e <= f; x << 3.\n\n" * 20,
    "comparisons without blanks": "If a <b and c <d, then e <=f.\n\n" * 60,
    "names of tags in code": "Never use `<s>`, `<b>`, `<tt>` or `<big>`.\n\n" * 20,
    "prose": ("A paragraph of some words, with **marks** and [a link](#x).\n\n" * 320)[:SIZE],
    "lists five deep": "\n".join("    " * depth + "* a" for depth in range(5)),
    "entities": "AT&amp;T &mdash; &lt;x&gt; " * 50,
}


@pytest.mark.parametrize("source", ORDINARY.values(), ids=ORDINARY)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_people_write_is_far_from_the_limits(source: str, dialect: str):
    check_markdown(source, dialect=dialect)


def test_a_line_drawn_of_signs_is_no_heap_of_marks():
    assert check_markdown("─" * 40) == f"<p>{'─' * 40}</p>\n"


def test_a_file_of_too_many_parts_is_refused_with_the_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commonmark, "MAX_BLOCKS", 10)
    commonmark.outline("a\n\n" * 3)
    with pytest.raises(Unreadable) as trouble:
        commonmark.outline("a\n\n" * 4 + "b")
    assert (trouble.value.what, trouble.value.line) == ("There are too many small parts for one file, one too many", 8)


def test_the_allowance_grows_with_the_length():
    paragraph = "Some words of an ordinary sentence that goes on for a while. " * 5 + "\n\n"
    check_markdown((paragraph * 1000)[: bounds.MAX_BODY])


@pytest.mark.parametrize("unit", ["[a](b", "**a ", "* ", "> ", "<b>", "&#", "`", "\\", "|", "a\n\n"])
def test_a_short_text_is_never_refused_for_its_weight(unit: str):
    check_markdown(unit)
