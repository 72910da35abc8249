"""What a list describes without a figure and without a name of its own: how much a sentence says of such a paragraph.

Plain words tell little, however rare a list has them. Two that stand together in a list, and nowhere but in a few of its
entries, are its technical terms: "cold traps", "kneading shaft". Of such a term, or of three words at least, so much must be
said that nothing else is likely meant.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normsite.foundation.controls.text.criteria import Row
from normsite.foundation.controls.text.subjects import parted
from normsite.foundation.controls.text.terms import MEASURES, Token, stems, tokens, unit_stems

Pair = tuple[str, str]

ENOUGH = 2.7  # the score by which a paragraph is spoken of
SEVERAL = 3  # of its own words at least, where no technical term of it is said
ABOVE = 0.5  # the share of a word that stands only in the paragraphs above
TERM = 0.7  # what a technical term adds to its words
COVERAGE = 0.8  # what it adds that all of a paragraph's own words are said
LEAST = 0.4  # of its own words, by weight, where only one technical term is said
MOST_ENTRIES = 5  # in which a technical term stands
TELLS = 0.3  # the weight of a word by which a paragraph is looked up
# Words of every text, however rare the lists have them.
EVERYDAY = stems(
    """what could like man men out well come came hand good old take turn side off round certain pass back live half
    moment night day life far return against thus another whose full sight find because hold house next carry carried
    run known close express door along itself entire leg rest meet allow clear read people sleep bed respect voice
    quick whatever probably join escape beyond represent original correct real determine write dress became lead
    unless intent attempt attack prevent unknown previous effect necessary remove advantage born around middle public
    society provide otherwise actual avoid numerous assist finish double speak speaker interest involve correspond
    consist associate deny maintain amid permit damage abundant then once believe always consider say said tell ask
    give know see seem think feel want need try help keep put let begin days year years week month hour claim reason
    question answer friend play game team win war city country school book story film song music ship sea land red
    food fish horse hair shut event vast"""
)
_TOGETHER = re.compile(r"[ \-‑/\"'“”‘’]{0,3}|[\"'”’]? (?P<of>of)(?: the)? [\"'“‘]?")


@dataclass(frozen=True)
class Description:
    """A paragraph with the words that it says itself, those of the paragraphs above, and its technical terms; `whole` is the
    weight of its own words."""

    code: str
    text: str
    own: frozenset[str]
    above: frozenset[str]
    terms: frozenset[Pair]
    whole: float


@dataclass(frozen=True)
class Descriptions:
    """With the places of those that say each word."""

    paragraphs: tuple[Description, ...]
    by_word: dict[str, tuple[int, ...]]


def describe(rows: Sequence[Row], plain: Sequence[int], weights: Mapping[str, float]) -> Descriptions:
    """`plain` are the places of the paragraphs and headings that bear no figures and are things."""
    entries: dict[Pair, set[str]] = defaultdict(set)
    for row in rows:
        for pair in _pairs(row.text, list(tokens(row.text))):
            entries[pair].add(row.entry)
    paragraphs = tuple(_description(rows, at, entries, weights) for at in plain)
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, paragraph in enumerate(paragraphs):
        for word in paragraph.own:
            if weights.get(word, 0) >= TELLS:
                by_word[word].append(number)
    return Descriptions(paragraphs, {word: tuple(numbers) for word, numbers in by_word.items()})


def _description(rows: Sequence[Row], at: int, entries: Mapping[Pair, set[str]], weights: Mapping[str, float]) -> Description:
    row, plain = rows[at], MEASURES | EVERYDAY | unit_stems()
    thing, purpose = parted(row.text)
    said = list(tokens(thing))
    own = frozenset(token.stem for token in said) - plain
    if not own:  # "a plant designed for …" is told by what it's for
        thing, purpose = row.text, ""
        said = list(tokens(thing))
        own = frozenset(token.stem for token in said) - plain
    others = (purpose, *(parted(text)[0] for text in _texts_above(rows, row)))
    above = frozenset(token.stem for text in others for token in tokens(text)) - plain
    terms = frozenset(pair for pair in _pairs(thing, said) if not plain & set(pair) and len(entries[pair]) <= MOST_ENTRIES)
    return Description(row.code, row.text, own, above - own, terms, sum(weights.get(word, 0) for word in own))


def _texts_above(rows: Sequence[Row], row: Row) -> Iterator[str]:
    while row.parent is not None:
        row = rows[row.parent]
        yield row.text


def _pairs(text: str, said: Sequence[Token]) -> Iterator[Pair]:
    """The words that stand together; "reprocessing of spent fuel" is spent fuel reprocessing."""
    for first, second in pairwise(said):
        if joined := _TOGETHER.fullmatch(text, first.end, second.start):
            yield (second.stem, first.stem) if joined["of"] else (first.stem, second.stem)


def find_described(
    text: str, said: Sequence[Token], descriptions: Descriptions, weights: Mapping[str, float]
) -> Iterator[tuple[Description, list[Token]]]:
    """The paragraphs of which a sentence says enough, with the words by which it does; the best first."""
    spoken, pairs = {token.stem for token in said}, frozenset(_pairs(text, said))
    shared: dict[int, float] = defaultdict(float)
    for word in spoken:
        for number in descriptions.by_word.get(word, ()):
            shared[number] += weights[word]
    scores: dict[int, float] = {}
    for number, weight in shared.items():
        score = _score(descriptions.paragraphs[number], weight, spoken, pairs, weights)
        if score >= ENOUGH:
            scores[number] = score
    for number in sorted(scores, key=lambda one: (-scores[one], one)):
        paragraph = descriptions.paragraphs[number]
        yield paragraph, [token for token in said if token.stem in paragraph.own | paragraph.above]


def _score(
    paragraph: Description, shared: float, spoken: set[str], pairs: frozenset[Pair], weights: Mapping[str, float]
) -> float:
    terms = len(pairs & paragraph.terms)
    words, coverage = len(spoken & paragraph.own), shared / paragraph.whole
    if words < SEVERAL and (not terms or coverage < LEAST):
        return 0
    above = sum(weights.get(word, 0) for word in spoken & paragraph.above)
    return shared + ABOVE * above + TERM * terms + COVERAGE * coverage
