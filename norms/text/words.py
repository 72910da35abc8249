"""The words of a block as a reader sees them, and which of them stayed, came in or went out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from unicodedata import category

from norms.text.alignment import Stretch, align, common
from normsite.markup.passages import find_passages
from normsite.markup.tree import Mark, Run

Look = frozenset[Mark]

BLANK, BLANKS = " ", " \xa0"
WORDS_OF_AN_ISLAND = 2
LETTERS_OF_AN_ISLAND = 3
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
_FOOTNOTE = re.compile(r"#t-[0-9a-f]{8}-(?=fn)")
# A word with what holds it together, a picture, a hidden sign by its code point, or one sign. The blank after it goes along.
_TOKEN = re.compile(r"\n|(?:\ue000\ue001*|⟦U\+[0-9A-F]{4,6}⟧|\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s])[^\S\n]*")
_LINE = re.compile(r"^(?:.*\S)?", re.M)  # nobody sees the blanks at its end
_COUNTED = re.compile(r"⟦U\+[0-9A-F]{4,6}⟧|\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s.,;:'’\"()|•-]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a sign or a line of code. `runs` is how it is written, its blank with it; `dress` how its letters look: all of
    them alike, or one by one."""

    text: str
    runs: tuple[Run, ...] = ()
    dress: tuple[Look, ...] = ()
    blank: bool = False

    @property
    def seen(self) -> object:
        return self.text, self.dress, self.blank

    @property
    def looks(self) -> Look:
        return frozenset().union(*self.dress)


PARAGRAPH, LINE = Word("\n\n"), "\n"
"""Where a paragraph ends within words that are compared together; the text of a line break."""


def read_words(runs: Iterable[Run], by_line: bool = False) -> tuple[Word, ...]:
    """The words of a block, or its lines. Names are left out, and links to them: a redline may stand beside the text itself."""
    dressed = [(run, _dress(run)) for run in runs if run.text]
    starts = [0, *accumulate(len(run.text) for run, _ in dressed)]
    text = "".join("\ue000".ljust(len(run.text), "\ue001") if run.has("img") else run.text for run, _ in dressed).rstrip("\n")
    return tuple(_word(match.span(), dressed, starts) for match in (_LINE if by_line else _TOKEN).finditer(text))


def _word(span: tuple[int, int], dressed: list[tuple[Run, Look]], starts: list[int]) -> Word:
    runs: list[Run] = []
    looks: list[Look] = []  # of each letter
    for place in range(bisect_right(starts, span[0]) - 1, bisect_left(starts, span[1])):
        run, look = dressed[place]
        piece = run.text[max(span[0] - starts[place], 0) : span[1] - starts[place]]
        runs.append(Run(piece, tuple(mark for mark in map(_shown, run.marks) if mark)))
        looks += [look] * len(piece.rstrip())
    text = "".join(run.text for run in runs)
    dress = tuple(looks) if len(set(looks)) > 1 else tuple(looks[:1])
    return Word(text.rstrip(BLANKS) or text, tuple(runs), dress, text[-1:] in tuple(BLANKS))


def _dress(run: Run) -> Look:
    """The marks that a reader sees: no keyword, no name, no link that an address or a code bears by itself."""
    marks = (mark for mark in run.marks if mark.kind not in ("kw", "id") and not _is_automatic(mark, run.text))
    return frozenset(Mark(_LOOKS.get(mark.kind, mark.kind), _FOOTNOTE.sub("#t-", mark.target), mark.title) for mark in marks)


def _is_automatic(mark: Mark, text: str) -> bool:
    found = find_passages(text) if mark.kind == "a" and not mark.title else ()
    return [one.href for one in found if one.end == len(text)] == [mark.target]


def _shown(mark: Mark) -> Mark | None:
    """The mark as a redline shows it: `ins` and `del` are its own, so that those of the text go by their other names."""
    if mark.kind == "id" or (mark.kind == "a" and mark.target.startswith("#t-")):
        return None
    return replace(mark, kind={"del": "s", "ins": "u"}.get(mark.kind, mark.kind))


def count_words(text: str) -> int:
    """Words, and signs that mean as much as one (≥, +, %); punctuation counts for nothing."""
    found = _COUNTED.findall(text)
    return sum(len(one) > 1 or one.isalnum() or one == "_" or category(one)[0] == "S" or one in "%‰" for one in found)


def count(words: Iterable[Word]) -> int:
    return count_words(" ".join(word.text for word in words))


def compare_words(old: list[Word], new: list[Word]) -> Iterator[Stretch[Word]]:
    """What stayed and what changed. Where the same words look otherwise they are a stretch that is not alike."""
    stretches = _settled(list(align(old, new, lambda word: word.text)))
    return _spaced(part for stretch in _joined(_tidied(stretches)) for part in _by_dress(stretch))


def _by_dress(stretch: Stretch[Word]) -> Iterator[Stretch[Word]]:
    """Words that stayed, apart by how they look otherwise, and where only one text has a blank between them."""
    if not stretch.alike:
        yield stretch
        return
    pairs = list(zip(stretch.old, stretch.new, strict=True))
    gaps = accumulate((one.blank != other.blank for one, other in pairs), initial=0)
    looks = (one.dress != other.dress and (one.looks, other.looks) for one, other in pairs)
    start = 0
    for (look, _), group in groupby(zip(looks, gaps, strict=False)):
        end = start + len(list(group))
        yield Stretch(stretch.old[start:end], stretch.new[start:end], not look)
        start = end


def _spaced(stretches: Iterable[Stretch[Word]]) -> Iterator[Stretch[Word]]:
    """The same with the blank between two stretches on its own: it stayed, or is part of what changed."""
    gap: Stretch[Word] = Stretch([], [], True)  # the blanks before the stretch
    for stretch in stretches:
        old, new = [*gap.old, *_cut(stretch.old)], [*gap.new, *_cut(stretch.new)]
        if stretch.alike and not gap.alike:
            yield gap
            del old[: len(gap.old)], new[: len(gap.new)]
        elif not stretch.alike and _is_blank(old[:1]) and _is_blank(new[:1]):
            yield Stretch([old.pop(0)], [new.pop(0)], True)
        ends = _is_blank(old[-1:]), _is_blank(new[-1:])
        apart = stretch.alike or all(ends)
        before, after = ([side.pop()] if apart and end else [] for side, end in zip((old, new), ends, strict=True))
        gap = Stretch(before, after, len(before) == len(after))
        yield Stretch(old, new, stretch.alike)
    yield gap


def _cut(words: list[Word]) -> list[Word]:
    """The blank after the last word as a word of its own."""
    if not words or not words[-1].blank:
        return words
    *before, last = words
    *runs, end = last.runs
    bare = end.text.rstrip(BLANKS)
    kept = (*runs, replace(end, text=bare)) if bare else tuple(runs)
    return [*before, replace(last, runs=kept, blank=False), Word(BLANK, (replace(end, text=end.text[len(bare) :]),))]


def _is_blank(words: list[Word]) -> bool:
    return [word.text for word in words] == [BLANK]


def _settled(stretches: list[Stretch[Word]]) -> list[Stretch[Word]]:
    """The same, but what came in or went out begins with a sentence or a part of one where it might as well."""
    for place in range(1, len(stretches) - 1):
        before, change, after = around = stretches[place - 1 : place + 2]
        if before.alike and after.alike and not (change.old and change.new):
            step = _step(*((one.new if change.new else one.old) for one in around))
            sides = (_recut(step, *(one.old for one in around)), _recut(step, *(one.new for one in around)))
            stretches[place - 1 : place + 2] = map(Stretch, *sides, (True, False, True))
    return stretches


def _step(before: list[Word], change: list[Word], after: list[Word]) -> int:
    """How far what changed moves over equal words before or after it, to where it begins and ends best."""
    words, start, end = [*before, *change, *after], len(before), len(before) + len(change)
    texts = [word.text for word in words]
    steps = range(-common(texts[1:start][::-1], texts[:end][::-1]), common(texts[start:], texts[end:-1]) + 1)
    return max(steps, key=lambda step: (_rest(words[start + step - 1]) + _rest(words[end + step - 1]), -abs(step)))


def _recut(step: int, before: list[Word], change: list[Word], after: list[Word]) -> list[list[Word]]:
    words, start, end = [*before, *change, *after], len(before) + step, len(before) + len(change) + step
    return [words[:start], words[start:end], words[end:]]


def _rest(word: Word) -> int:
    """How much of a rest a reader takes after this word: most at the end of a paragraph."""
    return 3 if LINE in word.text else {".": 2, "!": 2, "?": 2, ";": 1, ":": 1, ",": 1}.get(word.text, 0)


def _joined(stretches: Iterable[Stretch[Word]]) -> Iterator[Stretch[Word]]:
    """Neighbours of a kind as one."""
    for alike, group in groupby(stretches, key=lambda one: one.alike):
        parts = list(group)
        yield Stretch([word for part in parts for word in part.old], [word for part in parts for word in part.new], alike)


def _tidied(stretches: list[Stretch[Word]]) -> Iterator[Stretch[Word]]:
    """What stayed between two changes, and is too little to be seen apart, is read as part of the change."""
    counted = [max(count(stretch.old), count(stretch.new)) for stretch in stretches]
    for place, stretch in enumerate(stretches):
        before, words, after = [*counted, 0][place - 1], counted[place], [*counted, 0][place + 1]
        text = "".join(word.text for word in stretch.new)
        is_small = len(text) <= LETTERS_OF_AN_ISLAND or ISLAND_IN_SEA * words <= before + after
        is_island = words <= min(WORDS_OF_AN_ISLAND, before, after) and is_small and LINE not in text
        yield replace(stretch, alike=stretch.alike and not (is_island and 0 < place < len(stretches) - 1))
