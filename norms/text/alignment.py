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
    """Whether `align` may search between what both begin and end with."""
    shared = sum(ends(old, new))
    return (len(old) - shared) * (len(new) - shared) <= MOST_CELLS


def align(old: list[T], new: list[T], key: Callable[[T], object]) -> Iterator[Stretch[T]]:
    """All stretches in order; two parts are alike that have the same key. What both begin and end with needs no search."""
    letters: Letters = {}
    keys_old, keys_new = (lettered(map(key, parts), letters) for parts in (old, new))
    head, tail = ends(keys_old, keys_new)
    if head:
        yield Stretch(True, old[:head], new[:head])
    middle = slice(head, len(old) - tail), slice(head, len(new) - tail)
    yield from _searched(old[middle[0]], new[middle[1]], keys_old[middle[0]], keys_new[middle[1]])
    if tail:
        yield Stretch(True, old[-tail:], new[-tail:])


def _searched(old: list[T], new: list[T], keys_old: str, keys_new: str) -> Iterator[Stretch[T]]:
    if not is_quick(keys_old, keys_new):
        yield Stretch(False, old, new)
        return
    for alike, group in groupby(Indel.opcodes(keys_old, keys_new), key=lambda step: step.tag == "equal"):
        steps = list(group)
        i, j = (steps[0].src_start, steps[-1].src_end), (steps[0].dest_start, steps[-1].dest_end)
        yield Stretch(alike, old[slice(*i)], new[slice(*j)])


def ends(one: Sequence[object], other: Sequence[object]) -> tuple[int, int]:
    """With how many parts that are alike both begin, and with how many more they end."""
    head = Prefix.similarity(one, other)
    return head, Postfix.similarity(one[head:], other[head:])
