"""One reading of a text: what its source says is on the page, and what binds is marked, counted and provided alike.

The other side of each comparison is never our own tree: either the source was made here, so that its words and keywords are
known beforehand, or CommonMark's examples say in HTML what they mean.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from norms.text.edition import read_edition
from norms.text.keywords import SCHEMES, count_keywords, find_statements
from normsite.foundation.markup.rendering import render, render_tree
from normsite.foundation.markup.tree import read, write

DIALECTS = ("commonmark", "extra")


@dataclass(frozen=True)
class Said:
    """A piece of source, the words that a reader sees of it, the keywords in it that bind, and how often it cites the note."""

    source: str
    words: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    citations: int = 0

    def quiet(self) -> "Said":
        return replace(self, keywords=())


IN_LINE = frozenset({"a", "b", "code", "del", "em", "kbd", "q", "s", "span", "strong", "sup"})


class Page(HTMLParser):
    """What HTML shows: its words, which blocks and line breaks part, and those that it marks as keywords."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.keywords: list[str] = []
        self.open: list[bool] = []  # of each tag: whether it marks a keyword
        self.feed(html)
        self.close()

    @property
    def words(self) -> list[str]:
        return self.text.replace("↩", " ↩ ").split()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += "" if tag in IN_LINE else " "
        if tag not in ("br", "hr"):
            self.open.append((dict(attrs).get("class") or "").startswith("kw"))
            self.keywords += [""] if self.open[-1] else []

    def handle_endtag(self, tag: str) -> None:
        self.text += "" if tag in IN_LINE else " "
        if tag not in ("br", "hr"):
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if any(self.open):
            self.keywords[-1] = " ".join(f"{self.keywords[-1]} {data.lower()}".split())


# --- texts of which we know what they say ----------------------------------------------------------------------------

# Without what Markdown Extra takes for attributes where it ends a line.
WORDS = ("key", "lamp", "naïve", "P-256", "AES/256", "snake_case", "C#", "50%", "a&b", "R&amp;D", "10⁻⁶", "it’s", "5.2")
SHOWN = {"R&amp;D": "R&D"}
# How words may stand in a line: as written, as shown, whether keywords in them bind, and which dialects read it.
INLINE = {
    "plain": ("{}", "{}", True, DIALECTS),
    "emphasis": ("*{}*", "{}", True, DIALECTS),
    "underscores": ("_{}_", "{}", True, DIALECTS),
    "strong": ("**{}**", "{}", True, DIALECTS),
    "strong in HTML": ("<b>{}</b>", "{}", True, DIALECTS),
    "raised": ("<sup>{}</sup>", "{}", False, DIALECTS),
    "link": ("[{}](https://norms.example/MUST)", "{}", True, DIALECTS),
    "link with a title": ('[{}](/here "MUST shall")', "{}", True, DIALECTS),
    "link by reference": ("[{}][ref]", "{}", True, DIALECTS),
    "citation": ("{}[^n]", "{}1", True, DIALECTS),
    "code": ("`{}`", "{}", False, DIALECTS),
    "keys": ("<kbd>{}</kbd>", "{}", False, DIALECTS),
    "struck": ("~~{}~~", "{}", False, ("commonmark",)),
    "struck in HTML": ("<del>{}</del>", "{}", False, DIALECTS),
    "quotation": ("“{}”", "“{}”", False, DIALECTS),
    "quotation in HTML": ("<q>{}</q>", "{}", False, DIALECTS),
    "picture": ("![{}](x.png)", "[Image: {}]", False, DIALECTS),
    "comment": ("<!-- {} -->", "", False, DIALECTS),
    "address": ("<https://norms.example/shall/MUST>", "https://norms.example/shall/MUST", False, DIALECTS),
    "escaped": (r"\*{}\*", "*{}*", True, DIALECTS),
}
AS_WRITTEN = frozenset({"code", "comment"})
LISTS = {
    "-": "---",
    "*": "***",
    "+": "+++",
    "1.": ("1.", "2.", "3."),
    "a)": ("a)", "b)", "c)"),
    "(i)": ("(i)", "(ii)", "(iii)"),
}


@st.composite
def phrases(draw: st.DrawFn, scheme: str, *, keyword: bool | None = None) -> Said:
    """A word, or a keyword and a word: so no keyword runs into the next."""
    word = draw(st.sampled_from(WORDS))
    if not (draw(st.booleans()) if keyword is None else keyword):
        return Said(word, (SHOWN.get(word, word),))
    bound = draw(st.sampled_from(list(SCHEMES[scheme].words)))
    written = bound.upper() if scheme == "rfc2119" else bound
    return Said(f"{written} {word}", (*written.split(), SHOWN.get(word, word)), (bound,))


@st.composite
def inline(draw: st.DrawFn, scheme: str, dialect: str, *, cites: bool) -> Said:
    fit = [name for name, (*_, dialects) in INLINE.items() if dialect in dialects and (cites or name != "citation")]
    name = draw(st.sampled_from(fit))
    written, shown, binds, _ = INLINE[name]
    said = draw(phrases(scheme))
    words = said.source if name in AS_WRITTEN else " ".join(said.words)
    shown_words = tuple(shown.format(words).split())
    return Said(written.format(said.source), shown_words, said.keywords if binds else (), int(name == "citation"))


def joined(parts: list[Said], between: str) -> Said:
    return Said(
        between.join(part.source for part in parts),
        tuple(word for part in parts for word in part.words),
        tuple(word for part in parts for word in part.keywords),
        sum(part.citations for part in parts),
    )


@st.composite
def lines(draw: st.DrawFn, scheme: str, dialect: str, *, cites: bool = True) -> Said:
    """Words in a line, of which the first begins no block."""
    first = Said("Words", ("Words",))
    rest = draw(st.lists(inline(scheme, dialect, cites=cites), max_size=4))
    return joined([first, *rest], " ")


def indented(said: Said, by: str, first: str = "") -> Said:
    head, *others = said.source.split("\n")
    source = "\n".join([f"{first or by}{head}", *(f"{by}{line}" if line else "" for line in others)])
    return replace(said, source=source)


@st.composite
def blocks(draw: st.DrawFn, scheme: str, dialect: str, cites: bool) -> Said:
    kinds = [kind for kind, (_, dialects) in BLOCKS.items() if dialect in dialects]
    make, _ = BLOCKS[draw(st.sampled_from(kinds))]
    drawn = draw(st.lists(lines(scheme, dialect, cites=cites), min_size=3, max_size=3))
    return make(draw, drawn, dialect)


def _paragraph(draw: st.DrawFn, said: list[Said], _: str) -> Said:
    return joined(said, draw(st.sampled_from(["\n", "  \n", "\n\n", " "])))


def _list(draw: st.DrawFn, said: list[Said], dialect: str) -> Said:
    fit = [marker for marker in LISTS if dialect == "commonmark" or marker in ("-", "*", "+", "1.")]
    return _items(said, draw(st.sampled_from(fit)), draw(st.sampled_from(["\n", "\n\n"])))


def _items(said: list[Said], kind: str, between: str) -> Said:
    width = max(4, len(LISTS[kind][-1]) + 1)
    items = zip(said, LISTS[kind], strict=True)
    return joined([indented(one, " " * width, marker.ljust(width)) for one, marker in items], between)


def _nested(draw: st.DrawFn, said: list[Said], dialect: str) -> Said:
    inner = _list(draw, said, dialect)
    outer = joined([Said("Words", ("Words",)), inner], "\n\n")
    return _items([outer, *said[:2]], "1.", "\n\n")


def _tasks(_: st.DrawFn, said: list[Said], __: str) -> Said:
    signs = (("[ ]", "☐"), ("[x]", "☑"), ("[X]", "☑"))
    return joined([joined([Said(f"- {box}", (sign,)), one], " ") for one, (box, sign) in zip(said, signs, strict=True)], "\n")


def _table(_: st.DrawFn, said: list[Said], __: str) -> Said:
    head, *rows = [joined([one, said[0]], " | ") for one in said]
    return joined([head, Said("--- | :-:"), *rows], "\n")


def _quotation(_: st.DrawFn, said: list[Said], __: str) -> Said:
    return indented(joined(said, "\n\n"), "> ").quiet()


def _alert(draw: st.DrawFn, said: list[Said], dialect: str) -> Said:
    kind = draw(st.sampled_from(["note", "tip", "important", "warning", "caution"]))
    inside = joined(said, "\n")
    if dialect == "commonmark":
        alert = joined([Said(f"> [!{kind.upper()}]"), indented(inside, "> ")], "\n")
    else:
        alert = joined([Said(f"!!! {kind}"), indented(inside, "    ")], "\n")
    return alert if kind in ("important", "warning", "caution") else alert.quiet()


def _code(draw: st.DrawFn, said: list[Said], _: str) -> Said:
    fence = draw(st.sampled_from(["```", "~~~~", "```` text"]))
    source = "\n".join(one.source for one in said)
    return Said(f"{fence}\n{source}\n{fence.split()[0]}", tuple(source.split()))


def _indented_code(_: st.DrawFn, said: list[Said], __: str) -> Said:
    code = "\n".join(one.source for one in said[1:])
    return joined([said[0], indented(Said(code, tuple(code.split())), "    ")], "\n\n")


def _heading(draw: st.DrawFn, said: list[Said], _: str) -> Said:
    hashes, ending = draw(st.sampled_from([("#", ""), ("##", " ##"), ("###", " {#named}"), ("##", " ## {#called}")]))
    title = _title(said)
    return joined([replace(title, source=f"{hashes} {title.source}{ending}"), said[1]], "\n\n")


def _underlined(draw: st.DrawFn, said: list[Said], _: str) -> Said:
    line = draw(st.sampled_from(["===", "-----"]))
    title = _title(said)
    return joined([replace(title, source=f"{title.source}\n{line}"), said[1]], "\n\n")


def _title(said: list[Said]) -> Said:
    """In the title of a clause a picture is its description alone, and nothing is cited."""
    plain = said[0].citations == 0 and "![" not in said[0].source
    return said[0].quiet() if plain else Said("Words", ("Words",))


def _terms(_: st.DrawFn, said: list[Said], __: str) -> Said:
    return joined([said[0], indented(said[1], "    ", ":   ")], "\n")


def _details(_: st.DrawFn, said: list[Said], dialect: str) -> Said:
    opening = Said("<details>" if dialect == "commonmark" else '<details markdown="1">')
    summary = Said("<summary>Words</summary>", ("Words",))
    return joined([opening, summary, Said(""), said[0], Said(""), Said("</details>")], "\n")


def _html(_: st.DrawFn, said: list[Said], __: str) -> Said:
    written = "<p>Words &lt;b&gt;</p>\n<ul><li>one</li>\n<li>two</li></ul>"
    return joined([Said(written, ("Words", "<b>", "one", "two")), said[0]], "\n\n")


def _rule(_: st.DrawFn, said: list[Said], __: str) -> Said:
    return joined([said[0], Said("***"), said[1]], "\n\n")


BLOCKS = {
    "paragraph": (_paragraph, DIALECTS),
    "list": (_list, DIALECTS),
    "nested list": (_nested, DIALECTS),
    "tasks": (_tasks, ("commonmark",)),
    "table": (_table, DIALECTS),
    "quotation": (_quotation, DIALECTS),
    "alert": (_alert, DIALECTS),
    "code": (_code, DIALECTS),
    "indented code": (_indented_code, DIALECTS),
    "heading": (_heading, DIALECTS),
    "underlined heading": (_underlined, DIALECTS),
    "terms": (_terms, DIALECTS),
    "details": (_details, DIALECTS),
    "HTML": (_html, DIALECTS),
    "rule": (_rule, DIALECTS),
}
NOTE = Said("[^n]: The note MUST shall be read.", ("The", "note", "MUST", "shall", "be", "read."))
LAST = Said("A [word][ref] ends it.[^n]", ("A", "word", "ends", "it.1"), citations=1)


@st.composite
def texts(draw: st.DrawFn, scheme: str, dialect: str, *, cites: bool = True) -> Said:
    """Blocks, a paragraph before each that keeps it apart; at the end what defines the links and the note."""
    parts = [LAST]
    for block in draw(st.lists(blocks(scheme, dialect, cites), min_size=1, max_size=4)):
        parts = [block, Said("A word.", ("A", "word.")), *parts]
    whole = joined([*parts, Said("[ref]: https://norms.example/shall"), NOTE], "\n\n")
    return replace(whole, words=(*whole.words, *["↩"] * whole.citations))


EACH = pytest.mark.parametrize(("scheme", "dialect"), [(scheme, dialect) for scheme in SCHEMES for dialect in DIALECTS])


@EACH
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_no_word_is_missing_on_the_page_and_none_invented(scheme: str, dialect: str, data: st.DataObject):
    said = data.draw(texts(scheme, dialect))
    assert Page(render(said.source, scheme=scheme, dialect=dialect)).words == list(said.words)


@EACH
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_what_binds_is_marked_counted_and_provided_and_nothing_else(scheme: str, dialect: str, data: st.DataObject):
    said = data.draw(texts(scheme, dialect))
    tree = render_tree(said.source, scheme=scheme, dialect=dialect)
    assert Page(write(tree)).keywords == list(said.keywords)
    assert {word: count for word, count in count_keywords(tree, scheme).items() if count} == Counter(said.keywords)
    assert [word for statement in find_statements(tree) for word in statement.keywords] == list(said.keywords)


@EACH
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_whole_file_says_what_its_source_says(scheme: str, dialect: str, data: st.DataObject):
    said = data.draw(texts(scheme, dialect, cites=False))
    found = read_edition(f"## key\n\n{said.source}", scheme, [], [], dialect)
    pages = [Page(clause.html) for clause in found.clauses]
    words = [(clause.heading.split(), page.words) for clause, page in zip(found.parsed.clauses, pages, strict=True)]
    assert [word for title, text in words for word in (*title, *text)] == ["key", *said.words]
    assert [word for page in pages for word in page.keywords] == list(said.keywords)
    assert [word for clause in found.clauses for one in clause.statements for word in one.keywords] == list(said.keywords)
    assert found.keyword_counts == Counter(said.keywords)


@EACH
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_the_tree_that_is_written_is_read_again(scheme: str, dialect: str, data: st.DataObject):
    tree = render_tree(data.draw(texts(scheme, dialect)).source, scheme=scheme, dialect=dialect)
    assert read(write(tree)) == tree


# --- what CommonMark's own examples mean -----------------------------------------------------------------------------

EXAMPLES = Path(sys.prefix) / "commonmark.json"
REFERENCE = MarkdownIt("commonmark")


def examples() -> list[tuple[int, str, str]]:
    """Those without HTML: number, source, HTML."""
    if not EXAMPLES.exists():
        pytest.skip("CommonMark's examples are not here; `make test` fetches them with a network")
    return [
        (one["example"], one["markdown"], one["html"])
        for one in json.loads(EXAMPLES.read_text())
        if not any(token.type == "html_block" or _has_html(token.children or []) for token in REFERENCE.parse(one["markdown"]))
    ]


def _has_html(children: list[Token]) -> bool:
    return any(child.type == "html_inline" for child in children)


def pictured(html: str) -> str:
    """The HTML with what a picture shows in its place, as our pages name it."""
    return re.sub(r'<img [^>]*?alt="([^"]*)"[^>]*>', lambda found: f"[Image: {found[1] or 'no description'}]", html)


def test_the_words_of_the_examples_of_commonmark_are_those_of_our_page():
    known = examples()
    differ = {number for number, source, html in known if Page(render(source)).words != Page(pictured(html)).words}
    assert (len(known), differ) == (580, set())


class Heard(HTMLParser):
    """The text of each block, without pictures, code, quotations, headings and addresses that are shown as such."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.quiet = 0
        self.target = ""
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.target = unquote(dict(attrs).get("href") or "")
        self.quiet += tag in QUIET
        self.text += "…" if tag == "img" else "" if tag in IN_LINE else "\n"

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in QUIET
        self.text += "" if tag in IN_LINE else "\n"

    def handle_data(self, data: str) -> None:
        self.text += "…" if self.quiet or unquote(data) == self.target else data


QUIET = frozenset({"code", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})
BINDS = re.compile(r"https?://\S+|\b(shall|SHALL)\b")


def heard(html: str) -> int:
    return sum(bool(found[1]) for found in BINDS.finditer(Heard(html).text))


# An address of a protocol to which no page leads is shown as words, and read as such.
UNLED = {596: "irc:", 597: "MAILTO:", 599: "made-up-scheme:", 601: "localhost:"}


def binding(text: str) -> str:
    return text.replace("foo", "shall").replace("FOO", "SHALL")


def test_keywords_in_the_examples_of_commonmark_count_where_its_html_says_that_they_stand():
    """Their "foo" is made a "shall", which bends no line: blocks begin at signs, not at letters."""
    counts = {
        number: (len(Page(render(binding(source), scheme="iso")).keywords), heard(binding(html)))
        for number, source, html in examples()
    }
    assert {number for number, (ours, theirs) in counts.items() if ours != theirs} == set(UNLED)
    assert sum(ours for ours, _ in counts.values()) == 231
