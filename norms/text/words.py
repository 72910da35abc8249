"""The words of a block as a reader sees them, and which of them stayed, came in or went out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter
from unicodedata import category

from norms.text.alignment import Stretch, align
from normsite.foundation.markup.passages import find_passages
from normsite.foundation.markup.tree import Mark, Run

Look = frozenset[Mark]

# Unchanged words between two changes become part of the change where they are short: at most so many letters, and at most a
# quarter of the letters that changed around them. A redline that keeps each “the” between two new sentences can't be read.
LETTERS_OF_AN_ISLAND = 6
ISLAND_IN_SEA = 4

# Tags that look alike on the page, each by the name of one.
_LOOKS = {
    **dict.fromkeys(("em", "cite", "dfn", "var"), "i"),
    **dict.fromkeys(("kbd", "samp"), "code"),
    "strong": "b",
    "del": "s",
    "ins": "u",
    "elsewhere": "a",
}
_ENDS = frozenset({".", "!", "?", "\n", "\n\n"})
_FOOTNOTE = re.compile(r"#t-[0-9a-f]{8}-(?=fn)")
# A word with what holds it together, a picture, a hidden sign by its code point, or one sign; then the blank after it.
_TOKEN = re.compile(
    r"(\n|(?:\ue000\ue001*|⟦U\+[0-9A-F]{4,6}⟧|\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s])(?:[^\S\n]*[^\S\n \xa0])?)([ \xa0]*)"
)
_LINE = re.compile(r"^((?:.*\S)?)", re.M)  # nobody sees the blanks at its end
_COUNTED = re.compile(r"⟦U\+[0-9A-F]{4,6}⟧|\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s.,;:'’\"()|•↩-]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a sign or a line of code: how it is written, the blank after it, and how its letters look: all of them alike, or
    one by one."""

    text: str
    runs: tuple[Run, ...] = ()
    blank: tuple[Run, ...] = ()
    dress: tuple[Look, ...] = ()

    @property
    def seen(self) -> object:
        return self.text, self.dress, bool(self.blank)

    @property
    def looks(self) -> Look:
        return frozenset().union(*self.dress)


PARAGRAPH, LINE, BLANK = Word("\n\n"), "\n", " "
"""Where a paragraph ends within words that are compared together; the text of a line break and of a blank by itself."""


def read_words(runs: Sequence[Run], by_line: bool = False) -> list[Word]:
    """The words of a block, or its lines. Names are left out, and links to them: a redline may stand beside the text itself."""
    text = "".join(run.text for run in runs)
    masked = "".join("\ue000".ljust(len(run.text), "\ue001") if run.has("img") and run.text else run.text for run in runs)
    ends, marks, looks = [*accumulate(len(run.text) for run in runs)], [*map(_shown, runs)], [*map(_look, runs)]

    def pieces(start: int, end: int) -> Iterator[tuple[str, int]]:
        """The letters between two places, by the run in which they stand."""
        run = bisect_right(ends, start)
        while start < end:
            yield text[start : min(end, ends[run])], run
            start, run = ends[run], run + 1

    def as_runs(found: Iterable[tuple[str, int]]) -> tuple[Run, ...]:
        return tuple(Run(piece, marks[run]) for piece, run in found)

    def word(start: int, end: int, after: int) -> Word:
        written = [*pieces(start, end)]
        dress = [looks[run] for piece, run in written for _ in piece]
        return Word(
            text[start:end], as_runs(written), as_runs(pieces(end, after)), tuple(dress if len({*dress}) > 1 else dress[:1])
        )

    return [word(*match.span(1), match.end()) for match in (_LINE if by_line else _TOKEN).finditer(masked.rstrip("\n"))]


def _look(run: Run) -> Look:
    """The marks that a reader sees: no keyword, no name, no link that an address or a code bears by itself."""
    marks = (mark for mark in run.marks if mark.kind not in ("kw", "id") and not _is_automatic(mark, run.text))
    return frozenset(Mark(_LOOKS.get(mark.kind, mark.kind), _FOOTNOTE.sub("#t-", mark.target), mark.title) for mark in marks)


def _is_automatic(mark: Mark, text: str) -> bool:
    found = find_passages(text) if mark.kind == "a" and not mark.title else ()
    return [one.href for one in found if one.end == len(text)] == [mark.target]


def _shown(run: Run) -> tuple[Mark, ...]:
    """The marks as a redline shows them: `ins` and `del` are its own, so that those of the text go by their other names."""
    marks = (mark for mark in run.marks if mark.kind != "id" and not (mark.kind == "a" and mark.target.startswith("#t-")))
    return tuple(replace(mark, kind={"del": "s", "ins": "u"}.get(mark.kind, mark.kind)) for mark in marks)


def count_words(texts: Iterable[str]) -> int:
    """Words, and signs that mean as much as one (≥, +, %); punctuation counts for nothing."""
    found = _COUNTED.findall(" ".join(texts))
    return sum(len(one) > 1 or one.isalnum() or one == "_" or category(one)[0] == "S" or one in "%‰" for one in found)


def compare_words(old: list[Word], new: list[Word]) -> Iterator[Stretch[Word]]:
    """What stayed and what changed: sentences against sentences first, then the words of those that changed."""
    apart = (part for stretch in _tidied(list(_joined(_aligned(old, new)))) for part in _with_blanks(*stretch))
    return _joined(part for stretch in _joined(apart) for part in _without_blank(*stretch))


def _aligned(old: list[Word], new: list[Word]) -> Iterator[Stretch[Word]]:
    for one in align(_sentences(old), _sentences(new), lambda sentence: tuple(word.text for word in sentence)):
        before, after = ([word for sentence in side for word in sentence] for side in (one.old, one.new))
        yield from align(before, after, lambda word: word.text)


def _sentences(words: list[Word]) -> list[list[Word]]:
    numbers = accumulate((word.text in _ENDS for word in words), initial=0)
    return [[word for _, word in group] for _, group in groupby(zip(numbers, words, strict=False), key=itemgetter(0))]


def _tidied(stretches: list[Stretch[Word]]) -> Iterator[Stretch[Word]]:
    """Merge unchanged stretches that are too short to be read apart into the changes around them (`LETTERS_OF_AN_ISLAND`)."""
    sizes = [max(sum(len(word.text) for word in side) for side in sides) for _, *sides in stretches]
    for before, (alike, old, new), size, after in zip([0, *sizes], stretches, sizes, [*sizes[1:], 0], strict=False):
        is_small = size <= min(LETTERS_OF_AN_ISLAND, before, after, (before + after) // ISLAND_IN_SEA)
        yield Stretch(alike and (not is_small or any(LINE in word.text for word in new)), old, new)


def _with_blanks(alike: object, old: list[Word], new: list[Word]) -> Iterator[Stretch[Word]]:
    """Split a stretch so that blanks are words of their own: a blank that only one side has becomes a change by itself, and
    words that look otherwise (`Stretch.alike` is then the pair of looks) stand apart from those that look the same."""
    if not alike:
        yield Stretch(False, _apart(old), _apart(new))
        return
    for one, other in zip(old, new, strict=True):
        before, after = _apart([one]), _apart([other])
        end = None if len(before) == len(after) else 1
        yield Stretch(one.dress == other.dress or (one.looks, other.looks), before[:end], after[:end])
        if end:
            yield Stretch(False, before[end:], after[end:])


def _joined(stretches: Iterable[Stretch[Word]]) -> Iterator[Stretch[Word]]:
    """Neighbouring stretches with the same `alike` as one."""
    for alike, group in groupby(stretches, key=itemgetter(0)):
        parts = list(group)
        yield Stretch(alike, [word for part in parts for word in part.old], [word for part in parts for word in part.new])


def _without_blank(alike: object, old: list[Word], new: list[Word]) -> Iterator[Stretch[Word]]:
    """Move a blank that both sides have at the end of a change out of it, so that no blank is underlined or struck."""
    end = -1 if alike is not True and [side[-1].text for side in (old, new) if side] == [BLANK, BLANK] else None
    yield Stretch(alike, old[:end], new[:end])
    if end:
        yield Stretch(True, old[end:], new[end:])


def _apart(words: list[Word]) -> list[Word]:
    """Each word without its blank, followed by that blank as a word of its own."""
    parts = ((replace(word, blank=()), Word(BLANK, word.blank)) if word.blank else (word,) for word in words)
    return [part for both in parts for part in both]
