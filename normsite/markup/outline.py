"""What a norm's Markdown is made of, whatever its dialect: headings, definitions, and where they are used."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import unescape
from unicodedata import normalize

from markdown_it.common.html_re import HTML_TAG_RE

from normsite.errors import Refused
from normsite.markup.allowed import TAGS
from normsite.unseen import without_joiners

Weigh = Callable[[str, int], None]
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})\b([^<>]{0,500})>")
_NAME = re.compile(r"""<(?:a|span|div|section|h[1-6])\b(?:[^<>]{0,500}\s)?(?:id|name)=["']?([^\s"'<>]{1,200})""", re.I)
_ALT = re.compile(r"""\balt=["']([^"']{0,500})["']""", re.I)
# Names in a line of their own, and boxes that hold nothing.
_ANCHORS = re.compile(
    r"(?:[ \t]{0,20}(?:</?(?:a|span|section)\b[^<>]{0,500}>|<div\b[^<>]{0,500}>[ \t]{0,20}</div>)){1,20}[ \t]*", re.I
)
# In lists and quotations too: the inside of these is not read yet when their first line is looked at.
_MAY_BE_CODE = re.compile(
    r"(?:[ \t]{0,9}(?:[-*+>]|\(?(?:\d{1,9}|[a-zA-Z]{1,8})[.)])(?=[ \t>])){0,20}(?:[ ]{5}|[ ]{0,4}(?:\t|```|~~~))"
)
_A_TAG = re.compile(r"/?[a-zA-Z](?:[^<>\"']|\"[^\"]{0,200}\"|'[^']{0,200}'){0,300}>")
_WORD = re.compile(r"[^\s>]{0,300}")
_TOKENS = re.compile(r"\\[\s\S]|`{1,5000}|<|\]\(|\]:|\[\^")
MAX_PARAGRAPH = 5_000
MAX_LOOKED_THROUGH = 1_000_000


class Unreadable(Refused):
    """What a parser would leave out or could not bear, with its line, counted from 0 in the text that was read."""

    def __init__(self, reason: str, mend: str, line: int) -> None:
        super().__init__(f"{reason} in line {line + 1:,}.", mend)
        self.what, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the top level of a text: `first` is its line, or that of anchors above it, `after` the line behind it."""

    level: int
    title: str
    names: tuple[str, ...]
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Definition:
    """What a label stands for; `kind` is "link", "footnote" or "abbreviation"."""

    kind: str
    label: str
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Use:
    """Where a label is used."""

    kind: str
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """`unclosed` are the lines in which something opens that is never closed, each with what and how it is read."""

    headings: tuple[Heading, ...]
    definitions: tuple[Definition, ...]
    uses: tuple[Use, ...]
    unclosed: tuple[tuple[int, str, str], ...] = ()


def words_of(html: str) -> str:
    """What a reader sees of a heading's HTML; a tag that is none of ours is words."""
    first, *others = html.split("<!--")
    shown = first + "".join(other.partition("-->")[2] for other in others)
    return " ".join(without_joiners(normalize("NFC", unescape(_TAG.sub(_seen, shown)))).split())


def _seen(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name == "img":
        return "".join(_ALT.findall(tag[0]))
    return " " if name == "br" else "" if name in TAGS | {"span"} else tag[0]


def names_of(html: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(unescape, _NAME.findall(html))))


def with_anchors(heading: Heading, lines: Sequence[str]) -> Heading:
    """The heading, with the names that stand in lines of their own above it."""
    first = heading.first
    for line in range(heading.first - 1, -1, -1):
        if _ANCHORS.fullmatch(lines[line]):
            first = line
        elif lines[line].strip():
            break
    names = (*heading.names, *names_of("\n".join(lines[first : heading.first])))
    return replace(heading, first=first, names=tuple(dict.fromkeys(names)))


class Comments:
    """Which of the signs <!-- in a text surely begin a comment: none that is escaped, or that code of any length may hold.

    What is not sure is left to the parser, so that no words are lost.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.searched, self.closing, self.looked_through = len(text), 0, 0

    def end(self, opening: int) -> int:
        """Where the next --> stands; a negative number where none follows."""
        is_known = self.searched <= opening and (self.closing < 0 or opening + 2 <= self.closing)
        if not is_known:  # lines are asked for in any order
            self.searched, self.closing = opening, self.text.find("-->", opening + 2)
        return self.closing

    def is_sure(self, start: int, opening: int) -> bool:
        """Whether a comment begins at the opening, in the paragraph that begins at the start."""
        words = self.text[max(start, opening - MAX_PARAGRAPH) : opening]
        if (len(words) - len(words.rstrip("\\"))) % 2 or _MAY_BE_CODE.match(self.text, start, opening):
            return False
        if "`" not in words:
            return True
        self.looked_through += len(words)
        if self.looked_through > MAX_LOOKED_THROUGH:
            line = self.text.count("\n", 0, opening)
            raise Unreadable("Too many signs <!-- stand behind code, one too many", "Split the file.", line)
        follows = self.text[opening : opening + MAX_PARAGRAPH].partition("\n\n")[0]
        return opening - start <= MAX_PARAGRAPH and _ends_code(words, "`" in follows or len(follows) == MAX_PARAGRAPH)


def _ends_code(words: str, ticks_follow: bool) -> bool:
    """Whether all code that begins in the words surely ends in them."""
    ends: dict[int, list[int]] = {}
    for run in re.finditer("`{1,5000}", words):
        ends.setdefault(len(run[0]), []).append(run.end())
    place = 0
    while found := _TOKENS.search(words, place):
        place = found.end()
        if found[0][0] == "`":
            closing = next((end for end in ends.get(len(found[0]), ()) if end > place), 0)
            if not closing and ticks_follow:
                return False
            place = closing or place
        elif found[0][0] == "\\":
            continue
        elif found[0] == "<" and (tag := _A_TAG.match(words, place)) and HTML_TAG_RE.fullmatch(f"<{tag[0]}"):
            place = tag.end()
        elif "`" in (_WORD.findall(words, place, place + 300)[0] if found[0] == "<" else words[place:]):
            return False  # signs that count in an order of their own
    return True
