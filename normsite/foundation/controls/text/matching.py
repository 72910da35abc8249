"""Finds the criteria that the figures of a sentence meet, where its words speak of what the criterion is about."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.index import ANY_WORD, Index, Rule
from normsite.foundation.controls.text.passages import Passage
from normsite.foundation.controls.text.quantities import Quantity
from normsite.foundation.controls.text.terms import Token, spoken_of, stem, tokens

# Kinds of quantity of which so much is measured that the figure alone says nothing: it needs the word for what is measured.
COMMON = frozenset(
    {
        "[length]", "[time]", "[mass]", "[temperature]", "[portion]", "[information]", "[storage]", "[cycle] / [time]", "[angle]",
        "[level]", "[length] / [time]", "[mass] * [length] ** 2 / [time] ** 3", "[mass] / [length] / [time] ** 2", "[length] ** 3",
        "[length] ** 2", "[mass] * [length] ** 2 / [time] ** 3 / [current]", "[current]", "[mass] * [length] ** 2 / [time] ** 2",
        "[information] / [time]", "[pixel]", "[layer]", "[node]", "[element]", "[mass] * [length] / [time] ** 2", "[length] / [time] ** 2",
        "[turn] / [time]", "[level_mw]", "[level_iso]", "[operation]", "[sample]", "[length] ** 3 / [time]", "[particle]", "[turn]",
    }
)  # fmt: skip
# What a unit says by itself of what is measured.
IMPLIED_BY = {
    kind: frozenset(stem(word) for word in words.split())
    for kind, words in {
        "[cycle] / [time]": "frequency", "[temperature]": "temperature", "[mass] * [length] ** 2 / [time] ** 3": "power",
        "[mass] / [length] / [time] ** 2": "pressure", "[mass] * [length] ** 2 / [time] ** 3 / [current]": "voltage", "[information]": "resolution",
        "[length] / [time]": "speed", "[length] ** 3": "volume capacity", "[length] ** 2": "area", "[turn] / [time]": "speed",
        "[mass] * [length] ** 2 / [time] ** 2": "energy", "[mass] * [length] / [time] ** 2": "force thrust", "[length] / [time] ** 2": "acceleration",
        "[length] ** 3 / [time]": "flow", "[current]": "current",
    }.items()
}  # fmt: skip
_BEYOND = re.compile(
    r"(?:above|exceed(?:s|ing)?|(?:greater|more|higher|better|less|lower|smaller|finer) than|over|in excess of|below|under|beyond)\s\Z", re.IGNORECASE
)
_CUT = re.compile(r"[,;]|\b(?:and|with|at|having|while|but)\b")
REACH = 90  # characters around a figure in which stands what it measures
SPOKEN = 0.75  # the weight of words by which a text speaks of a subject
BESIDE = 0.7  # what a word counts for that stands in the same block or in the heading, not in the sentence
FEATURE = 0.3  # the share of a feature's words by which a text speaks of it
UNFIGURED = 0.5  # what a feature without a figure counts beside one with figures
PARTS = 0.5  # of the paragraphs that a criterion joins, so many must be met; the others may go unsaid
AS_GOOD = 0.6  # of what fits best, so much must others fit to be told as well
MOST = 4  # criteria told of one sentence, of each category of the list


@dataclass(frozen=True)
class Match:
    """A criterion with the figures that meet it; `shared` the words by which the text speaks of it, the weightiest first."""

    rule: Rule
    met: dict[int, Quantity]
    shared: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class _Measured:
    quantity: Quantity
    near: frozenset[str]
    beyond: bool


def find_matches(passage: Passage, quantities: list[Quantity], index: Index) -> list[Match]:
    """The best of each category, in the order of the list."""
    measured = _with_words(passage, quantities)
    said = _states(measured, index)
    if not said:
        return []
    sentence = spoken_of(passage.text)
    beside = (spoken_of(passage.block) | spoken_of(passage.heading)) - sentence
    found = []
    for number, states in said.items():
        rule = index.rules[number]
        met = {place: state for place, state in states.items() if state is not None}
        if met and _holds(rule, states, sentence | beside):
            match = _match(rule, met, sentence, beside)
            if match:
                found.append(match)
    return list(_best(found))


def _with_words(passage: Passage, quantities: list[Quantity]) -> list[_Measured]:
    """Each figure with the words around it, up to the next figures of its kind: those have words of their own."""
    words = list(tokens(passage.text, frozenset()))
    found = []
    for at, quantity in enumerate(quantities):
        low = max([0, quantity.start - REACH, *(one.end for one in quantities[:at] if _is_alike(one, quantity))])
        following = [one.start for one in quantities[at + 1 :] if _is_alike(one, quantity)]
        high = min([len(passage.text), quantity.end + REACH, *following])
        cut = _CUT.search(passage.text, quantity.end, high) if following else None
        beyond = bool(_BEYOND.search(passage.text[max(0, quantity.start - 20) : quantity.start]))
        near = frozenset(_between(words, low, cut.start() if cut else high))
        found.append(_Measured(quantity, near, beyond))
    return found


def _is_alike(one: Quantity, other: Quantity) -> bool:
    return one.readings[0][0] == other.readings[0][0]


def _between(words: list[Token], low: int, high: int) -> Iterator[str]:
    return (token.stem for token in words if low <= token.start < high)


def _states(measured: list[_Measured], index: Index) -> dict[int, dict[int, Quantity | None]]:
    """For each rule that a figure speaks to: by the places of its bounds, the figure that meets it, or None where one fails."""
    said: dict[int, dict[int, Quantity | None]] = defaultdict(dict)
    for one in measured:
        for kind, low, high in one.quantity.readings:
            words = index.by_kind.get(kind)
            near = one.near | IMPLIED_BY.get(kind, frozenset())
            for word in (near if kind in COMMON else (ANY_WORD,)) if words else ():
                for number, place in words.get(word, ()):  # type: ignore[union-attr]
                    states = said[number]
                    if not index.rules[number].bounds[place].needed <= one.near:
                        continue
                    if states.get(place) is None:
                        meets = index.rules[number].bounds[place].meets(kind, low, high, beyond=one.beyond)
                        states[place] = one.quantity if meets else None
    return said


def _holds(rule: Rule, states: dict[int, Quantity | None], spoken: frozenset[str]) -> bool:
    """Whether what is said meets the criterion, and nothing said fails it. What stands in one paragraph must all be met, and a
    range that only tells a class (a band of wavelengths) isn't enough by itself."""
    if rule.criterion.group.join == "any":
        return any(states.values())
    if _held(rule.criterion.group, iter(range(len(rule.bounds))), states) is False:
        return False
    bounds = rule.bounds
    met = [place for place, state in states.items() if state]
    if all(bounds[place].is_class for place in met):
        return False
    parts: dict[str, list[int]] = defaultdict(list)
    for place, bound in enumerate(bounds):
        parts[bound.condition.code].append(place)
    code = rule.criterion.code
    own = {one: places for one, places in parts.items() if one == code or one.startswith(f"{code}.")} or parts
    whole = {one: all(states.get(place) for place in places) for one, places in parts.items() if one in own or one != code[:5]}
    if not any(whole[one] for one in own):
        return False
    features = [len(words & spoken) >= FEATURE * len(words) for words in rule.features]
    return sum(whole.values()) + UNFIGURED * sum(features) >= PARTS * (len(whole) + UNFIGURED * len(features))


def _held(group: Group, places: Iterator[int], states: dict[int, Quantity | None]) -> bool | None:
    """True where it is met, False where it fails, None where too little is said."""
    results: list[bool | None] = []
    for part in group.parts:
        if isinstance(part, Group):
            results.append(_held(part, places, states))
        else:
            place = next(places)
            results.append(bool(states[place]) if place in states else None)
    if group.join == "any":
        return True if True in results else None if None in results else False
    return False if False in results else None if None in results else True


def _match(rule: Rule, met: dict[int, Quantity], sentence: frozenset[str], beside: frozenset[str]) -> Match | None:
    if not rule.subject.is_named(sentence | beside):
        return None
    weights = rule.subject.weights
    here = {word: weights[word] for word in weights.keys() & sentence}
    there = {word: weights[word] * BESIDE for word in weights.keys() & beside}
    spoken = sum(here.values()) + sum(there.values())
    if spoken < SPOKEN:
        return None
    shared = tuple(word for word, _ in sorted((here | there).items(), key=lambda one: (-one[1], one[0])))
    near = sum(len(rule.bounds[place].terms & (sentence | beside)) / max(1, len(rule.bounds[place].terms)) for place in met)
    coverage = spoken / rule.subject.whole if rule.subject.whole else 0
    return Match(rule, met, shared, spoken * (0.3 + coverage) + near)


def _best(found: list[Match]) -> Iterator[Match]:
    """Of each category those that fit about as well as the best."""
    categories: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        categories[match.rule.criterion.code[:1]].append(match)
    best = max((match.score for match in found), default=0)
    for matches in categories.values():
        matches.sort(key=lambda match: -match.score)
        yield from (match for match in matches[:MOST] if match.score >= AS_GOOD * best)
