"""Which parts of one text stand in another, in the same order: the longest common subsequence, with bounded work."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Indel

MOST_CELLS = 64_000_000
"""Of one search: parts of one text times parts of the other. It needs an eighth of as many bytes, and about 15 ms."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Corresponding stretches of both texts: alike, or one in the place of the other (either may be empty).

    `whole` says that they were too long to look for what stayed.
    """

    old: list[str]
    new: list[str]
    alike: bool
    whole: bool = False


Letters = dict[object, str]
"""One character for each different part, so that a text of many words is compared as one word of many letters."""


def lettered(parts: Iterable[object], letters: Letters) -> str:
    """The parts as letters; those that are new get the next ones, beyond the plane that holds surrogates."""
    return "".join(letters.setdefault(part, chr(0x10000 + len(letters))) for part in parts)


def is_quick(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether `align` may search."""
    return len(old) * len(new) <= MOST_CELLS


def align(old: list[str], new: list[str], key: Callable[[str], object]) -> Iterator[Stretch]:
    """All stretches in order; two parts are alike that have the same key. What both begin and end with needs no search."""
    letters: Letters = {}
    keys_old, keys_new = (lettered(map(key, parts), letters) for parts in (old, new))
    head = _common(keys_old, keys_new)
    tail = _common(keys_old[head:][::-1], keys_new[head:][::-1])
    if head:
        yield Stretch(old[:head], new[:head], True)
    middle = slice(head, len(old) - tail), slice(head, len(new) - tail)
    yield from _searched(old[middle[0]], new[middle[1]], keys_old[middle[0]], keys_new[middle[1]])
    if tail:
        yield Stretch(old[-tail:], new[-tail:], True)


def _searched(old: list[str], new: list[str], keys_old: str, keys_new: str) -> Iterator[Stretch]:
    if not is_quick(old, new):
        yield Stretch(old, new, False)
        return
    for alike, group in groupby(Indel.opcodes(keys_old, keys_new), key=lambda step: step.tag == "equal"):
        steps = list(group)
        i, j = (steps[0].src_start, steps[-1].src_end), (steps[0].dest_start, steps[-1].dest_end)
        yield Stretch(old[slice(*i)], new[slice(*j)], alike)


def _common(one: str, other: str) -> int:
    """How many both begin with."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
