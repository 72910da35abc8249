"""CommonMark with what GitHub adds (tables, strikethrough, tasks, alerts, footnotes), terms, attributes and ISO's lists."""

import re
from collections.abc import Callable, Iterator, Sequence
from types import FunctionType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, lheading, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from normsite.foundation.markup.lists import lettered_lists
from normsite.foundation.markup.outline import (
    Definition,
    Heading,
    Outline,
    Unreadable,
    Use,
    Weigh,
    names_of,
    open_comments,
    with_anchors,
    words_of,
)

MAX_NESTING = 10
MAX_BLOCKS = 300_000
MAX_MISSING = 5_000
MAX_LOOKS_AT_A_LINE = 10
MAX_COMMENTS = 1_000
MAX_LABEL = 300
MAX_LINES_OF_A_FORMULA = 50
SURPLUS = "Give the head as many cells, or write \\| for the sign itself."
_CONTAINERS = frozenset({"list_item", "blockquote", "alert", "dd", "footnote_reference"})
_ATTRIBUTES = re.compile(r"(?:^|[ \t\xa0])\{:?([^{}\n]{1,300})\}$")
_HASHES_BEHIND = re.compile(r"(?:^|[ \t])#{1,99}$")
_GIVEN = re.compile(r"""(?:#|\b(?:id|name)=["']?)([^\s"']{1,200})""")
_IS_ATTRIBUTE = re.compile(r"""[#.][^\s{}"']{1,200}|[\w:-]{1,50}=(?:"[^"]{0,200}"|'[^']{0,200}'|[^\s"']{1,200})""")
_CLOSING = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*")
# Raw HTML that nothing ends before the text does (CommonMark 0.31, 4.6, kinds 1 and 3 to 5).
_OPEN_COMMENT = re.compile(r" {0,3}<!--(?!(?s:.*)-->)")
_OPEN_HTML = re.compile(
    r" {0,3}<(?:(?:script|pre|style|textarea)\b(?!(?s:.*)</(?:script|pre|style|textarea)>)"
    r"|!\[CDATA\[(?!(?s:.*)\]\]>)|\?(?!(?s:.*)\?>)|![a-z](?!(?s:.*)>))",
    re.I,
)
_HIDDEN = "\ufdd0"  # no character: nobody can have written it
_COMMENTS = re.compile(rf"(?:(?<! ) {{1,999}})?{_HIDDEN}++(?:\n{_HIDDEN}++)*+(?=\n|\Z)|{_HIDDEN}++(?:\n{_HIDDEN}++)*+")
# As GitHub reads it, but a word that is no command of TeX and stands in no braces tells of money: "$5 MUST be paid in US$".
_TEX = r"(?:\\.|[^$\\`]){1,999}?"
_FORMULA = re.compile(rf"(?<![\w$\\/])(?:\$(?!\s){_TEX}(?<!\s)\$|\$\${_TEX}\$\$)(?![\w$])", re.S)
_COMMAND_OR_GROUP = re.compile(r"\\[A-Za-z]{1,99}|\{[^{}]{0,999}\}")
_WORD = re.compile(r"[^\W\d_]{3}")
_HEADING = re.compile(r"<h([1-6])\b[^<>]{0,500}>([^\0]{0,500}?)</h\1[ \t]{0,9}>", re.I)


def to_html(source: str, weigh: Weigh | None = None) -> str:
    """Unclean HTML; `weigh` is told what will be read word by word, and how many blocks there are, before that is done."""
    return str(_PARSER.render(source, {"weigh": weigh}))


def outline(source: str) -> Outline:
    env: dict[str, Any] = {}
    tokens, lines = _PARSER.parse(source, env), source.split("\n")
    headings = (with_anchors(heading, lines) for heading in _headings(tokens, env))
    references = {(label, *found["map"]) for label, found in env.get("references", {}).items()}
    references |= {(found["label"], *found["map"]) for found in env.get("duplicate_refs", ())}
    links = [Definition("link", *reference) for reference in references]
    notes = [Definition("footnote", label, first, after) for label, first, after in env.get("notes", {}).values()]
    definitions = tuple(sorted(links + notes, key=lambda found: found.first))
    return Outline(tuple(headings), definitions, tuple(_uses(tokens)), tuple(_unclosed(tokens, lines)))


def _headings(tokens: Sequence[Token], env: dict[str, Any]) -> Iterator[Heading]:
    for token, inline in zip(tokens, [*tokens[1:], None], strict=False):
        if token.level or not token.map:
            continue
        first, after = token.map
        if token.type == "heading_open" and inline is not None:
            words = [child for child in inline.children or () if child.type != "footnote_ref"]
            html = _PARSER.renderer.render([inline.copy(children=words)], _PARSER.options, env)
            names = (*token.meta.get("names", ()), *names_of(html))
            yield Heading(int(token.tag[1]), words_of(html), names, first, after)
        elif token.type == "html_block" and _HEADING.match(token.content):
            yield from _written_in_html(token.content, first)


def _written_in_html(html: str, line: int) -> Iterator[Heading]:
    for found in _HEADING.finditer(html):
        first = line + html.count("\n", 0, found.start())
        yield Heading(int(found[1]), words_of(found[2]), names_of(found[0]), first, first + found[0].count("\n") + 1)


def _uses(tokens: Sequence[Token]) -> Iterator[Use]:
    for token in tokens:
        for child in token.children or ():
            if label := child.meta.get("label"):
                yield Use("footnote" if child.type == "footnote_ref" else "link", label, (token.map or [0])[0])


def _unclosed(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    for token in tokens:
        if token.type == "fence" and token.map and not token.level:
            first, after = token.map
            closing = _CLOSING.fullmatch(lines[after - 1])
            if first + 1 == after or not (closing and closing[1].startswith(token.markup)):
                yield first, "code", "all that follows is read as code"
        if token.type == "html_block" and token.map and _OPEN_COMMENT.match(token.content):
            yield token.map[0], "comment", "all that follows is hidden"
        elif token.type == "html_block" and token.map and _OPEN_HTML.match(token.content):
            yield token.map[0], "HTML", "all that follows is read as part of it"


def _underlined(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """markdown-it's own rule, but a sentence between two rules of hyphens is a sentence: the second underlines nothing."""
    place = len(state.tokens)
    if not lheading(state, first, end, silent):
        return False
    (opening, words, closing), above = state.tokens[place:], state.tokens[place - 1 : place]
    is_below_rule = bool(above) and above[0].type == "hr" and above[0].map == [first - 1, first]
    if is_below_rule and opening.markup == above[0].markup[0] == "-" and words.content.endswith("."):
        opening.type, opening.tag, closing.type, closing.tag = "paragraph_open", "p", "paragraph_close", "p"
        opening.map, state.push("hr", "hr", 0).map = words.map, [state.line - 1, state.line]
        state.tokens[-1].markup = above[0].markup
    return True


def _table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """markdown-it's own rule, which drops what a row has more than the head, and ends where too many cells are lacking."""
    place = len(state.tokens)
    if silent or not _read_table(state, first, end, False):
        return silent and table(state, first, end, True)
    for token in state.tokens[place:]:
        token.block = False  # no line ends between cells, which cost bleach as much as words
    columns, missing = len(_cells(state, first)), 0
    for line in range(first, min(state.line + 1, end)):
        cells = _cells(state, line)
        if line < state.line and any(cells[columns:]):
            raise Unreadable("A row of a table has more cells than its head", SURPLUS, line)
        missing += columns - len(cells) if line != first + 1 else 0
    if missing > MAX_MISSING:
        mend = "Give each row as many cells as its head."
        raise Unreadable(f"A table lacks more than {MAX_MISSING:,} cells", mend, state.line + 1)
    return True


_read_table = FunctionType(table.__code__, {**table.__globals__, "MAX_AUTOCOMPLETED_CELLS": MAX_MISSING})


def _cells(state: StateBlock, line: int) -> list[str]:
    cells = [cell.strip() for cell in escapedSplit(getLine(state, line).strip())]
    return cells[not cells[0] : len(cells) - (not cells[-1])]


def _comment(state: StateBlock, first: int, end: int, _: bool) -> bool:
    """A comment that begins behind words ends at its sign and nowhere else, whatever looks like a block within it."""
    if "comments" not in state.env:
        state.env["comments"] = found = open_comments(state.src)
        if len(found) > MAX_COMMENTS:
            line = sorted(found)[MAX_COMMENTS]
            raise Unreadable(f"More than {MAX_COMMENTS:,} comments begin behind words, one too many", "Split the file.", line)
    opening, closing = state.env["comments"].get(first, (-1, -1))
    is_behind_words = opening > state.bMarks[first] + state.tShift[first]
    if state.src[opening] == _HIDDEN or not is_behind_words or closing > state.eMarks[end - 1]:
        return False
    if state.is_code_block(first) or table(state, first, end, True):
        return False
    # Its lines become lines that hold one sign, which no block begins with; `_prepare` takes the signs out again.
    state.src = f"{state.src[:opening]}{_HIDDEN}\n{_HIDDEN * (closing + 1 - opening)}{state.src[closing + 3 :]}"
    state.eMarks[first], last = opening + 1, first + 1
    while state.eMarks[last] < closing:
        state.bMarks[last], state.tShift[last], state.sCount[last] = opening, 0, state.sCount[first]
        state.eMarks[last] = opening + 1
        last += 1
    state.bMarks[last], state.tShift[last], state.sCount[last] = closing + 2, 0, state.sCount[first]
    return False


def _formula_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A formula of several lines between $$ and $$ is a paragraph, whatever its lines look like."""
    place = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("$$", place) or state.is_code_block(first):
        return False
    lines = range(first + 1, min(end, first + MAX_LINES_OF_A_FORMULA))
    ends = (line + 1 for line in lines if state.src[state.bMarks[line] : state.eMarks[line]].rstrip().endswith("$$"))
    after = next(ends, 0)
    words = state.getLines(first, after, state.blkIndent, False).strip()
    if not _is_formula(words) or "\n\n" in words:
        return False
    if not silent:
        state.line = after
        state.push("paragraph_open", "p", 1).map = [first, after]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = words, [first, after], []
        state.push("paragraph_close", "p", -1)
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """TeX between signs $, all as written: it is no Markdown."""
    found = _FORMULA.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "$" else None
    if found is None or not _is_formula(found[0]):
        return False
    if not silent:
        state.push("formula_open", "span", 1).attrs = {"class": "formula"}
        state.push("text", "", 0).content = " ".join(found[0].split())
        state.push("formula_close", "span", -1)
    state.pos = found.end()
    return True


def _is_formula(words: str) -> bool:
    return _FORMULA.fullmatch(words) is not None and _WORD.search(_COMMAND_OR_GROUP.sub("", words)) is None


def _limit(state: StateBlock, first: int, _: int, silent: bool) -> bool:
    if len(state.tokens) > MAX_BLOCKS:
        raise Unreadable("There are too many small parts for one file, one too many", "Split the file.", first)
    # A quotation looks at all lines that may go on with it, and the next one looks at them again.
    looks = state.env["looks"] = state.env.get("looks", 0) + (silent and state.parentType == "blockquote")
    if looks > MAX_LOOKS_AT_A_LINE * state.env.setdefault("lines", state.lineMax + 100):
        mend = "Put > before each line of a quotation, and an empty line behind the last."
        raise Unreadable("Too many quotations stand above lines that may belong to them, one too many", mend, first)
    return False


def _prepare(state: StateCore) -> None:
    """What the blocks wear, before the words in them are read."""
    depth = 0
    for place, token in enumerate(state.tokens):
        token.content = _COMMENTS.sub("", token.content) if _HIDDEN in token.content else token.content
        depth += token.nesting if token.type.rpartition("_")[0] in _CONTAINERS else 0
        if depth > MAX_NESTING:
            raise Unreadable(
                f"Lists or quotations are nested more than {MAX_NESTING} deep", "Use fewer levels.", (token.map or [0])[0]
            )
        if token.type in _PREPARED:
            _PREPARED[token.type](state, token, state.tokens[place + 1 : place + 3])


def _weigh(state: StateCore) -> None:
    words = " ".join(token.content for token in state.tokens if token.type == "inline")
    if words.count("[") > MAX_BLOCKS:
        raise Unreadable(f"More than {MAX_BLOCKS:,} brackets stand", "Split the file.", 0)
    if weigh := state.env.get("weigh"):
        weigh(words, len(state.tokens))


def _heading(_: StateCore, token: Token, follows: list[Token]) -> None:
    inline = follows[0]
    given = _ATTRIBUTES.search(inline.content)
    if given and not _IS_ATTRIBUTE.sub("", given[1]).strip():
        inline.content = inline.content[: given.start()].rstrip()
        if token.markup[0] == "#":
            inline.content = _HASHES_BEHIND.sub("", inline.content).rstrip()
        token.meta["names"] = _GIVEN.findall(given[1])
        token.attrs = dict(zip(["id"], token.meta["names"], strict=False))


def _item(_: StateCore, token: Token, follows: list[Token]) -> None:
    if "checked" in token.meta:
        sign = "☑ " if token.meta.pop("checked") else "☐ "
        token.attrs = {}
        if follows[-1].type == "inline":
            follows[-1].content = sign + follows[-1].content
        else:  # code, or another list
            token.meta["sign"] = sign


def _alert(_: StateCore, token: Token, follows: list[Token]) -> None:
    token.attrs = {"class": token.info.lower()}
    follows[1].content = ""


def _ordered(_: StateCore, token: Token, __: list[Token]) -> None:
    if token.markup == ")" and "class" not in token.attrs:
        token.attrSet("class", "paren")


def _cell(_: StateCore, token: Token, __: list[Token]) -> None:
    if style := token.attrs.pop("style", None):
        token.attrs["align"] = str(style).removeprefix("text-align:")


def _note(state: StateCore, token: Token, _: list[Token]) -> None:
    """A label that is given twice stands for the first; the second note is listed as one that nobody cites."""
    label, (first, after) = token.meta["label"], token.map or (0, 0)
    notes = state.env.setdefault("notes", {})
    if label in notes:
        token.meta["label"] = f"{label}\n{first}"
        state.env["footnotes"]["refs"][f":{label}\n{first}"] = -1
    notes[token.meta["label"]] = (label, first, after)


def _cites(state: StateInline, silent: bool) -> bool:
    """The plugin's own rule, which looks for the end of a label through all that follows."""
    return state.src.find("]", state.pos, state.pos + MAX_LABEL) > 0 and footnote_ref(state, silent)


def _list_uncited(state: StateCore) -> None:
    notes = state.env.get("footnotes", {})
    for label in [label for label, number in notes.get("refs", {}).items() if number < 0]:
        notes["list"][len(notes["list"])] = {"label": label[1:], "count": 0}


def _number(note: Token) -> tuple[int, str]:
    return note.meta["id"] + 1, f"-{note.meta['subId'] + 1}" if note.meta["subId"] else ""


def _cited(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    number, again = _number(tokens[place])
    return f'<sup id="fnref-{number}{again}"><a href="#fn-{number}">{number}</a></sup>'


def _back(_: Any, tokens: Sequence[Token], place: int, __: Any, env: Any) -> str:
    number, again = _number(tokens[place])
    if not env["footnotes"]["list"][number - 1]["count"]:
        return ""
    return f' <a href="#fnref-{number}{again}" title="Back to footnote {number} in the text">↩</a>'


def _bullet(renderer: RendererHTML, tokens: Sequence[Token], place: int, *about: Any) -> str:
    return renderer.renderToken(tokens, place, *about) + str(tokens[place].meta.get("sign", ""))


_PREPARED = {
    "heading_open": _heading,
    "list_item_open": _item,
    "alert_open": _alert,
    "ordered_list_open": _ordered,
    "th_open": _cell,
    "td_open": _cell,
    "footnote_reference_open": _note,
}
_WRITTEN: dict[str, Callable[..., str]] = {
    "list_item_open": _bullet,
    "footnote_ref": _cited,
    "footnote_anchor": _back,
    "footnote_block_open": lambda *_: '<div class="footnote">\n<ol>\n',
    "footnote_block_close": lambda *_: "</ol>\n</div>\n",
    "footnote_open": lambda _, tokens, place, *__: f'<li id="fn-{tokens[place].meta["id"] + 1}">',
    "alert_title_open": lambda *_: "",
    "alert_title_close": lambda *_: "",
}


def _parser() -> MarkdownIt:
    options = {"tasklists": True, "alerts": True, "store_labels": True, "xhtmlOut": False, "maxNesting": 3 * MAX_NESTING}
    md = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False).use(deflist_plugin).use(lettered_lists)
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("lheading", _underlined)
    md.block.ruler.before("table", "comment", _comment, {"alt": ["paragraph"]})
    md.block.ruler.before("comment", "limit", _limit, {"alt": ["blockquote"]})
    md.block.ruler.before("table", "formula", _formula_block, {"alt": ["paragraph"]})
    md.inline.ruler.before("escape", "formula", _formula)
    md.inline.ruler.at("footnote_ref", _cites)
    md.core.ruler.after("block", "prepare", _prepare)
    md.core.ruler.after("prepare", "weigh", _weigh)
    md.core.ruler.before("footnote_tail", "uncited", _list_uncited)
    for kind, write in _WRITTEN.items():
        md.add_render_rule(kind, write)
    return md


_PARSER = _parser()
