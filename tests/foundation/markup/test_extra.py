"""Markdown Extra, with the signs that kramdown and MkDocs add."""

import pytest

from normsite.foundation.errors import Refused
from normsite.foundation.markup.extra import outline, to_html
from normsite.foundation.markup.outline import Definition, Heading, Use


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("x\n{: #y}", '<p id="y">x</p>'),
        (
            "|a|b|\n|-|-|\n{: .wide}",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td></td>\n<td></td>\n</tr>\n</tbody>\n</table>",
        ),
        ("{:open, :shut}", "<p>{:open, :shut}</p>"),
        ("x\n\n{:.wide}\n\ny", "<p>x</p>\n<p>y</p>"),
        ("## x\n{: #y}\nz", '<h2 id="y">x</h2>\n<p>z</p>'),
        ("# Bindings for C#", "<h1>Bindings for C#</h1>"),
        ("# Bindings for C# {#c-sharp}", '<h1 id="c-sharp">Bindings for C#</h1>'),
        ("!!! note\n    x", '<div class="note">\n<p>x</p>\n</div>'),
        (
            '!!! warning "Of *y*"\n    x',
            '<div class="warning">\n<p class=""><strong>Of <em>y</em></strong></p>\n<p>x</p>\n</div>',
        ),
        ("The ABC.\n\n*[ABC]: A B C", '<p>The <abbr title="A B C">ABC</abbr>.</p>'),
        ("x\n: y", "<dl>\n<dt>x</dt>\n<dd>y</dd>\n</dl>"),
        ("[TOC]\n\nx", "<p>x</p>"),
        ("3. x\n4. y", '<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>'),
        ("x\n\n{::comment}\nhidden\n\n# hidden\n{:/comment}\n\ny", "<p>x</p>\n<p>y</p>"),
        ("x <!-- hidden\n\n# hidden\n--> y", "<p>x  y</p>"),
        ("`<!--` and `-->`", "<p><code>&lt;!--</code> and <code>--&gt;</code></p>"),
        ("{::nomarkdown}\n<b>x</b>\n{:/nomarkdown}", "<p><b>x</b></p>"),
        ("```\n{: .x}\n[TOC]\n```", "<pre><code>{: .x}\n[TOC]\n</code></pre>"),
        ('``` json= a="b"\nx\n```\n\n# y', "<pre><code>x\n</code></pre>\n<h1>y</h1>"),
        ("~~~ {.a #b}\nx\n~~~", '<pre id="b"><code class="a">x\n</code></pre>'),
        ("```\nx\n````", "<p>```\nx\n````</p>"),
        ("the set {:open, :shut} and {}", "<p>the set {:open, :shut} and {}</p>"),
    ],
)
def test_the_signs_of_this_dialect_are_read(source: str, html: str):
    assert to_html(source) == html


def test_a_comment_without_an_end_is_words():
    assert to_html("{::comment}\n\nx <!-- y") == "<p>{::comment}</p>\n<p>x &lt;!-- y</p>"


def test_a_footnote_is_listed_by_its_name():
    back = '&#160;<a class="footnote-backref" href="#fnref-n" title="Back to footnote 1 in the text">&#8617;</a>'
    assert to_html("x[^n]\n\n[^n]: y") == (
        '<p>x<sup id="fnref-n"><a class="footnote-ref" href="#fn-n">1</a></sup></p>\n'
        f'<div class="footnote">\n<hr>\n<ol>\n<li id="fn-n">\n<p>y{back}</p>\n</li>\n</ol>\n</div>'
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x\n\na|b\n-|-\nc|d|e", "A row of a table has more cells than its head in line 5."),
        ("x[^n]\n\n[^n]: y\n[^n]: z", "The footnote n is defined a second time in line 4."),
        ("- " * 1000 + "y", "Lists or quotations are nested too deep in line 1."),
    ],
)
def test_what_would_be_dropped_is_refused(source: str, reason: str):
    with pytest.raises(Refused) as refused:
        to_html(source)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("x\n\n## Sending ## {#sending}", Heading(2, "Sending", ("sending",), 2, 3)),
        ("## Sending\n{: #x .y}", Heading(2, "Sending", ("x",), 0, 1)),
        ("Sending {: #x}\n---", Heading(2, "Sending", ("x",), 0, 2)),
        ('<a name="a"></a>\n\n# `<para>` of List&lt;T&gt;', Heading(1, "<para> of List<T>", ("a",), 0, 3)),
        ('<h2 id="s">\nScope\n</h2>', Heading(2, "Scope", ("s",), 0, 3)),
    ],
)
def test_a_heading_has_its_words_its_names_and_its_lines(source: str, heading: Heading):
    assert outline(source).headings == (heading,)


@pytest.mark.parametrize(
    "source",
    [
        "```\n# x\n```",
        "> # x",
        "- y\n\n    # x",
        "y <!-- z\n\n# x\n-->",
        "{::comment}\n# x\n{:/comment}",
        '<div markdown="1">\n# x\n</div>',
        "a | b\n--|--\nc | d",
    ],
)
def test_what_looks_like_a_heading_elsewhere_is_none(source: str):
    assert outline(source).headings == ()


def test_definitions_and_their_uses_are_told_with_their_lines():
    found = outline("The ABC of [it][Guide].[^n]\n\n[guide]: /g\n[^n]: one\n\n    two\n\n*[ABC]: A B C\n\n```\n[guide]\n```")
    assert found.definitions == (
        Definition("link", "guide", 2, 3),
        Definition("footnote", "n", 3, 6),
        Definition("abbreviation", "ABC", 7, 8),
    )
    assert found.uses == (Use("link", "guide", 0), Use("footnote", "n", 0), Use("abbreviation", "ABC", 0))


def test_code_that_is_never_closed_is_words_and_told():
    found = outline("```\n[^n]: code\n```\n\n```\n\nSee [it].\n\n[it]: /a\n\n# x")
    assert found.unclosed == ((4, "code", "it is read as words"),)
    assert found.definitions == (Definition("link", "it", 8, 9),)
    assert found.headings == (Heading(1, "x", (), 10, 11),)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('# P {#s .wide}\n{: latex-x="1"}', '<h1 class="wide" id="s" latex-x="1">P</h1>'),
        ("### Update ### {#update}", '<h3 id="update">Update</h3>'),
        ("# Note to Reviewers {#reviewers .no_toc}", '<h1 class="no_toc" id="reviewers">Note to Reviewers</h1>'),
    ],
)
def test_what_a_heading_wears_is_none_of_its_words(source: str, html: str):
    assert to_html(source) == html
