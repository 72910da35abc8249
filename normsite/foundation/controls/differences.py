"""What two editions of a list have not in common.

Only editions whose files one hand has made show what the list itself has changed: then something is new, gone, moved or
reworded. Of files by different hands it can only be said that something is not in the one file: its maker may have left it out
(the two US lists in JSON differ by 39 entries for that reason). The same holds within an entry of which a file has no
paragraphs, or some whose code could not be read.

Knows no database.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from normsite.foundation.controls.codes import entry_code


class Change(StrEnum):
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    REWORDED = "reworded"
    NOT_IN_FIRST = "not_in_first"
    NOT_IN_SECOND = "not_in_second"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Change.NEW: "New",
    Change.GONE: "Gone",
    Change.MOVED: "Moved",
    Change.REWORDED: "Worded otherwise",
    Change.NOT_IN_FIRST: "Not in the first file",
    Change.NOT_IN_SECOND: "Not in the second file",
}


@dataclass(frozen=True)
class EditionText:
    """One edition: headings by the code of the entry, texts by full code; the entries of which some paragraphs are not surely
    known (`unsure`), and those of which the file has none though they may have some (`bare`)."""

    hand: str
    headings: Mapping[str, str]
    paragraphs: Mapping[str, str]
    unsure: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Changed:
    """`code` is that of the second edition, or of the first where it is only there; `before` is where it stood, if it stood
    elsewhere."""

    change: Change
    code: str
    first: str = ""
    second: str = ""
    before: str = ""

    @property
    def label(self) -> str:
        return self.change.label


@dataclass(frozen=True)
class Difference:
    """`is_of_one_hand` says whether it shows what the list has changed. Paragraphs are compared where both files have an entry
    with its paragraphs; `bare` are the entries of which one of the files has none."""

    is_of_one_hand: bool
    bare: tuple[str, ...] = ()
    entries: list[Changed] = field(default_factory=list)
    paragraphs: list[Changed] = field(default_factory=list)

    @cached_property
    def by_entry(self) -> list[tuple[str, list[Changed]]]:
        """Changed paragraphs by the entry in which they stand."""
        found: dict[str, list[Changed]] = {}
        for changed in self.paragraphs:
            found.setdefault(entry_code(changed.code), []).append(changed)
        return list(found.items())

    @cached_property
    def counts(self) -> list[tuple[str, int, int]]:
        """Each kind of change with how many entries and how many paragraphs it has."""
        counted = [(change.label, _count(self.entries, change), _count(self.paragraphs, change)) for change in Change]
        return [line for line in counted if line[1] or line[2]]


def _count(changes: Iterable[Changed], change: Change) -> int:
    return sum(one.change == change for one in changes)


def compare(first: EditionText, second: EditionText) -> Difference:
    """What differs between two editions of one list, the earlier one first."""
    is_of_one_hand = bool(first.hand) and first.hand == second.hand
    unsure = first.unsure | second.unsure
    bare = first.bare | second.bare
    both = (first.headings.keys() & second.headings.keys()) - bare
    entries = _changes(first.headings, second.headings, set() if is_of_one_hand else None)
    paragraphs = _changes(_within(first.paragraphs, both), _within(second.paragraphs, both), unsure if is_of_one_hand else None)
    return Difference(is_of_one_hand, tuple(sorted(bare)), entries, paragraphs)


def _within(paragraphs: Mapping[str, str], entries: Iterable[str]) -> dict[str, str]:
    chosen = set(entries)
    return {code: text for code, text in paragraphs.items() if entry_code(code) in chosen}


def _changes(first: Mapping[str, str], second: Mapping[str, str], unsure: Iterable[str] | None) -> list[Changed]:
    """The changes by code, those of the second in its order and then what only the first has. In the entries of `unsure`, and
    everywhere where it is None, nothing is new, gone or moved."""
    doubtful = None if unsure is None else set(unsure)
    moved = {} if doubtful is None else _moved(first, second, doubtful)
    changes = []
    for code, text in second.items():
        if code in first:
            if _plain(first[code]) != _plain(text):
                changes.append(Changed(Change.REWORDED, code, first[code], text))
        elif code in moved:
            changes.append(Changed(Change.MOVED, code, text, text, before=moved[code]))
        else:
            kind = Change.NOT_IN_FIRST if doubtful is None or entry_code(code) in doubtful else Change.NEW
            changes.append(Changed(kind, code, second=text))
    elsewhere = set(moved.values())
    for code, text in first.items():
        if code not in second and code not in elsewhere:
            kind = Change.NOT_IN_SECOND if doubtful is None or entry_code(code) in doubtful else Change.GONE
            changes.append(Changed(kind, code, first=text))
    return changes


def _moved(first: Mapping[str, str], second: Mapping[str, str], unsure: set[str]) -> dict[str, str]:
    """Where each code of the second that the first lacks stood in the first: where the same words stood, under a code that is
    no more, and nowhere else."""
    gone = _by_words((code, text) for code, text in first.items() if code not in second)
    new = _by_words((code, text) for code, text in second.items() if code not in first)
    moved = {}
    for words, codes in new.items():
        before = gone.get(words, [])
        sure = len(codes) == len(before) == 1 and not {entry_code(codes[0]), entry_code(before[0])} & unsure
        if sure and len(words) >= LEAST_WORDS:
            moved[codes[0]] = before[0]
    return moved


LEAST_WORDS = 12
"""Letters below which equal words say nothing: "[Reserved]", "Others"."""


def _by_words(texts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, text in texts:
        found.setdefault(_plain(text), []).append(code)
    return found


def _plain(text: str) -> str:
    """Letters and digits alone: quotes, dashes and blanks differ from file to file. Exponents are digits as well."""
    return re.sub(r"[\W_]+", "", text.lower().translate(_EXPONENTS))


_EXPONENTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
