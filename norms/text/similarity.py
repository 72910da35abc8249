"""How alike two texts are, by the word triples they share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize
from zlib import crc32

_WORD = re.compile(r"\w+")
SHINGLE = 3
BUCKETS = 128


def words(text: str) -> list[str]:
    """The words of a text in lower case, the same in each Unicode form."""
    return _WORD.findall(normalize("NFC", text).lower())


@dataclass(frozen=True, slots=True)
class Shingles:
    """A text as the set of its word triples (of its words, when it has fewer than three), and a sketch of that set.

    The sketch holds the smallest member of each of `BUCKETS` parts (one-permutation MinHash): two sketches are compared in a
    few microseconds however long the texts are. Checksums, not `hash`, so that every process finds the same.
    """

    members: frozenset[int]
    sketch: frozenset[int]
    filled: int

    @classmethod
    def of(cls, text: str) -> "Shingles":
        found = words(text)
        length = SHINGLE if len(found) >= SHINGLE else 1
        members = frozenset(crc32(" ".join(found[i : i + length]).encode()) for i in range(len(found) - length + 1))
        smallest: dict[int, int] = {}
        for member in members:
            smallest[member % BUCKETS] = min(member, smallest.get(member % BUCKETS, member))
        return cls(members, frozenset(smallest.values()), sum(1 << bucket for bucket in smallest))

    def likeness(self, other: "Shingles") -> float:
        """From 0 (nothing shared) to 1 (the same)."""
        return jaccard(self.members, other.members)

    def estimate(self, other: "Shingles") -> float:
        """The likeness, roughly and at once."""
        filled = (self.filled | other.filled).bit_count()
        return len(self.sketch & other.sketch) / filled if filled else 1.0


def jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Shared members by all members; two empty sets are the same."""
    if not one and not other:
        return 1.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def title_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two titles are by their words, plural or not, in any order."""
    return jaccard(frozenset(word.rstrip("s") for word in one), frozenset(word.rstrip("s") for word in other))
