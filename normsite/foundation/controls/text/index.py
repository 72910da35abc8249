"""A control list made ready for screening: its codes, its criteria by what they measure, how rare each of its words is."""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from normsite.foundation.controls.text.algorithms import KeyLengths, key_lengths
from normsite.foundation.controls.text.criteria import Group, Row, SuggestedCriterion
from normsite.foundation.controls.text.terms import NAMED, parameter, subject
from normsite.foundation.controls.text.thresholds import Comparator, Condition, measured

READING = "1"  # counts the changes of how texts are read: findings that were kept are of another reading
ANY_WORD = ""  # finds all bounds of a kind of quantity that needs no word to tell what it measures
NAMED_WEIGHT = 0.8  # of a word that stands for a thing by its whole name: "unmanned aerial vehicle"


@dataclass(frozen=True)
class Bound:
    """A condition in base units. `terms` are the words by which a text says what it measures."""

    condition: Condition
    kinds: tuple[tuple[str, float, float], ...]  # kind of quantity, figure, upper figure: one for each reading of the unit
    terms: frozenset[str]

    def meets(self, kind: str, low: float, high: float) -> bool | None:
        """Whether any figure from `low` to `high` is controlled; None where it's another kind of quantity."""
        for own, value, upper in self.kinds:
            if own == kind:
                return _is_met(self.condition.comparator, value, upper, low, high)
        return None


@dataclass(frozen=True)
class Subject:
    """What a criterion is about: its words with their weights (1 for a word of one entry alone), the nearest first."""

    weights: dict[str, float]
    whole: float


@dataclass(frozen=True)
class Rule:
    """A criterion made ready. `bounds` by their conditions' places in the group, read from left to right."""

    criterion: SuggestedCriterion
    bounds: tuple[Bound, ...]
    subject: Subject


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
    key_lengths: KeyLengths
    listed: dict[str, str] = field(default_factory=dict)


def build_index(rows: Sequence[Row], criteria: Iterable[SuggestedCriterion], *, name: str) -> Index:
    """From a list's texts and the criteria that are to be looked for: suggested and confirmed ones, not those that somebody
    rejected. `name` is the list's, as sentences for people say it."""
    criteria = list(criteria)
    weights = _weights(rows)
    rules = tuple(_rule(criterion, weights) for criterion in criteria)
    return Index(
        name=name,
        version=_version(rows, criteria, name),
        entries={row.entry: row.text for row in rows if row.parent is None},
        codes={row.code: row.text for row in rows if row.code},
        rules=rules,
        by_kind=_by_kind(rules),
        weights=weights,
        key_lengths=key_lengths(rows),
    )


def _version(rows: Sequence[Row], criteria: list[SuggestedCriterion], name: str) -> str:
    digest = hashlib.sha256(f"{READING} {name}".encode())
    for row in rows:
        digest.update(f"\x1e{row.entry}\x1f{row.code}\x1f{row.kind}\x1f{row.parent}\x1f{row.text}".encode())
    digest.update(json.dumps([criterion.as_json() for criterion in criteria], sort_keys=True).encode())
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
    measured_words = frozenset().union(*(parameter(bound.condition.parameter) for bound in bounds))
    own: dict[str, float] = {}
    for text in criterion.subject:
        for word in subject(text):
            if word not in own and word not in measured_words:
                own[word] = weights.get(word, 0.5)
    return Rule(criterion, bounds, Subject(own, sum(own.values())))


def _bound(condition: Condition, criterion: SuggestedCriterion) -> Bound:
    kinds = []
    upper = measured(condition.upper, condition.unit) if condition.upper is not None else []
    for at, (kind, value) in enumerate(measured(condition.value, condition.unit)):
        kinds.append((kind, value, upper[at][1] if upper else value))
    said = parameter(f"{condition.parameter} {condition.words}")
    return Bound(
        condition, tuple(kinds), said or next((words for text in criterion.subject if (words := parameter(text))), said)
    )


def _by_kind(rules: tuple[Rule, ...]) -> dict[str, dict[str, tuple[tuple[int, int], ...]]]:
    """Kind of quantity, word of a parameter: which bounds of which rules."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for number, rule in enumerate(rules):
        for place, bound in enumerate(rule.bounds):
            for kind, _, _ in bound.kinds:
                for word in (*bound.terms, ANY_WORD):
                    found[kind][word].append((number, place))
    return {kind: {word: tuple(places) for word, places in words.items()} for kind, words in found.items()}


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
