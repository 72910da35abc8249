"""What changed within a clause, word by word.

Both texts are read as a reader sees them (paragraphs, items, cells, without marks), so that a new line break or a bold word is
no change; `same_words` then says that only the marks differ.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from unicodedata import category

from django.utils.html import escape
from django.utils.safestring import SafeString

from norms.text.alignment import Stretch, align, is_quick
from norms.text.flow import Block, read_blocks
from normsite.markup import as_stored_html
from normsite.unseen import show_unseen

Pair = tuple[str, str]
EQUAL, INSERT, DELETE = "equal", "insert", "delete"

CONTEXT = 40
MARK = {INSERT: "ins", DELETE: "del"}
WORDS_OF_A_KEY = 4
WORDS_OF_AN_ISLAND = 2
ISLAND_IN_SEA = 4
AS_A_WHOLE = "The next passage is too long to be compared word by word: all of it is shown as out and in."

# A word with what holds it together, or one sign. The blank after it goes along.
_TOKEN = re.compile(r"\n+|(?:\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s])[^\S\n]*")
_PARAGRAPH = re.compile(r"[^\n]+\n*|\n+")
_WORD = re.compile(r"\w+(?:[.,'’@/:_-]+\w+)*")
_SIGN = re.compile(r"[^\w\s.,;:'’\"()|•-]")  # not the bar between cells


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is in both ("equal"), in the new alone ("insert") or in the old alone ("delete").

    `whole` says that it was too long to look for words that stayed.
    """

    kind: str
    text: str
    whole: bool = False

    @property
    def words(self) -> int:
        return count_words(self.text)


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
        return as_stored_html("\n".join(_paragraph(part) for part in _by_paragraph(_noted(segments))))

    def _words(self, kind: str) -> int:
        return sum(segment.words for segment in self.segments if segment.kind == kind)


def redline(old_md: str, new_md: str) -> Redline:
    """Compare two texts in Markdown, with bounded work: paragraphs first, then the words of those that changed."""
    old, new = (_PARAGRAPH.findall(reading_text(source)) for source in (old_md, new_md))
    stretches = _joined(_tidied(list(_joined(_compared(old, new, _KEYS)))))
    return Redline(tuple(_segments(list(stretches))))


@dataclass(frozen=True, slots=True)
class Difference:
    """What is kept of a redline; `html` is safe."""

    html: str
    added: int
    removed: int
    same_words: bool


def compare(pairs: Iterable[Pair]) -> list[Difference]:
    """The difference of each pair of an older and a newer text."""
    found = (redline(*pair) for pair in pairs)
    return [Difference(str(lines.to_html()), lines.added, lines.removed, lines.same_words) for lines in found]


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


def count_words(text: str) -> int:
    """Words, and signs that mean as much as one (≥, +, %); punctuation counts for nothing."""
    return len(_WORD.findall(text)) + sum(category(sign)[0] == "S" or sign in "%‰" for sign in _SIGN.findall(text))


def _opening(paragraph: str) -> str:
    return " ".join(paragraph.split(maxsplit=WORDS_OF_A_KEY)[:WORDS_OF_A_KEY])


def _ending(paragraph: str) -> str:
    return " ".join(paragraph.rsplit(maxsplit=WORDS_OF_A_KEY)[-WORDS_OF_A_KEY:])


# By what a paragraph is known again: by all of it; between those, while there is too much for words, by how it begins or ends.
_KEYS = (str.strip, _opening, _ending)


def _compared(old: list[str], new: list[str], keys: Sequence[Callable[[str], str]]) -> Iterator[Stretch]:
    """Paragraphs against paragraphs by the first key, then words against words between those that are alike."""
    for run in align(old, new, keys[0]):
        if not run.alike:
            yield from _changed(run.old, run.new, keys[1:])
            continue
        for before, after in zip(run.old, run.new, strict=True):
            if before.strip() == after.strip():
                yield Stretch([before], [after], True)
            else:
                yield from _changed([before], [after], ())


def _changed(old: list[str], new: list[str], keys: Sequence[Callable[[str], str]]) -> Iterator[Stretch]:
    """What stayed of paragraphs that changed, word by word where the search is quick."""
    words_old, words_new = (_TOKEN.findall("".join(paragraphs)) for paragraphs in (old, new))
    if is_quick(words_old, words_new):
        yield from _settled(list(align(words_old, words_new, str.strip)))
    elif keys:
        yield from _compared(old, new, keys)
    else:
        yield Stretch(old, new, alike=False, whole=True)


def _settled(stretches: list[Stretch]) -> list[Stretch]:
    """The same, but what came in or went out begins with a sentence or a part of one where it might as well."""
    for place in range(1, len(stretches) - 1):
        before, change, after = stretches[place - 1 : place + 2]
        if before.alike and after.alike and not change.old:
            stretches[place - 1 : place + 2] = _slid(before, change, after)
        elif before.alike and after.alike and not change.new:
            turned = _slid(*(Stretch(one.new, one.old, one.alike) for one in (before, change, after)))
            stretches[place - 1 : place + 2] = [Stretch(one.new, one.old, one.alike) for one in turned]
    return stretches


def _slid(before: Stretch, coming: Stretch, after: Stretch) -> list[Stretch]:
    """Words that came in, moved over equal ones before or after them to where they begin and end best."""
    words, old = [*before.new, *coming.new, *after.new], [*before.old, *after.old]
    start, end = len(before.new), len(before.new) + len(coming.new)
    left = _equal(reversed(words[1:start]), reversed(words[:end]))
    right = _equal(words[start:], words[end:-1])
    step = max(
        range(-left, right + 1), key=lambda step: (_rest(words[start + step - 1]) + _rest(words[end + step - 1]), -abs(step))
    )
    cut = len(before.old) + step
    return [
        Stretch(old[:cut], words[: start + step], True),
        Stretch([], words[start + step : end + step], False),
        Stretch(old[cut:], words[end + step :], True),
    ]


def _equal(one: Iterable[str], other: Iterable[str]) -> int:
    """With how many equal words both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0].strip() == pair[1].strip(), zip(one, other, strict=False)))


def _rest(word: str) -> int:
    """How much of a rest a reader takes after this word: most at the end of a paragraph."""
    return 3 if "\n" in word else {".": 2, "!": 2, "?": 2, ";": 1, ":": 1, ",": 1}.get(word.strip(), 0)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours of a kind as one."""
    for (alike, whole), group in groupby(stretches, key=lambda one: (one.alike, one.whole)):
        parts = list(group)
        yield Stretch(
            [word for part in parts for word in part.old], [word for part in parts for word in part.new], alike, whole
        )


def _tidied(stretches: list[Stretch]) -> Iterator[Stretch]:
    """A lone short word kept between two changes, or two words between long ones, are read as part of the change."""
    lost = gained = 0  # words, in the change before
    for place, stretch in enumerate(stretches):
        out, come = _words(stretch)
        if stretch.alike and 0 < place < len(stretches) - 1:
            island = _is_island("".join(stretch.new), come, max(lost, gained), max(_words(stretches[place + 1])))
            stretch = replace(stretch, alike=not island)
        lost, gained = (0, 0) if stretch.alike else (lost + out, gained + come)
        yield stretch


def _words(stretch: Stretch) -> tuple[int, int]:
    return count_words("".join(stretch.old)), count_words("".join(stretch.new))


def _is_island(text: str, words: int, before: int, after: int) -> bool:
    """Whether what stayed between two changes, of so many words each, is too little to be seen apart."""
    tiny = words <= 1 and len(text.strip()) <= 3
    small = words <= min(WORDS_OF_AN_ISLAND, before, after) and ISLAND_IN_SEA * words <= before + after
    return (tiny or small) and "\n" not in text


def _segments(stretches: list[Stretch]) -> Iterator[Segment]:
    for stretch, following in zip(stretches, [*stretches[1:], Stretch([], [], True)], strict=False):
        if stretch.alike:
            # The blank after the last word is that of the text which goes on from there.
            last = stretch.old[-1] if following.old and not following.alike else stretch.new[-1]
            yield Segment(EQUAL, "".join([*stretch.new[:-1], last]))
            continue
        for kind, words in ((DELETE, stretch.old), (INSERT, stretch.new)):
            if words:
                yield Segment(kind, "".join(words), stretch.whole)


def _noted(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments, with a note before those that were compared as a whole."""
    for whole, group in groupby(segments, key=lambda segment: segment.whole):
        if whole:
            yield Segment("fold", AS_A_WHOLE)
        yield from group


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
    opening = '<p class="redline-item" dir="auto">' if item else '<p dir="auto">'
    return f"{opening}{''.join(map(_marked, segments))}</p>"


def _marked(segment: Segment) -> str:
    if segment.kind == EQUAL:
        return escape(show_unseen(segment.text))
    words = segment.text.rstrip()
    blank = segment.text[len(words) :]
    return f"<{MARK[segment.kind]}>{escape(show_unseen(words))}</{MARK[segment.kind]}>{blank}" if words else blank
