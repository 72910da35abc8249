"""Finds the criteria that the figures of a sentence meet, where its words speak of what the criterion is about."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.index import ANY_WORD, Bound, Index, Rule
from normsite.foundation.controls.text.passages import Passage
from normsite.foundation.controls.text.quantities import Quantity
from normsite.foundation.controls.text.reckoned import Measured, reckon
from normsite.foundation.controls.text.terms import Token, stem, stems, tokens
from normsite.foundation.controls.text.thresholds import Comparator
from normsite.foundation.controls.text.units import kinds

# Of these so much is measured that a figure alone says nothing: it needs the word for what is measured.
COMMON = kinds(
    """metre second gram kelvin percent bit byte hertz degree decibel metre/second watt pascal metre**3 metre**2 volt ampere
    joule bit/second pixel layer node element newton standard_gravity rpm decibel_milliwatt decibel_isotropic operation sample
    metre**3/second particle revolution"""
)
# What a unit says by itself of what is measured.
IMPLIED_BY = {
    kind: frozenset(stem(word) for word in words.split())
    for unit, words in {
        "hertz": "frequency", "kelvin": "temperature", "watt": "power", "pascal": "pressure", "volt": "voltage",
        "bit": "resolution", "metre/second": "speed", "metre**3": "volume capacity", "metre**2": "area", "rpm": "speed",
        "joule": "energy",
        "newton": "force thrust", "standard_gravity": "acceleration", "metre**3/second": "flow", "ampere": "current",
    }.items()
    for kind in kinds(unit)
}  # fmt: skip
# The thing of which a figure is said when its unit is this, and one of these words stands beside it.
TOLD_BY = tuple(
    (re.compile(unit), stems(words), stems(things))
    for unit, words, things in (
        (r"(?:°|deg|degrees?) ?(?:/|per) ?(?:√|root )?(?:h|hr|hour)", "bias drift stability instability random", "gyro"),
        (r"[mµμu]Gal", "accuracy static precision", "gravimeter"),
        (r"[fpn]T ?(?:/|per).{2,20}", "sensitivity noise resolution field", "magnetometer"),
        (
            r"[kM]?(?:rads?|Gy)(?: ?\(Si\) ?/ ?s)?|n/cm.{1,6}",
            "ram sram dram prom memory chip asic fpga microcircuit microprocessor processor electronics",
            "integrated circuit",
        ),
    )
)
_BEYOND = re.compile(
    r"(?:above|exceed(?:s|ing)?|(?:greater|more|higher|better|less|lower|smaller|finer|shorter|longer) than|over|in excess of"
    r"|below|under|beyond)\s\Z",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,;]|\b(?:and|with|at|having|while|but)\b")
# The words beside a figure that say what is measured, without its name.
SAID_BY = {
    "depth": stems("deep deeper dive dives diving ocean seafloor seabed underwater submerged") | {"rov", "auv"},
    "accuraci": stems("precision repeatability"),
    "rang": stems("fly flying flew flown") | {"rocket"},
    "endurance": stems(
        "aloft airborne air cruises cruising refueling refuelling fly flies flying flew flown flight trip mission sortie"
    ),
}
REACH = 90  # characters around a figure in which stands what it measures
MURMURED = 0.35  # the same, where more than two of its figures are met
SPOKEN = 0.55  # the weight of words by which a text speaks of a subject
# What nothing but a control list is measured in; and so great an impulse as lists name has nothing but a rocket.
UNIQUE = kinds("weighted_teraflops newton*second")
HALF = 0.8  # the weight by which a thing is spoken of so plainly that half of what one paragraph asks of it will do
PLAIN = 1.3  # the same, of the paragraphs that are joined
STRONG, TELLING = 1.6, 0.78  # the weight by which it's spoken of so much, or so plainly, that the thing needs no name
BESIDE = 0.7  # what a word counts for that stands in the same block or in the heading, not in the sentence
FEATURE = 0.25  # the share of a feature's words by which a text speaks of it
LONGEST_ENTRY = 5  # characters of an entry's code
MANY = 2  # conditions of one paragraph that must all be met; of more, half
UNFIGURED = 0.5  # what a feature without a figure counts beside one with figures
FEWER_PARTS = 0.34  # where the thing is plainly spoken of
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


def find_matches(
    passage: Passage, quantities: list[Quantity], index: Index, otherwise: frozenset[str] = frozenset()
) -> list[Match]:
    """The best of each category, in the order of the list. `otherwise` are words of the sentence as the list writes them."""
    measured = _with_words(passage, quantities)
    measured += reckon(measured, passage.spoken | passage.beside)
    said = _states(measured, index)
    if not said:
        return []
    sentence, beside = passage.spoken | otherwise | _told_by_units(measured, passage.spoken), passage.beside
    found = []
    for number, states in said.items():
        if (
            states.met
            and not _is_of_another_class(index.rules[number], states, said, index)
            and (match := _match(index.rules[number], states, sentence, beside))
        ):
            found.append(match)
    return list(_best(found))


def _with_words(passage: Passage, quantities: list[Quantity]) -> list[Measured]:
    """Each figure with the words around it, up to the next figures of its kind: those have words of their own."""
    words = list(tokens(passage.text, frozenset()))
    starts = [word.start for word in words]
    found = []
    for quantity, before, following in _neighbours(quantities):
        low = max(before, quantity.start - REACH)
        high = min(len(passage.text) if following is None else following, quantity.end + REACH)
        cut = _CUT.search(passage.text, quantity.end, high) if following is not None else None
        beyond = bool(_BEYOND.search(passage.text[max(0, quantity.start - 20) : quantity.start]))
        near = frozenset(_between(words, starts, low, cut.start() if cut else high))
        near |= {measured for measured, said in SAID_BY.items() if near & said}
        found.append(Measured(quantity, near, beyond))
    return found


def _neighbours(quantities: list[Quantity]) -> Iterator[tuple[Quantity, int, int | None]]:
    """Each figure, where those of its kind before it end, and where the next of its kind begins, in one pass each way."""
    begins: dict[object, int] = {}
    following: list[int | None] = []
    for quantity in reversed(quantities):
        kind = quantity.readings[0][0]
        following.append(begins.get(kind))
        begins[kind] = min(quantity.start, begins.get(kind, quantity.start))
    ends: dict[object, int] = {}
    for quantity, after in zip(quantities, reversed(following), strict=True):
        kind = quantity.readings[0][0]
        yield quantity, ends.get(kind, 0), after
        ends[kind] = max(quantity.end, ends.get(kind, 0))


def _told_by_units(measured: list[Measured], spoken: frozenset[str]) -> frozenset[str]:
    """The things of which only such a figure is said: nothing but a gyroscope has a bias in degrees per hour."""
    told = (
        things
        for unit, words, things in TOLD_BY
        for one in measured
        if (one.near | spoken) & words and unit.fullmatch(one.quantity.unit)
    )
    return frozenset().union(*told)


def _between(words: list[Token], starts: list[int], low: int, high: int) -> Iterator[str]:
    """The stems of the words that begin from `low` on and before `high`; `starts` says where each begins."""
    return (token.stem for token in words[bisect_left(starts, low) : bisect_left(starts, high)])


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


def _states(measured: list[Measured], index: Index) -> dict[int, _Said]:
    """For each rule that a figure speaks to, what it says."""
    said: dict[int, _Said] = defaultdict(_Said)
    for one in measured:
        for kind, low, high in one.quantity.readings:
            words = index.by_kind.get(kind, {})
            near = one.near | IMPLIED_BY.get(kind, frozenset())
            for word in near if kind in COMMON else (ANY_WORD,):
                for number, place in words.get(word, ()):
                    bound = index.rules[number].bounds[place]
                    if not bound.needed <= one.near:
                        continue
                    if bound.meets(kind, low, high, beyond=one.beyond):
                        said[number].met.setdefault(place, one.quantity)
                    else:
                        said[number].failed.setdefault(place, one.quantity)
    return said


def _is_of_another_class(rule: Rule, states: _Said, said: dict[int, _Said], index: Index) -> bool:
    """Whether a text leaves the class unsaid (the band of a laser's wavelength), and its figures are too little for most
    classes of the entry: then nothing speaks for just this one."""
    bands = (place for place, bound in enumerate(rule.bounds) if bound.condition.comparator == Comparator.BETWEEN)
    if all(place in states.met for place in bands):
        return False
    entry, figures = rule.criterion.code[:LONGEST_ENTRY], states.met.values()
    alike = [other for number, other in said.items() if index.rules[number].criterion.code.startswith(entry)]
    return sum(any(one in other.met.values() for one in figures) for other in alike) < len(alike) / 2


def _match(rule: Rule, said: _Said, sentence: frozenset[str], beside: frozenset[str]) -> Match | None:
    weights = rule.subject.weights
    here = {word: weights[word] for word in weights.keys() & sentence}
    there = {word: weights[word] * BESIDE for word in weights.keys() & beside}
    spoken = sum(here.values()) + sum(there.values())
    words = sentence | beside
    if not _holds(rule, said, words, spoken) or not _is_meant(rule, said.met, words, spoken):
        return None
    shared = tuple(word for word, _ in sorted((here | there).items(), key=lambda one: (-one[1], one[0])))
    near = sum(len(rule.bounds[place].terms & words) / max(1, len(rule.bounds[place].terms)) for place in said.met)
    coverage = spoken / rule.subject.whole if rule.subject.whole else 0
    return Match(rule, said.met, shared, spoken * (0.3 + coverage) + near)


def _holds(rule: Rule, said: _Said, words: frozenset[str], spoken: float) -> bool:
    """Whether what is said meets the criterion, and nothing said fails it; what only tells a class (a band of wavelengths)
    isn't enough, unless nothing else is asked."""
    bounds = rule.bounds
    only_class = all(bounds[place].is_class for place in said.met)
    if only_class and spoken < STRONG and not all(bound.is_class and not bound.condition.is_aside for bound in bounds):
        return False
    verdict, share, parts = _weighed(rule, rule.criterion.group, iter(range(len(bounds))), said, spoken)
    if verdict is False:
        return False
    features = [len(feature & words) >= FEATURE * len(feature) for feature in rule.features]
    if not _own_holds(rule, said, spoken, features):
        return False
    asked = FEWER_PARTS if spoken >= PLAIN else PARTS
    return share * parts + UNFIGURED * sum(features) >= asked * (parts + UNFIGURED * len(features))


def _weighed(rule: Rule, group: Group, places: Iterator[int], said: _Said, spoken: float) -> tuple[bool | None, float, int]:
    """Whether a group is met (None where too little is said), which share of its parts is, and how many parts it has. The
    conditions of one paragraph are one part of what must all be met."""
    verdicts: list[bool | None] = []
    shares: list[float] = []
    paragraphs: dict[str, list[int]] = defaultdict(list)
    for part in group.parts:
        if isinstance(part, Group):
            verdict, share, _ = _weighed(rule, part, places, said, spoken)
            shares.append(share)
        else:
            place = next(places)
            verdict = said.verdict(place)
            paragraphs[part.code if group.join == "all" else str(place)].append(place)
        verdicts.append(verdict)
    heading = rule.criterion.code[:5]
    shares += [
        float(_is_whole(rule, of_one, said, spoken))
        for code, of_one in paragraphs.items()
        if code != heading or len(paragraphs) == 1
    ]
    if group.join == "any":
        return (True if True in verdicts else None if None in verdicts else False), max(shares, default=0.0), 1
    return (False if False in verdicts else None if None in verdicts else True), sum(shares) / max(1, len(shares)), len(shares)


def _is_whole(rule: Rule, places: list[int], said: _Said, spoken: float) -> bool:
    """Whether the conditions of one paragraph are met: all of them, or half where there are many or the thing is plainly spoken
    of. What only tells a class, or how it is measured, may go unsaid."""
    met = [place in said.met for place in places if place in said.met or not _may_go_unsaid(rule.bounds[place])]
    if not any(met):
        return False
    of_bits = any(rule.bounds[place].kinds and rule.bounds[place].kinds[0][0] == "[information]" for place in places)
    half = len(met) > MANY or (spoken >= HALF and not of_bits)
    return sum(met) >= (len(met) / 2 if half else len(met))


def _may_go_unsaid(bound: Bound) -> bool:
    return bound.is_class or bound.condition.is_aside


def _own_holds(rule: Rule, said: _Said, spoken: float, features: list[bool]) -> bool:
    """Whether the criterion's own paragraph is spoken of, not only those in which it stands."""
    code = rule.criterion.code
    own = [
        place
        for place, bound in enumerate(rule.bounds)
        if bound.condition.code == code or bound.condition.code.startswith(f"{code}.")
    ]
    if any(place in said.met for place in own):
        return True
    if not own:
        return any(features)
    return len(said.met) >= (1 if spoken >= STRONG else MANY)


def _is_meant(rule: Rule, met: dict[int, Quantity], words: frozenset[str], spoken: float) -> bool:
    """Whether the thing itself is named; or that above it, where much else fits; or where little else is so measured."""
    measured = {kind for quantity in met.values() for kind, _, _ in quantity.readings}
    if measured & UNIQUE:
        return True
    about = rule.subject
    if not about.needed <= words:
        return False
    if spoken < (MURMURED if len(met) > MANY or _is_all(rule, met) else SPOKEN):
        return False
    if about.is_named(about.own, words):
        return True
    inherited = sum(rule.bounds[place].condition.code != rule.criterion.code for place in met)
    if about.is_named(about.above, words) and (inherited >= MANY or spoken >= STRONG):
        return True
    return spoken >= STRONG or (spoken >= TELLING and not measured <= COMMON)


def _is_all(rule: Rule, met: dict[int, Quantity]) -> bool:
    """Whether all that is asked is met, of two figures at least: then few words do."""
    asked = [place for place, bound in enumerate(rule.bounds) if not _may_go_unsaid(bound)]
    return len(asked) >= MANY and all(place in met for place in asked)


def _best(found: list[Match]) -> Iterator[Match]:
    """Of each category those that fit about as well as the best."""
    categories: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        categories[match.rule.criterion.code[:1]].append(match)
    best = max((match.score for match in found), default=0)
    for matches in categories.values():
        matches.sort(key=lambda match: -match.score)
        yield from (match for match in matches[:MOST] if match.score >= AS_GOOD * best)
