"""Finds the criteria that the figures of a sentence meet, where its words speak of what the criterion is about."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.index import ANY_WORD, Index, Rule
from normsite.foundation.controls.text.passages import Passage
from normsite.foundation.controls.text.quantities import Quantity
from normsite.foundation.controls.text.terms import Token, subject, tokens

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
REACH = 90  # characters around a figure in which stands what it measures
SPOKEN = 0.75  # the weight of words by which a text speaks of a subject
BESIDE = 0.7  # what a word counts for that stands in the same block or in the heading, not in the sentence
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


def find_matches(passage: Passage, quantities: list[Quantity], index: Index) -> list[Match]:
    """The best of each category, in the order of the list."""
    measured = _with_words(passage, quantities)
    said = _states(measured, index)
    if not said:
        return []
    sentence = subject(passage.text)
    beside = (subject(passage.block) | subject(passage.heading)) - sentence
    found = []
    for number, states in said.items():
        rule = index.rules[number]
        met = {place: state for place, state in states.items() if state is not None}
        if met and _holds(rule, states):
            match = _match(rule, met, sentence, beside)
            if match:
                found.append(match)
    return list(_best(found))


def _with_words(passage: Passage, quantities: list[Quantity]) -> list[_Measured]:
    words = [token for token in tokens(passage.text, frozenset())]
    found = []
    for at, quantity in enumerate(quantities):
        low = max(quantities[at - 1].end if at else 0, quantity.start - REACH)
        high = min(quantities[at + 1].start if at + 1 < len(quantities) else len(passage.text), quantity.end + REACH)
        found.append(_Measured(quantity, frozenset(_between(words, low, high))))
    return found


def _between(words: list[Token], low: int, high: int) -> Iterator[str]:
    return (token.stem for token in words if low <= token.start < high)


def _states(measured: list[_Measured], index: Index) -> dict[int, dict[int, Quantity | None]]:
    """For each rule that a figure speaks to: by the places of its bounds, the figure that meets it, or None where one fails."""
    said: dict[int, dict[int, Quantity | None]] = defaultdict(dict)
    for one in measured:
        for kind, low, high in one.quantity.readings:
            words = index.by_kind.get(kind)
            for word in (one.near if kind in COMMON else (ANY_WORD,)) if words else ():
                for number, place in words.get(word, ()):  # type: ignore[union-attr]
                    states = said[number]
                    if states.get(place) is None:
                        meets = index.rules[number].bounds[place].meets(kind, low, high)
                        states[place] = one.quantity if meets else None
    return said


def _holds(rule: Rule, states: dict[int, Quantity | None]) -> bool:
    """Whether what is said meets the criterion, and nothing said fails it. What stands in one paragraph must all be met."""
    held = _held(rule.criterion.group, iter(range(len(rule.bounds))), states)
    if held is False:
        return False
    parts: dict[str, list[int]] = defaultdict(list)
    for place, bound in enumerate(rule.bounds):
        parts[bound.condition.code].append(place)
    entry = rule.criterion.code[:5]
    own = {code: places for code, places in parts.items() if code != entry} or parts
    whole = [all(states.get(place) for place in places) for places in own.values()]
    if rule.criterion.group.join == "any":
        return any(states.values())
    return sum(whole) >= max(1, PARTS * len(whole))


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
