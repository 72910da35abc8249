"""A text as one immutable tree of blocks and runs of words: all who read a text read this, never its source.

Blocks and marks bear the names of HTML, in which the tree is kept: `read` makes it of clean HTML, `write` makes the same HTML
of it. `write(read(html)) == html` holds for all that `write` has made.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser

from normsite.foundation.markup.addresses import OUTSIDE
from normsite.foundation.markup.allowed import BLOCKS, CLASSES, LAYOUT, MARKS, aligned

# A table in a box of its own, so that a wide one scrolls and the page does not; reachable by keyboard.
_BOX = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'
_KEYWORD = "kw kw--"
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BLANKS_IN_LINE = re.compile(" {2,}")
_SPANS = ("img", "elsewhere", "formula")
_RENAMED = {"strike": "s", "tt": "code"}
IN_LINE = frozenset({"li", "td", "th", "dd", "dt", "summary", "caption", "figcaption"})
IN_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_RAISED = {
    "sup": ("^", str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")),
    "sub": ("_", str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")),
}
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
MAX_ROMAN = 4_000


@dataclass(frozen=True, slots=True)
class Mark:
    """How words are dressed: by a tag, or as "kw" (a keyword of the kind `target`), "img" (a picture at `target`), "elsewhere"
    (a link that leads to `target` in another document), "formula" (TeX) or "id" (no words, but the name `target`)."""

    kind: str
    target: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are dressed alike, the outermost mark first; a line break is a line feed."""

    text: str
    marks: tuple[Mark, ...] = ()

    def has(self, *kinds: str) -> bool:
        return any(mark.kind in kinds for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Block:
    """A block with either words of its own (`runs`) or blocks inside. `kind` is its tag; "text" are words that stand beside
    blocks in an item or a cell without a tag of their own. `facts` are its attributes."""

    kind: str
    runs: tuple[Run, ...] = ()
    blocks: tuple["Block", ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str:
        return dict(self.facts).get(name, "") if self.facts else ""

    @property
    def text(self) -> str:
        """Its own words."""
        return "".join(run.text for run in self.runs)


def raised(run: Run) -> Run:
    """The run as plain text has it: 10⁶, CO₂, and what has no such signs as x^n or x^(n+m)."""
    kind = next((mark.kind for mark in run.marks if mark.kind in _RAISED), "")
    if not kind or not run.text.strip():
        return run
    sign, signs = _RAISED[kind]
    if all(ord(letter) in signs for letter in run.text):
        return replace(run, text=run.text.translate(signs))
    return replace(run, text=f"{sign}({run.text})" if len(run.text) > 1 else f"{sign}{run.text}")


Tree = tuple[Block, ...]
Leaf = tuple[Block, tuple[Block, ...]]
"""A block with words, and the blocks in which it stands, the outermost first."""


def leaves(blocks: Iterable[Block], above: tuple[Block, ...] = ()) -> Iterator[Leaf]:
    """Every block with words of its own, in reading order."""
    for block in blocks:
        if block.runs:
            yield block, above
        yield from leaves(block.blocks, (*above, block))


def plain(blocks: Iterable[Block]) -> str:
    """The words of a tree, each block on a line of its own."""
    return "\n".join("".join(raised(run).text for run in block.runs) for block, _ in leaves(blocks))


def names(blocks: Iterable[Block]) -> Iterator[str]:
    """The names that links can lead to."""
    for block in blocks:
        yield from (value for key, value in block.facts if key == "id")
        yield from (mark.target for run in block.runs for mark in run.marks if mark.kind == "id")
        yield from names(block.blocks)


def markers(block: Block) -> Iterator[str]:
    """What stands before each item of a list: "•", "3.", "b)", "(iv)"."""
    before, after = {"paren": ("", ")"), "parens": ("(", ")")}.get(block.fact("class"), ("", "."))
    for number in range(int(block.fact("start") or 1), int(block.fact("start") or 1) + len(block.blocks)):
        yield f"{before}{label(number, block.fact('type'))}{after}" if block.kind == "ol" else "•"


def label(number: int, kind: str) -> str:
    """The number as an ordered list of the type shows it: 3, c or iii."""
    if kind in ("a", "A") and number > 0:
        word = _lettered(number)
    elif kind in ("i", "I") and 0 < number < MAX_ROMAN:
        word = _roman(number)
    else:
        return str(number)
    return word.upper() if kind.isupper() else word


def _lettered(number: int) -> str:
    word = ""
    while number:
        number, last = divmod(number - 1, 26)
        word = chr(97 + last) + word
    return word


def _roman(number: int) -> str:
    word = ""
    for value, letters in _ROMAN:
        word += letters * (number // value)
        number %= value
    return word


def read(html: str) -> Tree:
    """The tree of clean HTML, as bleach leaves it or as `write` has made it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.open[0].part()
    return tuple(reader.open[0].blocks)


class _Open:
    """A block that is being read."""

    def __init__(self, kind: str, facts: tuple[tuple[str, str], ...] = ()) -> None:
        self.kind, self.facts = kind, facts
        self.runs: list[Run] = []
        self.blocks: list[Block] = []

    def part(self) -> None:
        """What was said so far stands beside the block that begins or ends here."""
        if runs := collapse_blanks(self.runs):
            is_apart = self.kind not in IN_LINE or (self.blocks and self.blocks[-1].kind == "text")
            self.blocks.append(Block("p" if is_apart else "text", runs))
        self.runs = []

    def closed(self) -> Block:
        if self.blocks:
            self.part()
        runs = collapse_blanks(self.runs, kept=self.kind == "pre")
        if [block.kind for block in self.blocks] == ["text"]:
            return Block(self.kind, self.blocks[0].runs, (), self.facts)
        return Block(self.kind, runs, tuple(self.blocks), self.facts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Open("")]
        self.is_block: list[bool] = []  # of each tag that is open and no mark: whether it made a block of its own
        self.marks: list[tuple[str, Mark | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, given = _RENAMED.get(tag, tag), {key: value or "" for key, value in attrs}
        if tag == "br":
            self._say("\n")
        elif tag == "img":
            self._say(
                f"[Image: {' '.join(given.get('alt', '').split()) or 'no description'}]", Mark("img", given.get("src", ""))
            )
        elif tag in BLOCKS or tag in LAYOUT:
            self._open_block(tag, _facts(tag, given))
        elif not (tag == "code" and self.open[-1].kind == "pre"):
            if name := given.get("id") or given.get("name"):
                self.open[-1].runs.append(Run("", (Mark("id", name),)))
            self.marks.append((tag, _mark(tag, given)))

    def _open_block(self, tag: str, facts: tuple[tuple[str, str], ...]) -> None:
        self.open[-1].part()
        if tag == "hr":
            self.open[-1].blocks.append(Block(tag))
            return
        tag = "div" if tag in LAYOUT else tag
        self.is_block.append(tag != "div" or bool(facts))
        if self.is_block[-1]:
            self.open.append(_Open(tag, facts))

    def handle_endtag(self, tag: str) -> None:
        tag = _RENAMED.get(tag, tag)
        if tag == "hr":
            return
        if tag not in BLOCKS and tag not in LAYOUT:
            place = next((place for place in reversed(range(len(self.marks))) if self.marks[place][0] == tag), None)
            if place is not None:  # else the code of a `pre`
                del self.marks[place]
        elif self.is_block.pop():
            closed = self.open.pop().closed()
            self.open[-1].blocks.append(closed)
        else:
            self.open[-1].part()

    def handle_data(self, data: str) -> None:
        self._say(data if self.open[-1].kind == "pre" else _BLANKS.sub(" ", data))

    def _say(self, words: str, *more: Mark) -> None:
        marks = dict.fromkeys([mark for _, mark in self.marks if mark] + list(more))
        self.open[-1].runs.append(Run(words, tuple(marks)))


def _facts(tag: str, given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found = {
        "id": given.get("id") or given.get("name") or "",
        "class": given.get("class", "") if given.get("class") in CLASSES.get(tag, ()) else "",
        "align": aligned(given.get("align") or given.get("style") or given.get("class", "").removeprefix("align-")),
    }
    found |= {name: given.get(name, "") for name in ("start", "type", "colspan", "rowspan")}
    return tuple((name, value) for name, value in found.items() if value and (name, value) != ("start", "1"))


def _mark(tag: str, given: dict[str, str]) -> Mark | None:
    said = given.get("class", "")
    if said.startswith(_KEYWORD):
        return Mark("kw", said.removeprefix(_KEYWORD).replace("-", "_"))
    if tag == "span" and said in _SPANS:
        return Mark(said, given.get("title", ""))
    if tag == "a":
        return Mark("a", given["href"], given.get("title", "")) if given.get("href") else None
    return Mark(tag, title=given.get("title", "")) if tag in MARKS else None


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours with the same marks as one; without those that say nothing and name nothing."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].marks == run.marks and not run.has("id", "img"):
            joined[-1] = Run(joined[-1].text + run.text, run.marks)
        elif run.text or run.has("id"):
            joined.append(run)
    return joined


def collapse_blanks(runs: Iterable[Run], *, kept: bool = False) -> tuple[Run, ...]:
    """The runs of a block as they are shown: blanks at its ends, around a line break and behind another are none, unless they
    are kept."""
    joined = _joined(runs)
    return tuple(joined) if kept or (len(joined) == 1 and _is_collapsed(joined[0].text)) else _without_blanks(joined)


def _is_collapsed(text: str) -> bool:
    """Whether the only words of a block stand as they are, as most do."""
    return text != "" and text == text.strip(" \n") and "\n" not in text and "  " not in text


def _without_blanks(runs: Iterable[Run]) -> tuple[Run, ...]:
    kept: list[Run] = []
    last = "\n"
    for run in runs:
        text = _BLANKS_IN_LINE.sub(" ", run.text).replace(" \n", "\n").replace("\n ", "\n")
        text = text.lstrip(" \n" if not any(one.text for one in kept) else " ") if last in " \n" else text
        if text.startswith("\n") and last == " ":
            kept[-1] = replace(kept[-1], text=kept[-1].text[:-1]) if kept[-1].text else kept[-1]
        kept.append(Run(text, run.marks))
        last = text[-1:] or last
    while kept and not kept[-1].has("id") and not kept[-1].text.rstrip(" \n"):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \n"))
    return tuple(_joined(kept)) if any(run.text or run.has("id") for run in kept) else ()


def write(blocks: Iterable[Block]) -> str:
    """The tree as HTML that is safe to show, whatever its words are."""
    return "\n".join(map(_written, blocks))


def _written(block: Block) -> str:
    inside = write_runs(block.runs, "\n" if block.kind == "pre" else "<br>\n")
    if block.blocks:
        inside = between(block.kind).join(map(_written, block.blocks))
    facts = (("class", f"align-{value}") if name == "align" else (name, value) for name, value in block.facts)
    return element(block.kind, inside, facts)


def between(kind: str) -> str:
    """What is written between the blocks of a block."""
    return "" if kind in IN_TABLES else "\n"


def element(kind: str, inside: str, facts: Iterable[tuple[str, str]]) -> str:
    """A block as HTML, around the HTML that is in it."""
    if kind in ("text", "hr"):
        return inside if kind == "text" else "<hr>"
    if kind == "pre":
        inside = f"<code>{inside}</code>"
    shown = "".join(f' {name}="{escape(value)}"' for name, value in facts)
    return f"{_BOX}<table{shown}>{inside}</table></div>" if kind == "table" else f"<{kind}{shown}>{inside}</{kind}>"


def write_runs(runs: Iterable[Run], line_end: str = "<br>\n") -> str:
    """Words with the tags of their marks, each open as long as it holds."""
    parts: list[str] = []
    open_: list[Mark] = []
    for run in runs:
        marks = [mark for mark in run.marks if mark.kind != "id"]
        common = next(
            (place for place, (a, b) in enumerate(zip(open_, marks, strict=False)) if a != b or a.kind == "img"),
            min(len(open_), len(marks)),
        )
        parts += [f"</{_tag(mark)}>" for mark in reversed(open_[common:])]
        parts += [_opening(mark) for mark in marks[common:]]
        parts += [f'<span id="{escape(mark.target)}"></span>' for mark in run.marks if mark.kind == "id"]
        parts.append(escape(run.text, quote=False).replace("\n", line_end))
        open_ = marks
    return "".join([*parts, *(f"</{_tag(mark)}>" for mark in reversed(open_))])


def _tag(mark: Mark) -> str:
    return "em" if mark.kind == "kw" else "span" if mark.kind in _SPANS else mark.kind


def _opening(mark: Mark) -> str:
    target, title = escape(mark.target), f' title="{escape(mark.title)}"' if mark.title else ""
    if mark.kind == "a":
        rel = "" if mark.target.startswith(("/", "#")) else f' rel="{OUTSIDE}"'
        return f'<a href="{target}"{title}{rel}>'
    if mark.kind == "kw":
        return f'<em class="{_KEYWORD}{target.replace("_", "-")}">'
    if mark.kind in _SPANS:
        title = f' title="{target}"' if target else ""
        return f'<span class="{mark.kind}"{title}>'
    return f"<{mark.kind}{title}>"
