"""The words of a block as a reader sees them, and which of them stayed, came in or went out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, repeat
from operator import itemgetter
from unicodedata import category

from rapidfuzz.distance import Postfix, Prefix

from norms.text.alignment import Stretch, align
from normsite.markup.passages import find_passages
from normsite.markup.tree import Mark, Run

Look = frozenset[Mark]
Letter = tuple[str, tuple[Mark, ...], Look]
"""A letter, the marks with which a redline shows it, and those that a reader sees."""
Step = tuple[object, list["Word"], list["Word"]]
"""What stands in both texts: whether it stayed, or how the same words look in both; the words of the old and of the new."""

LETTERS_OF_AN_ISLAND = 12
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
# A word with what holds it together, a picture, a hidden sign by its code point, or one sign; then the blank after it.
_TOKEN = re.compile(
    r"(\n|(?:\ue000\ue001*|⟦U\+[0-9A-F]{4,6}⟧|\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s])(?:[^\S\n]*[^\S\n \xa0])?)([ \xa0]*)"
)
_LINE = re.compile(r"^((?:.*\S)?)", re.M)  # nobody sees the blanks at its end
_COUNTED = re.compile(r"⟦U\+[0-9A-F]{4,6}⟧|\w+(?:[.,'’@/:_-]+\w+)*|[^\w\s.,;:'’\"()|•-]")


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


def read_words(runs: Iterable[Run], by_line: bool = False) -> list[Word]:
    """The words of a block, or its lines. Names are left out, and links to them: a redline may stand beside the text itself."""
    letters: list[Letter] = []
    text = ""
    for run in runs:
        letters += zip(run.text, repeat(_shown(run)), repeat(_look(run)), strict=False)
        text += "\ue000".ljust(len(run.text), "\ue001") if run.has("img") and run.text else run.text
    found = (_LINE if by_line else _TOKEN).finditer(text.rstrip("\n"))
    return [_word(letters[slice(*match.span(1))], letters[match.end(1) : match.end()]) for match in found]


def _word(letters: list[Letter], blank: list[Letter]) -> Word:
    looks = tuple(look for *_, look in letters)
    text = "".join(letter for letter, *_ in letters)
    return Word(text, _runs(letters), _runs(blank), looks if len(set(looks)) > 1 else looks[:1])


def _runs(letters: list[Letter]) -> tuple[Run, ...]:
    return tuple(Run("".join(map(itemgetter(0), group)), marks) for marks, group in groupby(letters, key=itemgetter(1)))


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
    """What stayed and what changed. Where the same words look otherwise they are a stretch that is not alike."""
    stretches = _tidied(_settled(list(align(old, new, lambda word: word.text))))
    steps = _joined(step for stretch in stretches for step in _steps(stretch))
    for look, before, after in _joined(part for step in steps for part in _without_blank(*step)):
        yield Stretch(before, after, look is True)


def _steps(stretch: Stretch[Word]) -> Iterator[Step]:
    """Words that stayed one by one, what changed as one; a blank that only one side has is a change of its own."""
    if not stretch.alike:
        yield False, _apart(stretch.old), _apart(stretch.new)
        return
    for one, other in zip(stretch.old, stretch.new, strict=True):
        old, new = _apart([one]), _apart([other])
        end = None if len(old) == len(new) else 1
        yield one.dress == other.dress or (one.looks, other.looks), old[:end], new[:end]
        if end:
            yield False, old[end:], new[end:]


def _joined(steps: Iterable[Step]) -> Iterator[Step]:
    """Neighbours of a kind as one."""
    for look, group in groupby(steps, key=itemgetter(0)):
        parts = list(group)
        yield look, [word for _, old, _ in parts for word in old], [word for *_, new in parts for word in new]


def _without_blank(look: object, old: list[Word], new: list[Word]) -> Iterator[Step]:
    """The same with the blank that both have after a change outside of it."""
    end = -1 if look is not True and [side[-1].text for side in (old, new) if side] == [BLANK, BLANK] else None
    yield look, old[:end], new[:end]
    if end:
        yield True, old[end:], new[end:]


def _apart(words: list[Word]) -> list[Word]:
    """Words and the blanks after them, each by itself."""
    parts = ((replace(word, blank=()), Word(BLANK, word.blank)) if word.blank else (word,) for word in words)
    return [part for both in parts for part in both]


def _settled(stretches: list[Stretch[Word]]) -> list[Stretch[Word]]:
    """The same, but what came in or went out begins with a sentence or a part of one where it might as well."""
    for place in range(1, len(stretches) - 1):
        around = stretches[place - 1 : place + 2]
        change = around[1]
        if not change.alike and not (change.old and change.new):
            step = _step(*((one.new if change.new else one.old) for one in around))
            sides = (_recut(step, *(one.old for one in around)), _recut(step, *(one.new for one in around)))
            stretches[place - 1 : place + 2] = map(Stretch, *sides, (True, False, True))
    return stretches


def _step(before: list[Word], change: list[Word], after: list[Word]) -> int:
    """How far what changed moves over equal words before or after it, to where it begins and ends best."""
    words, start, end = [*before, *change, *after], len(before), len(before) + len(change)
    texts = [word.text for word in words]
    steps = range(-Postfix.similarity(texts[1:start], texts[:end]), Prefix.similarity(texts[start:], texts[end:-1]) + 1)
    return max(steps, key=lambda step: (_rest(words[start + step - 1]) + _rest(words[end + step - 1]), -abs(step)))


def _recut(step: int, before: list[Word], change: list[Word], after: list[Word]) -> list[list[Word]]:
    words, start, end = [*before, *change, *after], len(before) + step, len(before) + len(change) + step
    return [words[:start], words[start:end], words[end:]]


def _rest(word: Word) -> int:
    """How much of a rest a reader takes after this word: most at the end of a paragraph."""
    return 3 if LINE in word.text else {".": 2, "!": 2, "?": 2, ";": 1, ":": 1, ",": 1}.get(word.text, 0)


def _tidied(stretches: list[Stretch[Word]]) -> Iterator[Stretch[Word]]:
    """What stayed between two changes, and is too little to be seen apart, is read as part of the change."""
    sizes = [max(sum(len(word.text) for word in side) for side in (one.old, one.new)) for one in stretches]
    for before, stretch, size, after in zip([0, *sizes], stretches, sizes, [*sizes[1:], 0], strict=False):
        is_small = size <= min(LETTERS_OF_AN_ISLAND, before, after, (before + after) // ISLAND_IN_SEA)
        is_island = is_small and not any(LINE in word.text for word in stretch.new)
        yield replace(stretch, alike=stretch.alike and not is_island)
