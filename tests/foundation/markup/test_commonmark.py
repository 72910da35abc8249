"""CommonMark with what GitHub adds, and with the lists and headings of norms.

The 652 examples of CommonMark 0.31.2 are not ours to carry: `make test` fetches them once, from the source of the parser.
"""

import json
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from normsite.foundation.errors import Refused
from normsite.foundation.markup import extra
from normsite.foundation.markup.commonmark import outline, to_html
from normsite.foundation.markup.outline import Definition, Heading, Unreadable, Use
from normsite.foundation.markup.rendering import tree_of
from normsite.foundation.markup.tree import plain

EXAMPLES = Path(sys.prefix) / "commonmark.json"
DIFFERENT: dict[int, str] = {}  # the number of an example and why we read it otherwise


class Shape(HTMLParser):
    """The tags and the words of HTML, without attributes and blanks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts.append(f"<{tag}>")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts += data.split()


@pytest.mark.skipif(not EXAMPLES.exists(), reason="CommonMark's examples are not here; `make test` fetches them with a network")
def test_the_examples_of_commonmark_are_read_as_commonmark_says():
    examples = json.loads(EXAMPLES.read_text())
    differ = {
        example["example"] for example in examples if Shape(to_html(example["markdown"])).parts != Shape(example["html"]).parts
    }
    assert (len(examples), differ) == (652, set(DIFFERENT))


def flat(source: str) -> str:
    """The HTML without line ends and paragraphs."""
    return to_html(source).replace("\n", "").replace("<p>", "").replace("</p>", "")


@pytest.mark.parametrize(
    ("source", "opening"),
    [
        ("1. x\n2. y", "<ol>"),
        ("3. x\n4. y", '<ol start="3">'),
        ("1) x\n2) y", '<ol class="paren">'),
        ("(1) x\n(2) y", '<ol class="parens">'),
        ("a) x\nb) y", '<ol type="a" class="paren">'),
        ("(a) x\n(b) y", '<ol type="a" class="parens">'),
        ("A) x\nB) y", '<ol type="A" class="paren">'),
        ("i) x\nii) y", '<ol type="i" class="paren">'),
        ("(i) x\n\n(ii) y", '<ol type="i" class="parens">'),
        (" I) x\nII) y", '<ol type="I" class="paren">'),
        ("A. x\nB. y", '<ol type="A">'),
    ],
)
def test_a_list_keeps_the_letters_and_brackets_in_which_it_is_written(source: str, opening: str):
    assert flat(source) == f"{opening}<li>x</li><li>y</li></ol>"


@pytest.mark.parametrize(
    "words",
    ["A. Smith wrote it.", "I. e. this.", "a) alone", "b) x\nc) y", "a) x\nc) y", "(a. x", "see A.\nB. Smith", "e.g. x"],
)
def test_what_does_not_count_on_is_words_as_written(words: str):
    assert to_html(words) == f"<p>{words}</p>\n"


def test_a_letter_after_h_is_a_letter_and_no_roman_number():
    letters = "abcdefghij"
    items = "".join(f"<li>{letter}</li>" for letter in letters)
    assert flat("\n".join(f"{letter}) {letter}" for letter in letters)) == f'<ol type="a" class="paren">{items}</ol>'


def test_lists_follow_a_paragraph_hold_paragraphs_and_stand_in_each_other():
    source = "It states:\na) one;\n\n   more\nb) two\n   1) three\n   2) four\n      - five\n\n```\nc) six\n```"
    assert flat(source) == (
        'It states:<ol type="a" class="paren"><li>one;more</li><li>two<ol class="paren"><li>three</li><li>four'
        "<ul><li>five</li></ul></li></ol></li></ol><pre><code>c) six</code></pre>"
    )


def test_a_line_that_begins_no_item_goes_on_with_the_one_above_it():
    assert flat("a) one\nmore\nb) two") == '<ol type="a" class="paren"><li>onemore</li><li>two</li></ol>'


def test_a_list_may_follow_its_paragraph_although_its_first_item_says_nothing_yet():
    assert flat("It states:\na)\nb) two") == 'It states:<ol type="a" class="paren"><li></li><li>two</li></ol>'


def test_two_names_below_a_line_that_goes_on_are_no_list():
    assert to_html("as found by\nA. Smith\nB. Jones") == "<p>as found by\nA. Smith\nB. Jones</p>\n"


def test_a_list_of_another_kind_ends_the_one_before_it():
    assert flat("(1) x\n(2) y\n3) z") == (
        '<ol class="parens"><li>x</li><li>y</li></ol><ol start="3" class="paren"><li>z</li></ol>'
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("~~x~~", "<s>x</s>"),
        ("- [ ] x\n- [x] y", '<ul class="contains-task-list"><li>☐ x</li><li>☑ y</li></ul>'),
        ("> [!NOTE]\n> x", '<div class="note">x</div>'),
        ("> [!CAUTION]\n> x", '<div class="caution">x</div>'),
        ("x\n: y", "<dl><dt>x</dt><dd>y</dd></dl>"),
        ("- [x] ~~~\n  y\n  ~~~", '<ul class="contains-task-list"><li>☑ <pre><code>y</code></pre></li></ul>'),
    ],
)
def test_what_github_adds_is_read(source: str, html: str):
    assert flat(source) == html


@pytest.mark.parametrize(
    "formula",
    ["$x$", "$a_1 * b_2 * c_3$", r"$\{x\}$", r"$\text{it shall be}$", r"$$\frac{a}{b}$$", r"$$ a \\ b $$", "$p < q$", "$-1$"],
)
def test_a_formula_stays_as_it_is_written(formula: str):
    assert to_html(f"Let {formula}, *then*.") == (
        f'<p>Let <span class="formula">{formula.replace("<", "&lt;")}</span>, <em>then</em>.</p>\n'
    )


@pytest.mark.parametrize(
    "lines", ["E\n=\nmc^2", "x\n---\ny", "x = a\n+ b\n- c", r"\begin{pmatrix}" + "\n1\n# 2\n" + r"\end{pmatrix}"]
)
def test_a_formula_of_several_lines_is_no_heading_and_no_list(lines: str):
    assert to_html(f"where\n$$\n{lines}\n$$\nand") == (
        f'<p>where</p>\n<p><span class="formula">$$ {" ".join(lines.split())} $$</span></p>\n<p>and</p>\n'
    )


def test_a_formula_that_is_never_closed_is_read_as_what_it_looks_like():
    assert to_html("$$\n- a\n- b") == "<p>$$</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"


def test_a_formula_in_the_description_of_a_picture_stays_in_it():
    assert 'alt="The law $E=mc^2$"' in to_html("![The law $E=mc^2$](a.png)")


@pytest.mark.parametrize(
    "words",
    [
        "It costs $5 to $10.",
        "US$5/US$7",
        "In $HOME/$USER.",
        "In $A/b it shall go to c/$.",
        "A deposit of $50 shall be 60 US$.",
        "A deposit of $50  may  be  60  US$.",
        "От $5 устройство shall быть к US$.",
        "The fee is $100 (MUST), then (US)$.",
        "http://it.example/$x$/y",
        "$US shall be rounded, never in A$.",
        "$ x $",
        "5$",
    ],
)
def test_a_sign_for_money_or_a_variable_begins_no_formula(words: str):
    assert to_html(words) == f"<p>{words}</p>\n"


def test_columns_are_aligned_and_short_rows_are_filled():
    assert flat("|a|b|\n|-:|-|\n|c|") == (
        '<table><thead><tr><th align="right">a</th><th>b</th></tr></thead>'
        '<tbody><tr><td align="right">c</td><td></td></tr></tbody></table>'
    )


def test_a_cell_beyond_the_head_is_refused_and_not_dropped():
    with pytest.raises(Refused) as refused:
        to_html("x\n\n> |a|b|\n> |-|-|\n> |c|d|\n> |e|f|g|")
    assert refused.value.reason == "A row of a table has more cells than its head in line 6."


def test_every_footnote_is_listed_cited_or_not():
    back = ' <a href="#fnref-1{}" title="Back to footnote 1 in the text">↩</a>'
    assert flat("x[^n] y[^n]\n\n[^o]: uncited\n[^n]: cited\n[^n]: again") == (
        'x<sup id="fnref-1"><a href="#fn-1">1</a></sup> y<sup id="fnref-1-2"><a href="#fn-1">1</a></sup>'
        f'<div class="footnote"><ol><li id="fn-1">cited{back.format("")}{back.format("-2")}</li>'
        '<li id="fn-2">uncited</li><li id="fn-3">again</li></ol></div>'
    )


@pytest.mark.parametrize(
    "words", ["https://norms.example/{part}{#section}", "the set {:open, :closed} and {}", "# x{#y}", "# x {y}", "{#x}"]
)
def test_braces_are_words_but_behind_a_heading(words: str):
    assert Shape(to_html(words)).parts[1:-1] == words.removeprefix("# ").split()


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("## Sending ## {#sending}", Heading(2, "Sending", ("sending",), 0, 1)),
        ('# Login {id="old-login"}', Heading(1, "Login", ("old-login",), 0, 1)),
        ("# Login {:#x}", Heading(1, "Login", ("x",), 0, 1)),
        ('# Login {:name="x"}', Heading(1, "Login", ("x",), 0, 1)),
        ("# Login {#x .wide key=value}", Heading(1, "Login", ("x",), 0, 1)),
        ("Of several\nlines {#x}\n---", Heading(2, "Of several lines", ("x",), 0, 3)),
        ('## <a href="#a" id="b"></a> *Sending*', Heading(2, "Sending", ("b",), 0, 1)),
        ('<a id="a"></a>\n\n<span id="b"></span>\n# x', Heading(1, "x", ("a", "b"), 0, 4)),
        ('<h2 id="scope">Scope &amp;\n<em>more</em></h2>', Heading(2, "Scope & more", ("scope",), 0, 2)),
        ("# Bindings for C#", Heading(1, "Bindings for C#", (), 0, 1)),
        ("# Photos (`*_photo.<extension>`)", Heading(1, "Photos (*_photo.<extension>)", (), 0, 1)),
        (
            "# \\<summary\\> `<para>` List&lt;T&gt; Map<K, V> <x>",
            Heading(1, "<summary> <para> List<T> Map<K, V> <x>", (), 0, 1),
        ),
        ("# To <info@example.org>", Heading(1, "To info@example.org", (), 0, 1)),
        ("# x <!-- y --> z[^1]\n\n[^1]: n", Heading(1, "x z", (), 0, 1)),
        ("# ![A sign](x.png) on it", Heading(1, "A sign on it", (), 0, 1)),
    ],
)
def test_a_heading_has_its_words_its_names_and_its_lines(source: str, heading: Heading):
    assert outline(source).headings == (heading,)


@pytest.mark.parametrize(
    "source",
    ["~~~\n# x\n~~~~", "> # x", "- # x", "<!--\n# x\n-->", "y <!-- z\n\n# x\n-->", "    # x", "<div>\n<h1>x</h1>\n</div>"],
)
def test_what_looks_like_a_heading_in_code_quotations_lists_and_comments_is_none(source: str):
    assert outline(source).headings == ()


def test_comments_in_lines_that_follow_one_another_end_each_at_its_own_sign():
    source = "Words\nwords <!-- a -->\nmore <!-- b -->\nend"
    assert to_html(source) == "<p>Words\nwords <!-- a -->\nmore <!-- b -->\nend</p>\n"


def test_a_comment_that_begins_behind_words_hides_all_up_to_its_end():
    assert to_html("Sign. <!-- it\n\n## begins\n-->\n\nCheck `<!--`.") == "<p>Sign.</p>\n<p>Check <code>&lt;!--</code>.</p>\n"


NO_COMMENT = [
    "Use ``<!--`` to open.\n\nThe module shall log.\n\nUse ``-->`` to close.",
    "Use `` `<!-- `` to open.\n\nThe module shall log.\n\nUse `-->` to close.",
    "Write \\<!-- to open.\n\nThe module shall log.\n\nA --> B",
    "## Open \\<!--\n\nThe module shall log.\n\n## A --> B",
    "Of ``` code\nwrite `<!--\n` to open.\n\nThe module shall log.\n\nA --> B`",
    "- use ` one\n- write `<!--` to open\n\nThe module shall log.\n\nA --> B",
    "- use ` one\n- write `a\n  b <!--` to open\n\nThe module shall log.\n\nA --> B",
    '<b title="`">x</b> `<!--` opens.\n\nThe module shall log.\n\nA --> B',
    "[a](/b`c) `<!--` opens.\n\nThe module shall log.\n\nA --> B",
    "<https://a.example/`> `<!--` opens.\n\nThe module shall log.\n\nA --> B",
    "Words:\n\n    x <!--\n\nThe module shall log.\n\nA --> B",
    "~~~ <!--\nThe module shall log.\n~~~\n\nA --> B",
    "-     <!--\n\nThe module shall log.\n\nA --> B",
    "> -      x <!--\n\nThe module shall log.\n\nA --> B",
    "a ` b | `<!--`\n-|-\ny|z\n\nThe module shall log.\n\nA --> B",
]


@pytest.mark.parametrize("source", NO_COMMENT)
@pytest.mark.parametrize("read", [to_html, extra.to_html])
def test_what_is_shown_as_words_or_code_opens_no_comment(source: str, read: Callable[[str], str]):
    html = read(source)
    if read is extra.to_html and "|" in source:  # there code goes on into the next cell
        return
    assert "The module shall log." in html
    assert "&lt;!--" in html


@pytest.mark.parametrize(
    "words",
    [
        "Sign",
        "Sign `a` and ``b`c``",
        "Sign \\`a",
        "- sign",
        "> sign `x`",
        "1. a `b`\n2. sign",
        "Sign `a`\nand `b`",
        "# Sign `a`",
        "Sign <b>a</b> `b` <!-- c --> `d`",
    ],
)
def test_a_comment_behind_any_words_hides_what_looks_like_a_heading(words: str):
    for read in (to_html, extra.to_html):
        shown = plain(tree_of(read(f"{words} <!-- `hid`\n## hid\n\nhid\n--> and send.")))
        assert shown.split() == [*plain(tree_of(read(words))).split(), "and", "send."]
    html = to_html("Sign <!-- a --> now <!-- hid\n## hid\n-->.")
    assert html == "<p>Sign <!-- a --> now .</p>\n"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("The device <!-- a\nb --> shall log.", "<p>The device  shall log.</p>\n"),
        ("The device <!-- a\n\n# b\n\nc --> shall log.\nNext", "<p>The device  shall log.\nNext</p>\n"),
        ("- The device <!-- a\n  b --> shall log.", "<ul>\n<li>The device  shall log.</li>\n</ul>\n"),
        ("> The device <!-- a\n> b --> shall log.", "<blockquote>\n<p>The device  shall log.</p>\n</blockquote>\n"),
        ("The device <!-- a\nb --> shall log\n===", "<h1>The device  shall log</h1>\n"),
        ("A <!-- b\nc --> D <!-- e\n# f --> G", "<p>A  D  G</p>\n"),
        ("A<!-- b\nc -->D", "<p>AD</p>\n"),
        ("A <!-- b\n# c\n-->\nD", "<p>A\nD</p>\n"),
    ],
)
def test_a_comment_of_several_lines_leaves_its_sentence_whole(source: str, html: str):
    assert to_html(source) == html


@pytest.mark.parametrize(
    "source",
    [
        'See [it](c.md "how <!-- begins") which the\ntool shall keep until --> ends.',
        '<a title="<!--">The device\nshall do</a> this --> and more.',
        '[a]: /b "x <!-- y"\n\nThe [a] shall --> be.',
    ],
)
@pytest.mark.parametrize("read", [to_html, extra.to_html])
def test_what_stands_in_a_tag_or_a_title_begins_no_comment(source: str, read: Callable[[str], str]):
    assert "shall" in plain(tree_of(read(source)))
    assert "--" in plain(tree_of(read(source)))


def test_comments_behind_words_have_a_limit():
    with pytest.raises(Unreadable) as refused:
        to_html("a <!-- b\n# c -->\n\n" * 1_001)
    assert refused.value.reason == "More than 1,000 comments begin behind words, one too many in line 3,001."


@pytest.mark.parametrize("read", [to_html, extra.to_html])
def test_a_comment_in_one_line_hides_its_words_unless_it_is_escaped(read: Callable[[str], str]):
    assert tree_of(read("Sign <!-- a -->now.")) == tree_of("<p>Sign now.</p>")
    assert tree_of(read("Sign \\<!-- a -->now.")) == tree_of("<p>Sign &lt;!-- a --&gt;now.</p>")


def test_definitions_and_their_uses_are_told_with_their_lines():
    found = outline("# x\n\nA [guide] and\n[it][Guide].[^n]\n\n[guide]: /g\n  'title'\n[^n]: one\n\n    two\n\n[other]: /o")
    assert found.definitions == (
        Definition("link", "GUIDE", 5, 7),
        Definition("footnote", "n", 7, 11),
        Definition("link", "OTHER", 11, 12),
    )
    assert found.uses == (Use("link", "GUIDE", 2), Use("link", "GUIDE", 2), Use("footnote", "n", 2))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("---\nKeep it dry.\n---", "<hr>\n<p>Keep it dry.</p>\n<hr>\n"),
        ("---\nKeep it dry.\n---\nAnd cold.\n---", "<hr>\n<p>Keep it dry.</p>\n<hr>\n<p>And cold.</p>\n<hr>\n"),
        ("---\nDry things\n---", "<hr>\n<h2>Dry things</h2>\n"),
        ("***\nKeep it dry.\n---", "<hr>\n<h2>Keep it dry.</h2>\n"),
        ("---\nKeep it dry.\n===", "<hr>\n<h1>Keep it dry.</h1>\n"),
        ("---\n\nKeep it dry.\n---", "<hr>\n<h2>Keep it dry.</h2>\n"),
        ("Keep it dry.\n---", "<h2>Keep it dry.</h2>\n"),
    ],
)
def test_a_sentence_directly_between_two_rules_is_no_heading(source: str, html: str):
    assert to_html(source) == html


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x\n\n```\ny", (2,)),
        ("```\ny\n```\n\n~~~", (4,)),
        ("````\ny\n```", (0,)),
        ("```\ny\n    ```", (0,)),
        ("```\n``` y", (0,)),
        ("~~~\ny\n~~~~~", ()),
        ("```\n```", ()),
        ("    ```", ()),
        ("- ```\n  y\n\nz", ()),
    ],
)
def test_code_that_is_never_closed_is_told(source: str, lines: tuple[int, ...]):
    assert outline(source).unclosed == tuple((line, "code", "all that follows is read as code") for line in lines)


def test_a_comment_that_is_never_closed_is_told():
    assert outline("x\n\n<!-- y\n\n# z").unclosed == ((2, "comment", "all that follows is hidden"),)
    assert outline("- x\n\n  <!-- y").unclosed == ((2, "comment", "all that follows is hidden"),)
    assert outline("x\n\n<!-- y\n\n# z -->\n\n# x").unclosed == ()
