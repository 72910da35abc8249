"""Which parts of one text stand in another, in the same order: the longest common subsequence, with bounded work."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz.distance import Indel, Postfix, Prefix

MOST_CELLS = 64_000_000
"""Of one search: parts of one text times parts of the other. It needs an eighth of as many bytes, and about 15 ms."""


T = TypeVar("T")


class Stretch(NamedTuple, Generic[T]):
    """Corresponding stretches of both texts: alike, or one in the place of the other (either may be empty); or how parts that
    are alike look on both sides, where that is not the same."""

    alike: object
    old: list[T]
    new: list[T]


Letters = dict[object, str]
"""One character for each different part, so that a text of many words is compared as one word of many letters."""


def lettered(parts: Iterable[object], letters: Letters) -> str:
    """The parts as letters; those that are new get the next ones, beyond the plane that holds surrogates."""
    return "".join(letters.setdefault(part, chr(0x10000 + len(letters))) for part in parts)


def is_quick(old: Sequence[object], new: Sequence[object]) -> bool:
    """Whether `align` may search."""
    return cells(old, new) <= MOST_CELLS


def cells(old: Sequence[object], new: Sequence[object]) -> int:
    """How much is searched: what both begin and end with needs no search."""
    head = Prefix.similarity(old, new)
    shared = head + Postfix.similarity(old[head:], new[head:])
    return (len(old) - shared) * (len(new) - shared)


def align(old: list[T], new: list[T], key: Callable[[T], object]) -> Iterator[Stretch[T]]:
    """All stretches in order; two parts are alike that have the same key. What would be too long a search is one stretch."""
    letters: Letters = {}
    keys = [lettered(map(key, parts), letters) for parts in (old, new)]
    if not is_quick(*keys):
        yield Stretch(False, old, new)
        return
    for alike, group in groupby(Indel.opcodes(*keys), key=lambda step: step.tag == "equal"):
        steps = list(group)
        i, j = (steps[0].src_start, steps[-1].src_end), (steps[0].dest_start, steps[-1].dest_end)
        yield Stretch(alike, old[slice(*i)], new[slice(*j)])
