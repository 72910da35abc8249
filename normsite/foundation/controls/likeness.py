"""Which paragraphs of two lists read alike. Their codes are not looked at: the same characters mean different things in two
lists.

Words are weighed by how rare they are (tf-idf), so that "specially designed" joins nothing; the nearest two are then compared
word by word. Knows no database.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from snowballstemmer import stemmer

ALIKE = 70
"""Least likeness, of 100, that is worth a person's look."""
COMMON = 0.05
"""Words that stand in a greater part of all paragraphs find no candidates, they only weigh in."""
_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)?")

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Piece:
    """One entry or paragraph: its full code, its own words, and those of what it stands in."""

    code: str
    words: str
    above: str = ""


@dataclass(frozen=True)
class Pair:
    left: str
    right: str
    likeness: int


def alike(left: Sequence[Piece], right: Sequence[Piece]) -> list[Pair]:
    """Pairs of which each is the other's best match, in the order of `left`; likeness from `ALIKE` to 100."""
    weighed = _Weighed(left, right)
    there = _best(weighed.left, weighed.right, weighed.common)
    back = _best(weighed.right, weighed.left, weighed.common)
    pairs = []
    for here, (other, _) in there.items():
        if back.get(other, (None, 0))[0] == here:
            likeness = compare(left[here], right[other])
            if likeness >= ALIKE:
                pairs.append(Pair(left[here].code, right[other].code, likeness))
    return pairs


def compare(one: Piece, other: Piece) -> int:
    """How alike two pieces read, from 0 to 100: three parts their own words, one part what they stand in."""
    own = fuzz.token_sort_ratio(_plain(one.words), _plain(other.words))
    if not (one.above and other.above):
        return round(own)
    return round((3 * own + fuzz.token_set_ratio(_plain(one.above), _plain(other.above))) / 4)


def _plain(words: str) -> str:
    return " ".join(_WORD.findall(words.lower()))


class _Weighed:
    """The words of both lists with their weights; each piece has length 1."""

    def __init__(self, left: Sequence[Piece], right: Sequence[Piece]) -> None:
        stem = stemmer("english")
        counts = [Counter(stem.stemWords(_WORD.findall(f"{piece.words} {piece.above}".lower()))) for piece in (*left, *right)]
        spread = Counter(word for words in counts for word in words)
        total = len(counts)
        self.common = {word for word, number in spread.items() if number > COMMON * total and number > 10}
        weighed = [_normal({word: n * math.log(1 + total / spread[word]) for word, n in words.items()}) for words in counts]
        self.left, self.right = weighed[: len(left)], weighed[len(left) :]


def _normal(weights: dict[str, float]) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _best(ours: Sequence[Weights], theirs: Sequence[Weights], common: Iterable[str]) -> dict[int, tuple[int, float]]:
    """For each of ours, by its place, the nearest of theirs and how near (cosine)."""
    common = set(common)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, weights in enumerate(theirs):
        for word, weight in weights.items():
            if word not in common:
                postings[word].append((place, weight))
    best = {}
    for place, weights in enumerate(ours):
        scores: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for other, theirs_weight in postings.get(word, ()):
                scores[other] += weight * theirs_weight
        if scores:
            nearest = max(sorted(scores), key=scores.__getitem__)
            best[place] = (nearest, scores[nearest])
    return best
