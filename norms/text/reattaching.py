"""Where a passage of one text stands in the next: its exact words, or what is now between the exact words around it.

Nothing is attached because it is like something: a passage whose words are gone, and whose neighbours are too, is gone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from norms.text.alignment import align
from norms.text.folded import Folded, Span
from norms.text.quotes import MOST_EXACT, Place, Quote, Sought, find_quote
from normsite.foundation.unseen import can_be_named

UNMISTAKABLE = 60
"""Characters, those of a passage and of its context together, by which it is known in another clause."""
TELLING = 20
"""Characters by which it is known in the same clause, and of a neighbour by which a place is known."""

_PART = re.compile(r"\w+|\W")
_ENDS = re.compile(r"[.!?](?=\s)|\n")


class Standing(StrEnum):
    """How a passage lives on: at the same place of its clause, elsewhere, with other words at its place, or not at all."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Where a passage stands in a new text: in which clause, and from where to where in its words. One that is gone stands
    nowhere."""

    standing: Standing
    anchor: str = ""
    start: int = 0
    end: int = 0


def reattach(quote: Quote, anchor: str, old_words: str, new: Mapping[str, str], lineage: Mapping[str, str]) -> Attachment:
    """Find a passage of the clause `anchor`, which had these words, in a new text.

    `new` are the words of its clauses by their anchors, `lineage` is in which of them each old clause lives on. Where its words
    stand in more places than its context tells apart they count as gone.
    """
    successor = lineage.get(anchor, "")
    span = find_quote(old_words, quote)
    change = Change(Folded(old_words), Folded(new[successor]), span) if span and successor in new else None
    sought = Sought(quote)
    if change and (found := change.same()):
        return Attachment(Standing.SAME, successor, *found)
    if change and (found := change.moved(sought)):
        return Attachment(Standing.MOVED, successor, *found)
    texts = {name: Folded(words) for name, words in new.items()}
    if moved := _only(sought, texts, UNMISTAKABLE - len(sought.text)):
        name, place = moved
        return Attachment(Standing.MOVED, name, *texts[name].span(place.start, place.end))
    if change and (found := change.between()):
        return Attachment(Standing.SAME if change.says(found) else Standing.CHANGED, successor, *found)
    return Attachment(Standing.GONE)


def _only(sought: Sought, texts: Mapping[str, Folded], least: int) -> tuple[str, Place] | None:
    """The only place around which so much of the context stands; of several the only one where all of it does."""
    found = [(name, place) for name, text in texts.items() for place in sought.places(text) if place.context >= least]
    whole = [(name, place) for name, place in found if place.context == sought.context]
    return next((some[0] for some in (whole, found) if len(some) == 1), None)


class Run(NamedTuple):
    """Words that stand in both texts of a clause: where in the old one, where in the new one, and how many characters."""

    old: int
    new: int
    length: int


class Change:
    """A clause's old and its new text, and a passage in the old one."""

    def __init__(self, old: Folded, new: Folded, span: Span) -> None:
        self.old, self.new, self.span = old, new, span
        self.start, self.end = old.at(span.start), old.at(span.end - 1) + 1
        self.text = old.text[self.start : self.end]

    @cached_property
    def runs(self) -> list[Run]:
        """What stayed, in order."""
        if self.old.text == self.new.text:
            return [Run(0, 0, len(self.old.text))]
        return list(_runs(self.old.text, self.new.text))

    @property
    def needed(self) -> int:
        """How many characters in a row tell that they are the same: more where the words of the passage came in or went out
        elsewhere in the text, and none where nothing changed."""
        if self.old.text == self.new.text:
            return 0
        is_told_apart = self.old.text.count(self.text) == self.new.text.count(self.text)
        return TELLING if is_told_apart else TELLING + len(self.text)

    def same(self) -> Span | None:
        """The passage where all of it stayed, with enough around it to be sure that it is the same."""
        run = next((run for run in self.runs if run.old <= self.start and self.end <= run.old + run.length), None)
        if not run or run.length < self.needed:
            return None
        start = run.new + self.start - run.old
        return self.new.span(start, start + len(self.text))

    def moved(self, sought: Sought) -> Span | None:
        """The passage at another place of the clause."""
        is_once = self.old.text.count(self.text) == 1
        found = _only(sought, {"": self.new}, TELLING - len(self.text) if is_once else TELLING)
        return self.new.span(found[1].start, found[1].end) if found else None

    def between(self) -> Span | None:
        """What now stands between the neighbours of the passage: what stayed right before and behind it, or before and behind
        its sentence."""
        first, last = self.sentence()
        landmarks = [run for run in self.runs if run.length >= TELLING]
        ends = [Run(0, 0, 0), *landmarks, Run(len(self.old.text), len(self.new.text), 0)]
        before = [run for run in ends if run.old <= self.start][-1]
        after = next(run for run in ends if run.old + run.length >= self.end)
        if not {before, after} & {*landmarks} or before == after:
            return None
        if before.old + before.length < first or after.old > last:
            return None
        start = before.new + min(before.length, self.start - before.old)
        end = after.new + max(0, self.end - after.old)
        return self._told(start, end)

    def says(self, span: Span) -> bool:
        """Whether the new text has the words of the passage there."""
        return Folded(self.new.words[span.start : span.end]).text == self.text

    def _told(self, start: int, end: int) -> Span | None:
        text = self.new.text[start:end]
        if not can_be_named(text) or len(text) > MOST_EXACT:
            return None
        start += len(text) - len(text.lstrip())
        return self.new.span(start, start + len(text.strip()))

    def sentence(self) -> tuple[int, int]:
        """Where the sentences begin and end in which the passage stands, in the old text."""
        words = self.old.words
        first = max((end.end() for end in _ENDS.finditer(words, 0, self.span.start)), default=0)
        last = next((end.end() for end in _ENDS.finditer(words, self.span.end - 1)), len(words))
        return self.old.at(first), self.old.at(last)


def _runs(old: str, new: str) -> Iterator[Run]:
    i = j = 0
    for stretch in align(_PART.findall(old), _PART.findall(new), str):
        before, after = (sum(map(len, parts)) for parts in (stretch.old, stretch.new))
        if stretch.alike:
            yield Run(i, j, before)
        i, j = i + before, j + after
