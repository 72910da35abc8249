"""Which names a name may be: in another script, in another order, spelt a little otherwise, with parts left out."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

# Parts that tell nobody apart, and are written or left out as it comes.
PARTICLES = frozenset(
    [
        *("al", "el", "ul", "ad", "as", "ash", "at", "bin", "ibn", "ben", "bint", "abu", "umm"),
        *("de", "del", "der", "den", "des", "di", "da", "du", "la", "le", "van", "von", "zu", "the", "and", "of"),
        *("mr", "mrs", "ms", "dr", "prof", "sir"),
    ]
)
PART = 0.84  # likeness of two parts of a name, by Jaro and Winkler: "Mohammed" and "Muhammad" have 0.85
WHOLE = 0.88  # mean likeness of all parts of the shorter name
RUN_ON = 0.88  # of two names written in one: "Abdul Rahman" and "Abdulrahman"
SAME_CONSONANTS = 0.92  # of two parts that only vowels and doubled letters tell apart: "Mohamed" and "Muhammad"
FEWEST_LETTERS = 3
MOST = 20
VOWELS = re.compile("[aeiouyhw]")
DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Likeness:
    """A name of the list, by its place in it, and how like it is: 100 is the same."""

    place: int
    percent: int


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name in Latin letters without signs, those that tell nobody apart left out."""
    from anyascii import anyascii  # noqa: PLC0415 - no page needs its tables, only the check of a name

    letters = "".join(sign if sign.isalnum() else "" if sign in "'’ʼ`" else " " for sign in anyascii(name).casefold())
    parts = letters.split()
    return tuple(part for part in parts if part not in PARTICLES) or tuple(parts)


def _likeness(one: str, other: str) -> float:
    """Of two parts of names, from 0 to 1."""
    alike = JaroWinkler.similarity(one, other)
    return max(alike, SAME_CONSONANTS) if consonants(one) and consonants(one) == consonants(other) else alike


def consonants(part: str) -> str:
    """What is left of a part without vowels, and with each doubled letter once; nothing where that is too little to compare."""
    single = DOUBLED.sub(r"\1", part)
    bare = single[:1] + VOWELS.sub("", single[1:])
    return bare if len(bare) >= FEWEST_LETTERS else ""


class Names:
    """Many names, ready to be asked which of them a name is like."""

    def __init__(self, names: Iterable[str]) -> None:
        self.parts = [parts_of(name) for name in names]

    @cached_property
    def _bearing(self) -> dict[str, list[int]]:
        """The places of the names that have a part."""
        bearing: dict[str, list[int]] = defaultdict(list)
        for place, parts in enumerate(self.parts):
            for part in dict.fromkeys(parts):
                bearing[part].append(place)
        return bearing

    @cached_property
    def _by_consonants(self) -> dict[str, list[str]]:
        """The parts that have the same consonants."""
        found: dict[str, list[str]] = defaultdict(list)
        for part in self._bearing:
            found[consonants(part)].append(part)
        return found

    @cached_property
    def _run_on(self) -> list[str]:
        return ["".join(sorted_parts) for sorted_parts in map(sorted, self.parts)]

    def like(self, name: str) -> list[Likeness]:
        """The most like first, at most twenty: where each part of the shorter of both names has one of its own in the other
        that is like it, and where both are alike written in one. A name of a single part is like such names alone."""
        asked = parts_of(name) if self.parts else ()
        if not asked:
            return []
        found = {place: self._score(asked, self.parts[place]) for place in self._candidates(asked)}
        for _, score, place in process.extract(
            "".join(sorted(asked)), self._run_on, scorer=Levenshtein.normalized_similarity, score_cutoff=RUN_ON, limit=MOST
        ):
            found[place] = max(found.get(place, 0.0), score)
        best = sorted(((score, -place) for place, score in found.items() if score >= WHOLE), reverse=True)
        return [Likeness(-place, round(score * 100)) for score, place in best[:MOST]]

    def _candidates(self, asked: tuple[str, ...]) -> set[int]:
        """The names that have as many parts like those asked for as may be asked of the shorter one."""
        hits: dict[int, int] = defaultdict(int)
        for part in asked:
            places = {place for alike in self._alike(part) for place in self._bearing[alike]}
            for place in places:
                hits[place] += 1
        return {place for place, number in hits.items() if number >= min(len(asked), len(self.parts[place]))}

    def _alike(self, part: str) -> list[str]:
        if len(part) < FEWEST_LETTERS:
            return [part] if part in self._bearing else []
        found = process.extract(part, list(self._bearing), scorer=JaroWinkler.similarity, score_cutoff=PART, limit=None)
        spelt = self._by_consonants.get(consonants(part), []) if consonants(part) else []
        return [*{*spelt, *(alike for alike, _, _ in found)}]

    def _score(self, asked: tuple[str, ...], other: tuple[str, ...]) -> float:
        """The mean likeness of the parts of the shorter name to those of the longer one, each given once, the best pairs first;
        0 where one has a single part and the other has not."""
        if min(len(asked), len(other)) == 1 and len(asked) != len(other):
            return 0.0
        pairs = sorted(
            ((_likeness(one, two), i, j) for i, one in enumerate(asked) for j, two in enumerate(other)),
            reverse=True,
        )
        ours: set[int] = set()
        theirs: set[int] = set()
        total = 0.0
        for likeness, i, j in pairs:
            if i not in ours and j not in theirs and likeness >= PART:
                ours.add(i)
                theirs.add(j)
                total += likeness
        return total / min(len(asked), len(other))
