"""A control list made ready for screening: its codes, its criteria by what they measure, how rare each of its words is."""

import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from normsite.foundation.controls.text.algorithms import KeyLengths, key_lengths
from normsite.foundation.controls.text.compounds import list_compounds
from normsite.foundation.controls.text.criteria import Row, SuggestedCriterion
from normsite.foundation.controls.text.isotopes import ListedIsotope, list_isotopes
from normsite.foundation.controls.text.keys import speaks_of_keys
from normsite.foundation.controls.text.listed import Listing, list_things
from normsite.foundation.controls.text.metals import ListedMetal, list_metals
from normsite.foundation.controls.text.subjects import is_condition, named_things, parted
from normsite.foundation.controls.text.terms import MEASURES, NAMED, parameter, stem, stems, subject, unit_stems
from normsite.foundation.controls.text.thresholds import Comparator, Condition, measured
from normsite.foundation.controls.text.units import kinds

READING = "8"  # counts the changes of how texts are read: findings that were kept are of another reading
ANY_WORD = ""  # finds all bounds of a kind of quantity that needs no word to tell what it measures
ASIDE = 0.35  # the share of a word that doesn't name the thing itself
_INCLUSIVE = {Comparator.GREATER: Comparator.AT_LEAST, Comparator.LESS: Comparator.AT_MOST}
_FREQUENCY = next(iter(kinds("hertz")))
_STEADY = stems("stability drift jitter")  # of a frequency, which isn't the frequency itself
COUNTED_KINDS = kinds("axis node element layer rotor qubit")
SCALED = kinds("metre hertz")
FAR = 1e4  # times beyond a bound, where something else must be meant
_SHARE = next(iter(kinds("percent")))
_OF_WHAT = re.compile(r"\W{0,3}(?:(?:of|by) )?([a-z]{4,20}(?: equivalent)?)\b", re.IGNORECASE)
_BAND = re.compile(r"wavelength|\bband\b", re.IGNORECASE)
_PARTED_BY = re.compile(r"\W{0,3}(tunable)\b", re.IGNORECASE)  # lasers are tunable or "non-tunable"
_MORE_IS_MORE = re.compile(
    r"\b(?:power|range|rate|energy density|speed|thrust|frequency|energy|capacity|pressures?)\b", re.IGNORECASE
)
_LOW_LEVEL = re.compile(r"\d[A-E]99\d")
NAMED_SHARE = 0.5  # of the words of a thing, by which a text names it
NAMED_WEIGHT = 0.8  # of a word that stands for a thing by its whole name: "unmanned aerial vehicle"


@dataclass(frozen=True)
class Bound:
    """A condition in base units. `terms` are the words by which a text says what it measures; of what is counted ("two or more
    rotary axes") all `needed` must be said. `is_class` where it only tells which things are meant: a band, an upper limit of
    what is better when it's more."""

    condition: Condition
    kinds: tuple[tuple[str, float, float], ...]  # kind of quantity, figure, upper figure: one for each reading of the unit
    terms: frozenset[str]
    needed: frozenset[str]
    is_class: bool

    def meets(self, kind: str, low: float, high: float, *, beyond: bool = False) -> bool:
        """Whether any figure from `low` to `high` is controlled; `beyond` where it's said to be more, or less, than that."""
        comparator = (
            _INCLUSIVE.get(self.condition.comparator, self.condition.comparator) if beyond else self.condition.comparator
        )
        return any(
            own == kind and _is_met(comparator, value, upper, low, high) and not _is_beside(comparator, kind, value, low, high)
            for own, value, upper in self.kinds
        )


@dataclass(frozen=True)
class Subject:
    """What a criterion is about: its words with their weights (1 for a word of one entry alone). One of `own` must be spoken
    of: the things that its paragraph names, or the nearest above that names any; `above` are those of the next that does.
    All of `needed` must be said: by it the list parts things of which it also controls the others."""

    weights: dict[str, float]
    own: tuple[frozenset[str], ...]
    above: tuple[frozenset[str], ...]
    whole: float
    needed: frozenset[str] = frozenset()

    def is_named(self, things: tuple[frozenset[str], ...], spoken: frozenset[str]) -> bool:
        """Whether at least half of the words, by weight, of one of these things of it are spoken of."""
        return any(
            sum(self.weights[word] for word in thing & spoken) >= NAMED_SHARE * sum(self.weights[word] for word in thing)
            for thing in things
        )


@dataclass(frozen=True)
class Rule:
    """A criterion made ready. `bounds` by their conditions' places in the group, read from left to right; `features` the words
    of what must hold beside them."""

    criterion: SuggestedCriterion
    bounds: tuple[Bound, ...]
    subject: Subject
    features: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Index:
    """`version` names what it was made from: results that are kept for a text are right while it's the same."""

    name: str
    version: str
    entries: dict[str, str]
    codes: dict[str, str]
    rules: tuple[Rule, ...]
    by_kind: dict[str, dict[str, tuple[tuple[int, int], ...]]]
    weights: dict[str, float]
    compounds: dict[str, tuple[str, str]]
    key_lengths: KeyLengths
    listing: Listing
    isotopes: tuple[ListedIsotope, ...]
    metals: tuple[ListedMetal, ...]


def build_index(rows: Sequence[Row], criteria: Iterable[SuggestedCriterion], *, name: str) -> Index:
    """From a list's texts and the criteria that are to be looked for: suggested and confirmed ones, not those that somebody
    rejected. `name` is the list's, as sentences for people say it. Figures of the US series 990 to 999 are left out: those
    entries begin where any shop's goods do, so that they'd tell nothing; their codes are found."""
    criteria = list(criteria)
    weights = _weights(rows)
    rules = tuple(_rule(criterion, weights) for criterion in criteria if _tells(criterion))
    return Index(
        name=name,
        version=_version(rows, criteria, name),
        entries={row.entry: row.text for row in rows if row.parent is None},
        codes={row.code: row.text for row in rows if row.code},
        rules=rules,
        by_kind=_by_kind(rules),
        weights=weights,
        compounds=list_compounds(rows),
        key_lengths=key_lengths(rows),
        listing=list_things(rows, criteria, weights),
        isotopes=list_isotopes(rows),
        metals=list_metals(rows),
    )


def _tells(criterion: SuggestedCriterion) -> bool:
    """Not those of the lowest series; nor what a heading only counts ("two or more axes"): that says which things are meant."""
    if _LOW_LEVEL.match(criterion.code):
        return False
    counted = all(_is_counted(one) for one in criterion.group.conditions())
    return "." in criterion.code or not counted


def _is_counted(condition: Condition) -> bool:
    return any(kind in COUNTED_KINDS for kind, _ in measured(condition.value, condition.unit))


def _version(rows: Sequence[Row], criteria: list[SuggestedCriterion], name: str) -> str:
    digest = hashlib.sha256(f"{READING} {name}".encode())
    for row in rows:
        digest.update(f"\x1e{row.entry}\x1f{row.code}\x1f{row.kind}\x1f{row.parent}\x1f{row.text}".encode())
    digest.update(json.dumps([asdict(criterion) for criterion in criteria], sort_keys=True).encode())
    return digest.hexdigest()[:32]


def _weights(rows: Sequence[Row]) -> dict[str, float]:
    """How much a word says of the subject: 1 where it stands in one entry alone, 0 where in all."""
    entries: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for word in subject(row.text):
            entries[word].add(row.entry)
    count = max(2, len({row.entry for row in rows}))
    found = {word: 1 - math.log(len(where)) / math.log(max(count, 40)) for word, where in entries.items()}
    return {word: max(weight, NAMED_WEIGHT) if word in NAMED else weight for word, weight in found.items()}


def _rule(criterion: SuggestedCriterion, weights: dict[str, float]) -> Rule:
    bounds = tuple(_bound(condition, criterion) for condition in criterion.group.conditions())
    features = tuple(words for text in criterion.features if (words := subject(text)))
    return Rule(criterion, bounds, _subject(criterion, bounds, weights), features)


def _subject(criterion: SuggestedCriterion, bounds: tuple[Bound, ...], weights: dict[str, float]) -> Subject:
    """The words of the paragraph and of the things that those above it name count wholly, the others less, and least those of
    what a thing is for: they name many other things."""
    said = (frozenset().union(*(parameter(bound.condition.parameter) for bound in bounds)) - NAMED) | MEASURES | unit_stems()
    found: dict[str, float] = {}
    levels: list[tuple[frozenset[str], ...]] = []
    passed: list[tuple[frozenset[str], ...]] = []
    for place, text in enumerate(criterion.subject):
        thing, purpose = parted(text)
        named = named_things(thing, said)
        (passed if is_condition(text) or not named else levels).append(named)
        lead = frozenset().union(*named)
        for words, share in ((lead, 1.0), (subject(thing), 1.0 if place == 0 else ASIDE), (subject(purpose), ASIDE)):
            for word in words - said - found.keys():
                found[word] = weights.get(word, 0.5) * share
    own, above = [*levels, *(one for one in passed if one), (), ()][:2]
    needed = frozenset(stem(found_in[1]) for text in criterion.subject if (found_in := _PARTED_BY.match(text)))
    return Subject(found, own, above, sum(found.values()), needed)


def _bound(condition: Condition, criterion: SuggestedCriterion) -> Bound:
    readings = []
    upper = measured(condition.upper, condition.unit) if condition.upper is not None else []
    for at, (kind, value) in enumerate(measured(condition.value, condition.unit)):
        readings.append((kind, value, upper[at][1] if upper else value))
    said = parameter(condition.parameter) or parameter(condition.words)
    needed = (
        parameter(condition.words) - parameter(condition.unit) if readings and readings[0][0] in COUNTED_KINDS else frozenset()
    )
    if readings and readings[0][0] == _FREQUENCY:
        needed = said & _STEADY
    if readings and readings[0][0] == _SHARE:
        said |= _shared(condition, criterion)
    if not said:
        said = next((words for text in criterion.subject if (words := parameter(text))), said)
    return Bound(condition, tuple(readings), said, needed, _is_class(condition))


def _shared(condition: Condition, criterion: SuggestedCriterion) -> frozenset[str]:
    """Of what a share is, where that stands behind it: "more than 60 % hafnium". A condition that a person has written down has
    no words of the list."""
    if not condition.words:
        return frozenset()
    of = _OF_WHAT.match(criterion.subject[0].partition(condition.words)[2])
    return parameter(of[1]) - MEASURES if of else frozenset()


def _is_class(condition: Condition) -> bool:
    if condition.comparator == Comparator.BETWEEN or _BAND.search(condition.parameter):
        return True
    return condition.comparator in {Comparator.LESS, Comparator.AT_MOST} and bool(_MORE_IS_MORE.search(condition.parameter))


def _by_kind(rules: tuple[Rule, ...]) -> dict[str, dict[str, tuple[tuple[int, int], ...]]]:
    """Kind of quantity, word of a parameter: which bounds of which rules."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for number, rule in enumerate(rules):
        for place, bound in enumerate(rule.bounds):
            if bound.condition.unit.lower() in {"bit", "bits"} and speaks_of_keys(
                f"{bound.condition.parameter} {rule.criterion.subject[0]}"
            ):
                continue  # algorithms are read by their names
            for kind, _, _ in bound.kinds:
                for word in (*bound.terms, ANY_WORD):
                    found[kind][word].append((number, place))
    return {kind: {word: tuple(places) for word, places in words.items()} for kind, words in found.items()}


def _is_beside(comparator: Comparator, kind: str, value: float, low: float, high: float) -> bool:
    """Whether a length or frequency is so far beyond a bound that something else is measured: a wavelength is no length of
    chopped fibres."""
    if kind not in SCALED or value <= 0:
        return False
    if comparator in {Comparator.LESS, Comparator.AT_MOST}:
        return 0 < high < value / FAR
    return comparator in {Comparator.GREATER, Comparator.AT_LEAST} and low > value * FAR


def _is_met(comparator: Comparator, value: float, upper: float, low: float, high: float) -> bool:
    slack = abs(value) * 1e-9
    return {
        Comparator.LESS: low < value - slack,
        Comparator.AT_MOST: low <= value + slack,
        Comparator.EQUAL: low <= value + slack and high >= value - slack,
        Comparator.AT_LEAST: high >= value - slack,
        Comparator.GREATER: high > value + slack,
        Comparator.BETWEEN: high >= value - slack and low <= upper + abs(upper) * 1e-9,
    }[comparator]
