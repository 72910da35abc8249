"""Any 20 kB input is rendered quickly or refused with a sentence.

No test here looks at a clock: each shape that is slow must be refused, each that is not must be rendered, and a text is weighed
before it is parsed. The times are in docs/decisions/0004-markup-limits.md.
"""

import json

import pytest

from normsite.errors import Refused
from normsite.markup import bounds, check_markdown, render, render_plain

SIZE = 20_000


def filled(unit: str) -> str:
    return (unit * (SIZE // len(unit) + 1))[:SIZE]


WIDE = "|".join("-" * 58) + "\n" + "|".join("-" * 58)
REFUSED = {
    "opening brackets": (filled("["), "most of all links"),
    "2,000 opening brackets": ("[" * 2000, "The paragraph in line 1 has more than 30 brackets [ or ]( that are never closed."),
    "opening images": (filled("!["), "most of all links"),
    "links without an end": ("[a](" * 200, "The paragraph in line 1 has more than 30 brackets [ or ]( that are never closed."),
    "empty links without an end": (filled("[]("), "most of all links"),
    "nested brackets": ("[" * 9 + "a" + "]" * 9, "The paragraph in line 1 has brackets nested more than 8 deep."),
    "nested quotations": (">" * 11 + " a", "Lists or quotations are nested more than 10 deep in line 1."),
    "nested items in one line": ("- " * 11 + "a", "Lists or quotations are nested more than 10 deep in line 1."),
    "nested items by indentation": ("\n".join(" " * 4 * depth + "* a" for depth in range(60)), "more than 10 deep in line 14."),
    "unclosed tags": ("<b>" * 4 + "x", "Too many HTML tags are opened and never closed, from line 1 on."),
    "half tags": ("<a " * 21, "more than 20 signs < that begin no whole HTML tag"),
    "half comments": ("<!-- " * 21, "more than 20 signs < that begin no whole HTML tag"),
    "half marked sections": ("<![CDATA[" * 21, "more than 20 signs < that begin no whole HTML tag"),
    "mail addresses": (filled("<a@b.c> "), "most of all"),
    "columns": ("|".join("a" * 1000) + "\n" + "|".join("-" * 1000), "The table in line 1 has more than 60 columns."),
    **{
        f"short rows in a wide table behind {what}": (before + WIDE + "\na" * 1000, "most of all cells missing")
        for what, before in (("nothing", ""), ("a heading", "# h\n"), ("a rule", "***\n"), ("a title", "T\n===\n"))
    },
    "short rows in a quoted table": ("> " + WIDE.replace("\n", "\n> ") + "\na" * 1000, "most of all cells missing"),
    "rows": ("a|b\n-|-\n" + "a|b\n" * 4000, "most of all table rows"),
    "paragraphs": (filled("a\n\n"), "most of all paragraphs"),
    "items": (filled("* a\n"), "most of all list items and quotations"),
    "items within items": (filled("- - - - - - - - a\n"), "most of all list items and quotations"),
    "headings": (filled("# a\n"), "most of all headings and rules"),
    "underlined headings": (filled("a\n=\n"), "most of all headings and rules"),
    "footnotes": (filled("[^1] "), "most of all footnotes"),
    "stars": (filled("*a_"), "most of all signs * _ `"),
    "backticks": (filled("`a` "), "most of all signs * _ `"),
    "fences": ("~~~\na\n~~~\n" * 201, "The text has more than 200 code fences; one too many opens in line 601."),
    "one line": ("a" * 20_001, "Line 1 has more than 20,000 characters."),
    "one paragraph": ("a\n" * 10_001, "The paragraph in line 1 has more than 20,000 characters."),
}


@pytest.mark.parametrize(("source", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_slow_shape_is_refused_with_a_sentence(source: str, sentence: str):
    with pytest.raises(Refused) as refused:
        render(source)
    assert sentence in refused.value.reason
    assert refused.value.reason.endswith(".")
    assert refused.value.mend.endswith((".", ""))


def test_the_refusal_comes_before_the_parser_sees_the_text(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("normsite.markup.rendering._converter", lambda: pytest.fail("parsed"))
    with pytest.raises(Refused):
        render(filled("["))


@pytest.mark.parametrize("source", [text for text, _ in REFUSED.values()], ids=REFUSED)
def test_plain_text_of_any_shape_is_shown(source: str):
    assert render_plain(source)


ORDINARY = {
    "a list of references": "\n".join(f"* [[Author{n}]](https://example.org/{n}) Title, 20{n:02}." for n in range(100)),
    "a table of fifty rows": "a|b|c|d\n-|-|-|-\n" + "one|two|three|four\n" * 50,
    "a wide table with some short rows": "|".join("abcdefgh") + "\n" + "|".join("-" * 8) + "\n" + "a|b|c|d|e|f|g|h\na|b\n" * 20,
    "code with brackets": "```\n" + json.dumps({str(n): [[n], [n]] for n in range(800)}) + "\n```",
    "comparisons": "If a < b and c < d, then e <= f; x << 3.\n\n" * 20,
    "prose": ("A paragraph of some words, with **marks** and [a link](#x).\n\n" * 320)[:SIZE],
    "lists five deep": "\n".join("    " * depth + "* a" for depth in range(5)),
    "entities": "AT&amp;T &mdash; &lt;x&gt; " * 50,
}


@pytest.mark.parametrize("source", ORDINARY.values(), ids=ORDINARY)
def test_what_people_write_is_far_from_the_limits(source: str):
    check_markdown(source * 2)
    assert render(source)


def test_the_allowance_grows_with_the_length():
    paragraph = "Some words of an ordinary sentence that goes on for a while. " * 5 + "\n\n"
    check_markdown((paragraph * 1000)[: bounds.MAX_BODY])


@pytest.mark.parametrize("unit", ["[a](b", "**a ", "* ", "> ", "<b>", "&#", "`", "\\", "|", "a\n\n"])
def test_a_short_text_is_never_refused_for_its_weight(unit: str):
    assert render(unit) is not None
