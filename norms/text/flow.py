"""Markdown as running text: paragraphs, list items and table cells in reading order, with their places in the source.

A light reading, not a renderer: it decides what is text, what is code and what is somebody else's words, and keeps for every
character where it stood. What a reader sees is made by `normsite.markup`.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from norms.text.marks import DROPPED, unmarked
from normsite.lines import plain_lines
from normsite.markup.fences import find_fences

Span = tuple[int, int, str]

_QUOTED = re.compile(r"^[ ]{0,3}>")
_HEADING = re.compile(r"^#{1,6}(?=[ \t]|[^#\s])")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
_ITEM = re.compile(r"^([ \t]*)(?:[-*+•]|\d{1,9}[.)]|\(?[a-z]\))[ \t]+(?=\S)")
_DEFINITION = re.compile(r"^ {0,3}\[(\^?)[^\]\n]+\]:")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_BLOCK_TAG = re.compile(
    r"</?(?:table|thead|tbody|tfoot|tr|td|th|p|div|ul|ol|li|dl|dt|dd|h[1-6]|pre|blockquote|caption|hr)\b[^<>]*>", re.I
)


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
    if not source.strip():
        return
    source = plain_lines(source.replace("\r\n", " \n"))  # as long as before, so that places stay
    shown, seen, bare = unmarked(source)
    for start, end, role in _Reader(bare).read():
        places = [place for place in range(start, end) if shown[place] != DROPPED]
        text = "".join(shown[place] for place in places)
        words = slice(len(text) - len(text.lstrip()), len(text.rstrip()))
        if places := places[words]:
            yield Block(text[words], "".join(seen[place] for place in places), tuple(places), role)


class _Reader:
    """The blocks as (start, end, role), found line by line. Lines of code between fences read as empty ones."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = list(_lines(source))
        self.fences = dict(find_fences(source.split("\n")))
        self.fenced = {index for first, last in self.fences.items() for index in range(first, last + 1)}
        self.in_list = [False, *self._under_items()]

    def read(self) -> Iterator[Span]:
        index = 0
        while index < len(self.lines):
            start, end = self.lines[index]
            line = self._line(index)
            if index in self.fences:
                yield start, self.lines[self.fences[index]][1], "code"
                index = self.fences[index] + 1
            elif not line.strip():
                index += 1
            elif _DEFINITION.match(line):
                index = yield from self._definition(index)
            elif _QUOTED.match(line) or (self.in_list[index] and line.lstrip().startswith(">")):
                index = yield from self._quote(index)
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
        if index >= len(self.lines) or index in self.fenced:
            return ""
        start, end = self.lines[index]
        return self.source[start:end]

    def _definition(self, index: int) -> Generator[Span, None, int]:
        """A footnote goes on over indented lines; a link definition is one line."""
        start, end = self.lines[index]
        match = _DEFINITION.match(self._line(index))
        index += 1
        if match and match[1]:
            while index < len(self.lines) and index not in self.fences and not self._line(index)[:4].strip():
                end = self.lines[index][1]
                index += 1
        yield start, end, "footnote"
        return index

    def _quote(self, index: int) -> Generator[Span, None, int]:
        """Lines up to an empty one, or to the next item of the list that it stands in."""
        start, in_list = self.lines[index][0], self.in_list[index]
        index += 1
        while self._line(index).strip() and not (in_list and _ITEM.match(self._line(index))):
            index += 1
        yield start, self.lines[index - 1][1], "quote"
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
        for index, (start, end) in enumerate(self.lines):
            line = self.source[start:end]
            inside = index in self.fenced and index not in self.fences
            if line and not line[0].isspace() and not inside:
                under = _ITEM.match(line) is not None
            yield under

    def _paragraph(self, index: int) -> Generator[Span, None, int]:
        """Lines up to an empty one; each list item in it is a block of its own."""
        start, role = self.lines[index][0], "text"
        first = True
        while self._line(index).strip():
            if not first and self._interrupts(index):
                break
            if _UNDERLINE.match(self._line(index)):
                role = "heading" if not first else "code"
                index += 1
                break
            if match := _ITEM.match(self._line(index)):
                yield from self._split(start, self.lines[index][0], role)
                start = self.lines[index][0] + match.end()
                role = "quote" if self.source.startswith(">", start) else "item"
            index += 1
            first = False
        yield from self._split(start, self.lines[index - 1][1], role)
        return index

    def _interrupts(self, index: int) -> bool:
        """Whether a line ends the paragraph above it without an empty line between."""
        line = self._line(index)
        return _HEADING.match(line) is not None or _QUOTED.match(line) is not None or self._is_table(index)

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
    """Where each line begins and ends."""
    start = 0
    for line in source.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1
