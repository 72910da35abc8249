"""Things that a list controls by their name alone, without a figure: substances, organisms, kinds of equipment."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Row, SuggestedCriterion
from normsite.foundation.controls.text.subjects import DESCRIBED, NAMED_BEFORE, is_condition, parted, things_of
from normsite.foundation.controls.text.terms import MEASURES, NAMED, Token

CAS = re.compile(r"(?<![\d-])([1-9]\d{1,6}-\d\d-\d)(?![\d-])")
WHOLE = 0.8  # of the words of a thing, by weight, must be said
RARE = 1.25  # the weight of a thing of several words that hardly anything else is called by
ALONE = 0.85  # the weight of a single word that is a name by itself: a substance, an organism
SHORTEST = 7  # letters of such a word
LONGEST = 6  # words of a thing; what is longer is a description
REACH = 14  # characters for each of its words, in which the words of a thing stand together
_CONDITIONAL = re.compile(
    r"\b(?:having|where|that|which|capable|meeting|exceeding|(?:less|more|greater|better|higher|lower) than|equal to|rated|containing|with)\b", re.IGNORECASE
)
_OF_ANOTHER = re.compile(r"\b(?:all of the following|made (?:of|from)|following materials|components|accessories)\b", re.IGNORECASE)
_NOT_A_THING = re.compile(r"\b(?:Reserved|Not used|None|N\.?B\.?|see also)\b|technology|software|\bLicen[cs]e", re.IGNORECASE)


@dataclass(frozen=True)
class Listed:
    """Words that name a thing, the paragraph that lists it, and how heavy they are."""

    words: frozenset[str]
    code: str
    text: str
    weight: float


@dataclass(frozen=True)
class Listing:
    """By the heaviest of its words each thing, and by its CAS number each substance with its paragraph."""

    by_word: dict[str, tuple[Listed, ...]]
    by_cas: dict[str, tuple[str, str]]


def list_things(rows: Sequence[Row], criteria: Sequence[SuggestedCriterion], weights: dict[str, float]) -> Listing:
    """What is listed by name. Where figures say from where on a thing is controlled, its name alone says nothing."""
    figured = {condition.code for criterion in criteria for condition in criterion.group.conditions()}
    figured |= {criterion.code for criterion in criteria}
    by_word: dict[str, list[Listed]] = defaultdict(list)
    by_cas: dict[str, tuple[str, str]] = {}
    for at, row in enumerate(rows):
        code = _code(rows, at)
        for number in CAS.findall(row.text):
            by_cas.setdefault(number, (code, row.text))
        if row.kind in {"item", "heading"} and row.code and not _has_figures(row.code, figured) and _is_unconditional(rows, row):
            for listed in _listed(row, weights):
                by_word[max(listed.words, key=lambda word: (weights.get(word, 0), word))].append(listed)
    return Listing({word: tuple(things) for word, things in by_word.items()}, by_cas)


def _code(rows: Sequence[Row], at: int | None) -> str:
    while at is not None and not rows[at].code:
        at = rows[at].parent
    return rows[at].code if at is not None else ""


def _is_unconditional(rows: Sequence[Row], row: Row) -> bool:
    """Whether the thing is listed however it is, and not as what another is made of or must have."""
    above = rows[row.parent].text if row.parent is not None else ""
    if is_condition(row.text) or _NOT_A_THING.search(row.text) or _OF_ANOTHER.search(above):
        return False
    return not _CONDITIONAL.search(parted(row.text)[0])


def _has_figures(code: str, figured: set[str]) -> bool:
    """Whether figures stand in a paragraph, in what it holds, or in those in which it stands, the heading apart."""
    above = {code[:end] for end in range(7, len(code) + 1) if code[end : end + 1] in {"", "."}}
    return bool(above & figured) or any(one.startswith(f"{code}.") for one in figured)


def _listed(row: Row, weights: dict[str, float]) -> Iterator[Listed]:
    seen = set()
    text = parted(row.text)[0]
    for cut in (NAMED_BEFORE, DESCRIBED):
        for words in things_of(text, cut, MEASURES):
            weight = sum(weights.get(word, 0) for word in words)
            if words not in seen and len(words) <= LONGEST and _is_name(words, weight, row.text):
                seen.add(words)
                yield Listed(words, row.code, row.text, weight)


def _is_name(words: frozenset[str], weight: float, text: str) -> bool:
    if len(words) > 1:
        return weight >= RARE
    word = next(iter(words))
    alone = word in NAMED or (len(text.split()) <= 4 and len(word) >= SHORTEST)
    return weight >= ALONE and alone


def find_things(said: Sequence[Token], listing: Listing, weights: dict[str, float]) -> Iterator[tuple[Listed, int, int]]:
    """Those that the words of a sentence name, with the place of their words in it."""
    for token in said:
        for listed in listing.by_word.get(token.stem, ()):
            place = _place(token, said, listed, weights)
            if place:
                yield listed, *place


def _place(heaviest: Token, said: Sequence[Token], listed: Listed, weights: dict[str, float]) -> tuple[int, int] | None:
    """Where its words stand together around the heaviest of them."""
    near = [one for one in said if one.stem in listed.words and abs(one.start - heaviest.start) <= REACH * len(listed.words)]
    weight = sum(weights.get(word, 0) for word in {one.stem for one in near})
    if weight < WHOLE * listed.weight:
        return None
    return min(one.start for one in near), max(one.end for one in near)
