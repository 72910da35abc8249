"""What a norm's Markdown is made of, whatever its dialect: headings, definitions, and where they are used."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from unicodedata import normalize

from normsite.foundation.errors import Refused
from normsite.foundation.markup.allowed import TAGS
from normsite.foundation.unseen import without_joiners

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
PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
# First what is read alike in code and outside: escaped signs; tags, comments and addresses in one line, without a sign of code.
_SIGNS = re.compile(
    r"\\\\|(?P<escape>\\?)(?P<ticks>`{1,5000})|\\.|<(?:!--[^<>`|\n]{0,300}--|(?!!)[^<>`|\n]{0,300})>|\]\([^()<>`|\s\"']{0,300}\)"
    r"|(?P<end>[\n|])|(?P<other><!--|<|\](?=[(:])|\[\^)"
)


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


def open_comments(text: str) -> dict[int, tuple[int, int]]:
    """The comments that begin in one line and end in a later one, by the line: where each begins and where its --> stands.

    Only those that surely are comments, wherever the paragraph begins in which they stand: what is escaped, or may be in code,
    in a tag or in an address, is left to the parser, so that no words are lost.
    """
    found: dict[int, tuple[int, int]] = {}
    starts = [0, *(end.end() for end in re.finditer("\n", text))]
    closing, last = -1, text.rfind("-->")
    for opening in _outside_code(text):
        if opening + 2 > last:
            break
        if opening < closing:
            continue
        closing = text.index("-->", opening + 2)
        line = bisect_right(starts, opening)
        if line < len(starts) and starts[line] < closing and not _MAY_BE_CODE.match(text, starts[line - 1], opening):
            found.setdefault(line - 1, (opening, closing))
    return found


def _outside_code(text: str) -> Iterator[int]:
    """Where <!-- stands, but in a paragraph only up to code that goes on in its next line or cell, and up to a tag or an
    address that may hold anything."""
    for paragraph in PARAGRAPH.finditer(text) if "<!--" in text else ():
        words, place, code, is_unsure = paragraph[0], 0, "", False
        while sign := _SIGNS.search(words, place):
            place = sign.end()
            if code:
                if sign["end"]:
                    break
                code = "" if sign["ticks"] == code else code
            elif sign["ticks"]:
                if is_unsure:
                    break
                code = sign["ticks"][len(sign["escape"]) :]
            elif sign["other"] == "<!--" and not is_unsure:
                yield paragraph.start() + sign.start()
                place = words.find("-->", sign.start() + 2) + 3
                if place < 3:  # it goes on behind an empty line
                    break
            elif sign["other"]:
                is_unsure = True
