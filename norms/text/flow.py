"""Markdown as running text: paragraphs, list items and table cells in reading order, with their places in the source.

A light reading, not a renderer: it decides what is text, what is code and what is somebody else's words, and keeps for every
character where it stood. What a reader sees is made by `normsite.markup`.
"""

import html
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from normsite.markup.allowed import TAGS
from normsite.markup.keywords import HIDDEN

Span = tuple[int, int, str]

_DROPPED = "\x01"

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_QUOTED = re.compile(r"^[ ]{0,3}>")
_HEADING = re.compile(r"^#{1,6}(?=[ \t]|[^#\s])")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
_ITEM = re.compile(r"^([ \t]*)(?:[-*+•]|\d{1,9}[.)]|\(?[a-z]\))[ \t]+(?=\S)")
_DEFINITION = re.compile(r"^ {0,3}\[(\^?)[^\]\n]+\]:")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_BLOCK_TAG = re.compile(
    r"</?(?:table|thead|tbody|tfoot|tr|td|th|p|div|ul|ol|li|dl|dt|dd|h[1-6]|pre|blockquote|caption|hr)\b[^<>]*>", re.I
)

# Marks that a reader does not see. Group `shown` stays; the rest of the match is dropped.
_MARKS = re.compile(
    r"(?P<comment><!--.{0,1000}?-->)"
    r"|!\[(?P<image>[^\]\n]{0,500})\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,5}\)"
    r"|(?P<footnote>\[\^[^\]\n]+\])"
    r"|(?P<attributes>\{(?::|#)[^{}\n]*\})"
    r"|(?P<address>\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,5}\))"
    r"|(?P<tag></?(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>)"
    r"|(?P<escape>\\(?=[\\`*_{}\[\]()#+.!|<>-]))"
    r"|(?P<stars>\*+)"
    r"|(?P<underscores>(?<![^\W_])_+|_+(?![^\W_]))",
    re.S,
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)([^`\n]|(?<=[^`])`(?!`)|\n(?![ \t]*\n)){0,1000}?(?<!`)\1(?!`)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, cell or heading as plain text.

    `seen` has the same length as `text`, with code hidden; `places[i]` is where character i stood in the source. `role` is one
    of "text", "item", "cell", "heading", "quote", "footnote", "code".
    """

    text: str
    seen: str
    places: tuple[int, ...]
    role: str

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1] + 1


def read_blocks(source: str) -> Iterator[Block]:
    """Every block that has words, in reading order."""
    shown, seen = _unmarked(source)
    for start, end, role in _spans(source):
        places = [place for place in range(start, end) if shown[place] != _DROPPED]
        while places and shown[places[0]].isspace():
            places.pop(0)
        while places and shown[places[-1]].isspace():
            places.pop()
        if places:
            yield Block("".join(shown[i] for i in places), "".join(seen[i] for i in places), tuple(places), role)


def _unmarked(source: str) -> tuple[str, str]:
    """The source with marks dropped, and the same with code hidden; both as long as the source."""
    shown, seen = list(source), list(source)
    code = [match.span() for match in _CODE.finditer(source)]
    covered = bytearray(len(source))
    for start, end in code:
        ticks = len(source[start:end]) - len(source[start:end].lstrip("`"))
        covered[start:end] = b"\1" * (end - start)
        for place in range(start, end):
            edge = place < start + ticks or place >= end - ticks
            shown[place] = _DROPPED if edge else source[place]
            seen[place] = _DROPPED if edge else HIDDEN
    partners = _partners(source, covered)
    for match in _MARKS.finditer(source):
        if not covered[match.start()] and _is_unseen(match):
            _drop(match, shown, seen)
            if match["address"] is not None and match.start() in partners:
                opening = partners[match.start()]
                shown[opening] = seen[opening] = _DROPPED
    for match in _ENTITY.finditer(source):
        if not covered[match.start()]:
            sign = html.unescape(match[0])[:1] or _DROPPED  # an entity of a control character stands for nothing
            letters = list(sign + _DROPPED * (len(match[0]) - 1))
            shown[match.start() : match.end()] = seen[match.start() : match.end()] = letters
    return "".join(shown), "".join(seen)


def _is_unseen(match: re.Match[str]) -> bool:
    """Marks are unseen, but a tag that is not allowed is shown as typed."""
    return match["tag"] is None or match["name"].lower() in TAGS


def _drop(match: re.Match[str], shown: list[str], seen: list[str]) -> None:
    kept = range(*match.span("image")) if match["image"] is not None else range(0)
    breaks = (match["tag"] or "").lower().startswith("<br")
    for place in range(match.start(), match.end()):
        if place not in kept:
            shown[place] = seen[place] = _DROPPED
    if breaks:
        shown[match.start()] = seen[match.start()] = " "


def _partners(source: str, covered: bytearray) -> dict[int, int]:
    """The opening bracket of each closing one, within a paragraph and outside code."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"[\[\]]|\n[ \t]*\n", source):
        if match[0][0] == "\n":
            opened.clear()
        elif covered[match.start()]:
            continue
        elif match[0] == "[":
            opened.append(match.start())
        elif opened:
            partners[match.start()] = opened.pop()
    return partners


def _spans(source: str) -> Iterator[Span]:
    """The blocks as (start, end, role), found line by line."""
    reader = _Reader(source)
    return reader.read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = list(_lines(source))
        self.never_closed: set[str] = set()
        self.in_list = [False, *self._under_items()]

    def read(self) -> Iterator[Span]:
        index = 0
        while index < len(self.lines):
            start, end = self.lines[index]
            line = self.source[start:end]
            if not line.strip():
                index += 1
            elif (match := _FENCE.match(line)) and match[1] not in self.never_closed:
                index = yield from self._fence(index, match[1])
            elif _DEFINITION.match(line):
                index = yield from self._definition(index)
            elif _QUOTED.match(line):
                index = yield from self._until_blank(index, "quote")
            elif match := _HEADING.match(line):
                yield start + match.end(), end, "heading"
                index += 1
            elif self._is_table(index):
                index = yield from self._table(index)
            elif self._is_code(index):
                yield start, end, "code"
                index += 1
            else:
                index = yield from self._paragraph(index)

    def _line(self, index: int) -> str:
        if index >= len(self.lines):
            return ""
        start, end = self.lines[index]
        return self.source[start:end]

    def _fence(self, index: int, mark: str) -> Generator[Span, None, int]:
        for close in range(index + 1, len(self.lines)):
            if self._line(close).strip() == mark:
                yield self.lines[index][0], self.lines[close][1], "code"
                return close + 1
        self.never_closed.add(mark)
        return (yield from self._paragraph(index))

    def _definition(self, index: int) -> Generator[Span, None, int]:
        """A footnote goes on over indented lines; a link definition is one line."""
        start, end = self.lines[index]
        match = _DEFINITION.match(self._line(index))
        index += 1
        if match and match[1]:
            while index < len(self.lines) and (self._line(index)[:4].isspace() or not self._line(index).strip()):
                end = self.lines[index][1]
                index += 1
        yield start, end, "footnote"
        return index

    def _until_blank(self, index: int, role: str) -> Generator[Span, None, int]:
        start = self.lines[index][0]
        while self._line(index).strip():
            index += 1
        yield start, self.lines[index - 1][1], role
        return index

    def _is_table(self, index: int) -> bool:
        line, rule = self._line(index), self._line(index + 1)
        return "|" in line and "|" in rule and _TABLE_RULE.fullmatch(rule.strip()) is not None

    def _table(self, index: int) -> Generator[Span, None, int]:
        while self._line(index).strip():
            start, end = self.lines[index]
            if not _TABLE_RULE.fullmatch(self._line(index).strip()):
                for cell in re.finditer(r"(?:\\\||[^|])+", self.source[start:end]):
                    yield start + cell.start(), start + cell.end(), "cell"
            index += 1
        return index

    def _is_code(self, index: int) -> bool:
        """Indented by four after an empty line, and not inside a list."""
        if not re.match(r"(?: {4}|\t)", self._line(index)) or self._line(index - 1).strip() or index == 0:
            return False
        if _ITEM.match(self._line(index)) or "<" in self._line(index)[:8].lstrip():
            return False
        return not self.in_list[index]

    def _under_items(self) -> Iterator[bool]:
        """After each line: whether the last line that began at the margin was a list item."""
        under = False
        for start, end in self.lines:
            line = self.source[start:end]
            if line and not line[0].isspace():
                under = _ITEM.match(line) is not None
            yield under

    def _paragraph(self, index: int) -> Generator[Span, None, int]:
        """Lines up to an empty one; each list item in it is a block of its own."""
        start, role = self.lines[index][0], "text"
        first = True
        while self._line(index).strip():
            if not first and (_HEADING.match(self._line(index)) or _FENCE.match(self._line(index)) or self._is_table(index)):
                break
            if _UNDERLINE.match(self._line(index)):
                role = "heading" if not first else "code"
                index += 1
                break
            if match := _ITEM.match(self._line(index)):
                yield from self._split(start, self.lines[index][0], role)
                start, role = self.lines[index][0] + match.end(), "item"
            index += 1
            first = False
        yield from self._split(start, self.lines[index - 1][1], role)
        return index

    def _split(self, start: int, end: int, role: str) -> Iterator[Span]:
        """Raw HTML blocks (cells, items, paragraphs) part the text between them."""
        for tag in _BLOCK_TAG.finditer(self.source, start, end):
            if tag.start() > start:
                yield start, tag.start(), role
            start = tag.end()
            role = "cell" if tag[0][:3].lower() in ("<td", "<th") else role
        if end > start:
            yield start, end, role


def _lines(source: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in source.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n"))
        start += len(line)
