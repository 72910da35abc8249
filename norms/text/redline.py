"""What changed within a clause, word by word.

Both texts are read as a reader sees them (paragraphs, items, cells, without marks), so that a new line break or a bold word is
no change; `same_words` then says that only the marks differ.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from unicodedata import category

from django.utils.html import escape
from django.utils.safestring import SafeString

from norms.text.flow import Block, read_blocks
from normsite.markup import as_stored_html

EQUAL, INSERT, DELETE = "equal", "insert", "delete"

MAX_TOKENS = 3_000
MAX_ENCOUNTERS = 200_000
"""Above either, paragraphs are compared first: difflib needs time with the square of what is alike."""
CONTEXT = 40
MARK = {INSERT: "ins", DELETE: "del"}

# A word with what holds it together, or one sign. The blank after it goes along.
_TOKEN = re.compile(r"\n+|(?:\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s])[^\S\n]*")
_PARAGRAPH = re.compile(r"[^\n]+\n*|\n+")
_WORD = re.compile(r"\w+(?:[.,'’@/:_-]+\w+)*")
_SIGN = re.compile(r"[^\w\s.,;:'’\"()|•-]")  # not the bar between cells


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is in both ("equal"), in the new alone ("insert") or in the old alone ("delete")."""

    kind: str
    text: str

    @property
    def words(self) -> int:
        """Words, and signs that mean as much as one (≥, +, %); punctuation counts for nothing."""
        return len(_WORD.findall(self.text)) + sum(
            category(sign)[0] == "S" or sign in "%‰" for sign in _SIGN.findall(self.text)
        )


@dataclass(frozen=True, slots=True)
class Redline:
    """Two texts as one. Equal and inserted segments give the new text, equal and deleted ones the old, but for white space."""

    segments: tuple[Segment, ...]

    @property
    def added(self) -> int:
        """Words that came in."""
        return self._words(INSERT)

    @property
    def removed(self) -> int:
        """Words that went out."""
        return self._words(DELETE)

    @property
    def same_words(self) -> bool:
        """Whether nothing that a reader sees has changed."""
        return all(segment.kind == EQUAL for segment in self.segments)

    @property
    def similarity(self) -> float:
        """From 0 (all words differ) to 1 (none does)."""
        kept = 2 * self._words(EQUAL)
        total = kept + self.added + self.removed
        return kept / total if total else 1.0

    def to_html(self, *, folded: bool = False) -> SafeString:
        """Paragraphs with `ins` and `del`; the style sheet says "inserted" and "deleted" before them, for eyes and for ears.

        Folded, long stretches without a change keep `CONTEXT` words next to each change and say how many more there are.
        """
        segments = _folded(self.segments) if folded else self.segments
        return as_stored_html("\n".join(_paragraph(part) for part in _by_paragraph(segments)))

    def _words(self, kind: str) -> int:
        return sum(segment.words for segment in self.segments if segment.kind == kind)


def redline(old_md: str, new_md: str) -> Redline:
    """Compare two texts in Markdown. The work is bounded: long or repetitive texts are compared by paragraphs first."""
    old, new = reading_text(old_md), reading_text(new_md)
    segments = _merged(_tidied(_merged(_compared(old, new))))
    return Redline(tuple(segments))


def reading_text(source: str) -> str:
    """A body as running text: paragraphs apart by a line feed, items with a bullet, the cells of a row in one line."""
    parts: list[str] = []
    last: Block | None = None
    for block in read_blocks(source):
        words = " ".join(block.text.split())
        if block.role == "cell" and last is not None and last.role == "cell":
            parts.append("\n" if "\n" in source[last.end : block.start] else " | ")
        elif parts:
            parts.append("\n")
        parts.append(f"• {words}" if block.role == "item" else words)
        last = block
    return "".join(parts)


def _compared(old: str, new: str) -> Iterator[Segment]:
    """Words against words where that is quick, else paragraphs first and words within those that changed."""
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    if _is_quick(old_tokens, new_tokens):
        return _segments(old_tokens, new_tokens)
    return _by_paragraphs(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new))


def _by_paragraphs(old: list[str], new: list[str]) -> Iterator[Segment]:
    if not _is_quick(old, new):
        yield from _replaced(old, new)
        return
    for segment_old, segment_new, alike in _blocks(old, new):
        if alike:
            yield Segment(EQUAL, "".join(segment_new))
            continue
        old_tokens, new_tokens = _TOKEN.findall("".join(segment_old)), _TOKEN.findall("".join(segment_new))
        quick = _is_quick(old_tokens, new_tokens)
        yield from _segments(old_tokens, new_tokens) if quick else _replaced(segment_old, segment_new)


def _segments(old: list[str], new: list[str]) -> Iterator[Segment]:
    blocks = list(_blocks(old, new))
    for (before, after, alike), (deleted, _, stays) in zip(blocks, [*blocks[1:], ([], [], True)], strict=False):
        if alike:
            # The blank after the last word is that of the text which goes on from there.
            last = before[-1] if deleted and not stays else after[-1]
            yield Segment(EQUAL, "".join([*after[:-1], last]))
        else:
            yield from _replaced(before, after)


def _replaced(old: list[str], new: list[str]) -> Iterator[Segment]:
    if old:
        yield Segment(DELETE, "".join(old))
    if new:
        yield Segment(INSERT, "".join(new))


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str], bool]]:
    """Corresponding stretches of both, and whether they are alike. What both begin and end with needs no search."""
    keys_old, keys_new = [token.strip() for token in old], [token.strip() for token in new]
    head = _common(keys_old, keys_new)
    tail = _common(keys_old[head:][::-1], keys_new[head:][::-1])
    if head:
        yield old[:head], new[:head], True
    middle_old, middle_new = slice(head, len(old) - tail), slice(head, len(new) - tail)
    matcher = SequenceMatcher(None, keys_old[middle_old], keys_new[middle_new])
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        yield old[middle_old][i1:i2], new[middle_new][j1:j2], kind == EQUAL
    if tail:
        yield old[-tail:], new[-tail:], True


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _is_quick(old: list[str], new: list[str]) -> bool:
    """Whether difflib will be quick: few tokens after the common ends are off, and few chance encounters of equal ones."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old) + len(new) > 2 * MAX_TOKENS:
        return False
    counts = Counter(token.strip() for token in new)
    popular = len(new) // 100 + 1 if len(new) >= 200 else len(new)  # difflib sets more frequent ones aside
    encounters = sum(counts[token.strip()] for token in old if counts[token.strip()] <= popular)
    return encounters <= MAX_ENCOUNTERS


def _merged(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Neighbours of a kind joined; between two equal stretches the deleted words come before the inserted ones."""
    for equal, group in groupby(segments, key=lambda segment: segment.kind == EQUAL):
        parts = list(group)
        for kind in (EQUAL,) if equal else (DELETE, INSERT):
            text = "".join(part.text for part in parts if part.kind == kind)
            if text:
                yield Segment(kind, text)


def _tidied(segments: Iterable[Segment]) -> Iterator[Segment]:
    """A lone short word kept between two changes is read as part of the change, not as an island."""
    everything = list(segments)
    for place, segment in enumerate(everything):
        if segment.kind == EQUAL and 0 < place < len(everything) - 1 and _is_island(segment.text):
            yield Segment(DELETE, segment.text)
            yield Segment(INSERT, segment.text)
        else:
            yield segment


def _is_island(text: str) -> bool:
    return "\n" not in text and len(_WORD.findall(text)) <= 1 and len(text.strip()) <= 3


def _folded(segments: tuple[Segment, ...]) -> Iterator[Segment]:
    last = len(segments) - 1
    for place, segment in enumerate(segments):
        if segment.kind != EQUAL:
            yield segment
            continue
        before = CONTEXT if place else 0
        after = CONTEXT if place < last else 0
        yield from _fold(segment, before, after)


def _fold(segment: Segment, before: int, after: int) -> Iterator[Segment]:
    """An equal stretch without its middle; `before` and `after` are the words kept next to the changes on either side."""
    words = list(_WORD.finditer(segment.text))
    hidden = len(words) - before - after
    if hidden <= CONTEXT:
        yield segment
        return
    if before:
        yield Segment(EQUAL, segment.text[: words[before - 1].end()])
    yield Segment("fold", f"… {hidden:,} unchanged words …")
    if after:
        yield Segment(EQUAL, segment.text[words[-after].start() :])


def _by_paragraph(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """The segments cut at line feeds; a fold stands alone."""
    current: list[Segment] = []
    for segment in segments:
        if segment.kind == "fold":
            yield from filter(None, [current, [segment]])
            current = []
            continue
        for piece in re.split(r"(\n+)", segment.text):
            if piece.startswith("\n"):
                yield from filter(None, [current])
                current = []
            elif piece:
                current.append(Segment(segment.kind, piece))
    yield from filter(None, [current])


def _paragraph(segments: list[Segment]) -> str:
    if segments[0].kind == "fold":
        return f'<p class="redline-fold">{escape(segments[0].text)}</p>'
    item = "".join(segment.text for segment in segments).startswith("•")
    opening = '<p class="redline-item">' if item else "<p>"
    return f"{opening}{''.join(map(_marked, segments))}</p>"


def _marked(segment: Segment) -> str:
    if segment.kind == EQUAL:
        return escape(segment.text)
    words = segment.text.rstrip()
    blank = segment.text[len(words) :]
    return f"<{MARK[segment.kind]}>{escape(words)}</{MARK[segment.kind]}>{blank}" if words else blank
