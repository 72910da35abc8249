"""Finds the criteria that the figures of a sentence meet, where its words speak of what the criterion is about."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.index import ANY_WORD, Index, Rule
from normsite.foundation.controls.text.passages import Passage
from normsite.foundation.controls.text.quantities import Quantity
from normsite.foundation.controls.text.terms import Token, stem, tokens

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
    r"(?:above|exceed(?:s|ing)?|(?:greater|more|higher|better|less|lower|smaller|finer) than|over|in excess of|below|under|beyond)\s\Z",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,;]|\b(?:and|with|at|having|while|but)\b")
REACH = 90  # characters around a figure in which stands what it measures
SPOKEN = 0.55  # the weight of words by which a text speaks of a subject
STRONG, TELLING = 1.6, 0.78  # the weight by which it's spoken of so much, or so plainly, that the thing needs no name
BESIDE = 0.7  # what a word counts for that stands in the same block or in the heading, not in the sentence
FEATURE = 0.3  # the share of a feature's words by which a text speaks of it
MANY = 2  # conditions of one paragraph that must all be met; of more, half
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
    sentence, beside = passage.spoken, passage.beside
    found = []
    for number, states in said.items():
        rule = index.rules[number]
        if states.met and _holds(rule, states, sentence | beside):
            match = _match(rule, states.met, sentence, beside)
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


@dataclass
class _Said:
    """What figures say of a rule: by the places of its bounds, which figure meets it, and which fails it."""

    met: dict[int, Quantity] = field(default_factory=dict)
    failed: dict[int, Quantity] = field(default_factory=dict)

    def verdict(self, place: int) -> bool | None:
        """None where nothing is said. A figure that meets one bound of a rule isn't meant by another that it fails."""
        if place in self.met:
            return True
        return False if place in self.failed and self.failed[place] not in self.met.values() else None


def _states(measured: list[_Measured], index: Index) -> dict[int, _Said]:
    """For each rule that a figure speaks to, what it says."""
    said: dict[int, _Said] = defaultdict(_Said)
    for one in measured:
        for kind, low, high in one.quantity.readings:
            words = index.by_kind.get(kind)
            near = one.near | IMPLIED_BY.get(kind, frozenset())
            for word in (near if kind in COMMON else (ANY_WORD,)) if words else ():
                for number, place in words.get(word, ()):  # type: ignore[union-attr]
                    bound = index.rules[number].bounds[place]
                    if not bound.needed <= one.near:
                        continue
                    if bound.meets(kind, low, high, beyond=one.beyond):
                        said[number].met.setdefault(place, one.quantity)
                    else:
                        said[number].failed.setdefault(place, one.quantity)
    return said


def _holds(rule: Rule, said: _Said, spoken: frozenset[str]) -> bool:
    """Whether what is said meets the criterion, and nothing said fails it. Of what stands in one paragraph all must be met, or
    half where it's much; what only tells a class (a band of wavelengths) isn't enough."""
    if _held(rule.criterion.group, iter(range(len(rule.bounds))), said) is False:
        return False
    bounds = rule.bounds
    if all(bounds[place].is_class for place in said.met):
        return False
    parts: dict[str, list[bool]] = defaultdict(list)
    for place, bound in enumerate(bounds):
        if place in said.met or not bound.condition.is_aside:
            parts[bound.condition.code].append(place in said.met)
    code = rule.criterion.code
    own = {one for one in parts if one == code or one.startswith(f"{code}.")}
    whole = {one: _is_whole(met) for one, met in parts.items() if one in own or one != code[:5]}
    features = [len(words & spoken) >= FEATURE * len(words) for words in rule.features]
    if not _own_holds(own, whole, parts, features):
        return False
    return sum(whole.values()) + UNFIGURED * sum(features) >= PARTS * (len(whole) + UNFIGURED * len(features))


def _is_whole(met: list[bool]) -> bool:
    return sum(met) >= (len(met) if len(met) <= MANY else len(met) / 2)


def _own_holds(own: set[str], whole: dict[str, bool], parts: dict[str, list[bool]], features: list[bool]) -> bool:
    """Whether the criterion's own paragraph is spoken of, not only those in which it stands."""
    if any(whole.get(code) for code in own):
        return True
    if not own:
        return any(features)
    return sum(sum(met) for code, met in parts.items() if code not in own) >= MANY


def _held(group: Group, places: Iterator[int], said: _Said) -> bool | None:
    """True where it is met, False where it fails, None where too little is said."""
    results = [_held(part, places, said) if isinstance(part, Group) else said.verdict(next(places)) for part in group.parts]
    if group.join == "any":
        return True if True in results else None if None in results else False
    return False if False in results else None if None in results else True


def _match(rule: Rule, met: dict[int, Quantity], sentence: frozenset[str], beside: frozenset[str]) -> Match | None:
    weights = rule.subject.weights
    here = {word: weights[word] for word in weights.keys() & sentence}
    there = {word: weights[word] * BESIDE for word in weights.keys() & beside}
    spoken = sum(here.values()) + sum(there.values())
    if spoken < SPOKEN or not _is_meant(rule, met, sentence | beside, spoken):
        return None
    shared = tuple(word for word, _ in sorted((here | there).items(), key=lambda one: (-one[1], one[0])))
    near = sum(len(rule.bounds[place].terms & (sentence | beside)) / max(1, len(rule.bounds[place].terms)) for place in met)
    coverage = spoken / rule.subject.whole if rule.subject.whole else 0
    return Match(rule, met, shared, spoken * (0.3 + coverage) + near)


def _is_meant(rule: Rule, met: dict[int, Quantity], words: frozenset[str], spoken: float) -> bool:
    """Whether the thing itself is named; or the one above it, where much else fits; or where hardly anything else is so measured."""
    about = rule.subject
    if about.is_named(about.own, words):
        return True
    inherited = sum(rule.bounds[place].condition.code != rule.criterion.code for place in met)
    if about.is_named(about.above, words) and (inherited >= MANY or spoken >= STRONG):
        return True
    rare = any(kind not in COMMON for quantity in met.values() for kind, _, _ in quantity.readings)
    return rare and spoken >= TELLING


def _best(found: list[Match]) -> Iterator[Match]:
    """Of each category those that fit about as well as the best."""
    categories: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        categories[match.rule.criterion.code[:1]].append(match)
    best = max((match.score for match in found), default=0)
    for matches in categories.values():
        matches.sort(key=lambda match: -match.score)
        yield from (match for match in matches[:MOST] if match.score >= AS_GOOD * best)
