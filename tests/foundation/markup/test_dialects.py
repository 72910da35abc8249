"""Which dialect a text is written in, and what both have in common."""

import pytest

from normsite.foundation.markup.dialects import DIALECTS, likely_dialect

PLAIN = "no line has a sign that another dialect alone reads"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x\n{: .wide}", "line 2 has an attribute list {: .wide}, as kramdown writes them"),
        ("x\n\n{:#y}", "line 3 has an attribute list {:#y}, as kramdown writes them"),
        ('# x {:name="y"}', 'line 1 has an attribute list {:name="y"}, as kramdown writes them'),
        ("{::comment}\nx\n{:/comment}", "line 1 has {::comment}, as kramdown writes it"),
        ("!!! note\n    x", "line 1 has a note !!! note, as MkDocs writes them"),
        ("[TOC]", "line 1 has [TOC], as Python-Markdown writes it"),
        ("*[ABC]: A B C", "line 1 has an abbreviation *[ABC]:, as Markdown Extra writes them"),
    ],
)
def test_the_first_sign_of_extra_decides_and_is_told(source: str, reason: str):
    assert likely_dialect(source) == ("extra", reason)


@pytest.mark.parametrize(
    "source",
    [
        "# x {#y}",
        "the set {:open, :closed} and {}",
        "{:open, :closed}",
        "```\n{: .x}\n[TOC]\n```",
        "    {: .x}",
        "~~~~\n~~~\n!!! note\n~~~~",
        "Wait!!! note this",
        "> [!NOTE]\n> x",
        "",
    ],
)
def test_a_text_without_such_a_sign_is_commonmark(source: str):
    assert likely_dialect(source) == ("commonmark", PLAIN)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_both_read_what_all_markdown_has_in_common(dialect):
    source = "# A *b*\n\nc `<d>` [e](#f)\n\n- g\n- h"
    assert dialect.to_html(source).strip() == (
        '<h1>A <em>b</em></h1>\n<p>c <code>&lt;d&gt;</code> <a href="#f">e</a></p>\n<ul>\n<li>g</li>\n<li>h</li>\n</ul>'
    )
    assert [heading.title for heading in dialect.outline(source).headings] == ["A b"]
