"""Which clause of an old edition lives on in which clause of a new one.

Each old clause is given away once, in this order: the same anchor; the same number with a similar title; the same title (below
the same clause, where several bear it); a text that is alike. Within a step the most alike pair goes first; of equal ones, the
first in the text.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from norms.text.likeness import BUCKETS, Shingles, title_likeness, words
from norms.text.parsed import ParsedClause

SIMILAR_TITLE = 0.5
LIKE_TEXT = 0.3
NEAREST = 8
MOST_NAMESAKES = 50
MOST_WEIGHED = 20_000_000
"""How often in all a part of one sketch may be found in another: some seconds, where each clause is like each other one."""
SHORTEST_TEXT = 6
"""Word triples below which a text says too little to be recognised by."""


@dataclass(frozen=True, slots=True)
class Known:
    """A clause that the record holds.

    `key` is whatever the caller knows it by, often its anchor; `above` is the title of the clause it stands under, which tells
    namesakes apart (without it, the numbers do).
    """

    key: str
    anchor: str | None
    number: str
    title: str
    body: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """`by` says what gave it away: "anchor", "number", "title" or "text"; `score` is how alike title and text are, 0 to 1."""

    old: Known
    new: ParsedClause
    by: str
    score: float


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs and new clauses in the order of the new edition, gone ones in that of the old."""

    pairs: list[Pair] = field(default_factory=list)
    new: list[ParsedClause] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Side:
    """One clause of either edition, prepared for comparing. `above` is the title of the clause it stands under."""

    place: int
    anchors: frozenset[str]
    number: str
    title: tuple[str, ...]
    text: Shingles
    above: str


Score = Callable[[_Side, _Side], float]
Candidate = tuple[float, int, int]
"""How good, the place of the new clause negated (so that the first wins a draw), the place of the old one negated."""


def match_clauses(old: Sequence[Known], new: Sequence[ParsedClause]) -> Matching:
    """Pair the clauses of two editions; nothing is paired twice, nothing is dropped."""
    work = _Work([*_known_sides(old)], [*_parsed_sides(new)])
    work.take("anchor", work.sharing(lambda side: side.anchors, _by_anchor))
    work.take("number", work.sharing(lambda side: {side.number} - {""}, _by_number))
    work.take("title", work.sharing(lambda side: {side.title} - {()}, _by_title))
    work.take("text", work.alike())
    pairs = {place: Pair(old[partner], new[place], by, score) for place, (partner, by, score) in work.taken.items()}
    return Matching(
        pairs=[pairs[place] for place in sorted(pairs)],
        new=[clause for place, clause in enumerate(new) if place not in pairs],
        gone=[known for place, known in enumerate(old) if place in work.old_left],
    )


class _Work:
    def __init__(self, old: list[_Side], new: list[_Side]) -> None:
        self.old_left = {side.place: side for side in old}
        self.new_left = {side.place: side for side in new}
        self.taken: dict[int, tuple[int, str, float]] = {}

    def take(self, by: str, candidates: Iterable[Candidate]) -> None:
        """Give candidates away, best first."""
        for _, new_place, old_place in sorted(candidates, reverse=True):
            if -old_place in self.old_left and -new_place in self.new_left:
                old, new = self.old_left.pop(-old_place), self.new_left.pop(-new_place)
                self.taken[new.place] = (old.place, by, _likeness(old, new))

    def sharing(self, keys: Callable[[_Side], Iterable[Hashable]], score: Score) -> list[Candidate]:
        """The pairs that share a key and score above 0."""
        known: dict[Hashable, list[_Side]] = {}
        for old in self.old_left.values():
            for key in keys(old):
                known.setdefault(key, []).append(old)
        found: list[Candidate] = []
        for new in self.new_left.values():
            namesakes = [old for key in keys(new) for old in known.get(key, [])[:MOST_NAMESAKES]]
            found += [(worth, -new.place, -old.place) for old in namesakes if (worth := score(old, new)) > 0]
        return found

    def alike(self) -> list[Candidate]:
        """The pairs with like texts: the nearest few by sketch, then exactly."""
        holders: dict[int, list[int]] = defaultdict(list)
        for old in self.old_left.values():
            if len(old.text.members) >= SHORTEST_TEXT:
                for member in old.text.sketch:
                    holders[member].append(old.place)
        most = max(MOST_NAMESAKES, MOST_WEIGHED // (BUCKETS * (len(self.new_left) or 1)))
        found: list[Candidate] = []
        for new in self.new_left.values():
            if len(new.text.members) < SHORTEST_TEXT:
                continue
            shared = Counter(place for member in new.text.sketch for place in holders.get(member, [])[:most])
            sides = [self.old_left[place] for place, _ in shared.most_common(4 * NEAREST)]
            near = nlargest(NEAREST, sides, key=lambda old: old.text.estimate(new.text))
            scores = ((_by_text(old, new), -new.place, -old.place) for old in near)
            found += [candidate for candidate in scores if candidate[0] >= LIKE_TEXT]
        return found


def _by_anchor(old: _Side, new: _Side) -> float:
    return 1.0


def _by_number(old: _Side, new: _Side) -> float:
    alike = title_likeness(old.title, new.title)
    return alike if alike >= SIMILAR_TITLE else 0.0


def _by_title(old: _Side, new: _Side) -> float:
    return 1.0 + (old.above == new.above) + old.text.likeness(new.text)


def _by_text(old: _Side, new: _Side) -> float:
    return old.text.likeness(new.text) + 0.1 * title_likeness(old.title, new.title)


def _likeness(old: _Side, new: _Side) -> float:
    return round((title_likeness(old.title, new.title) + 3 * old.text.likeness(new.text)) / 4, 3)


def _known_sides(clauses: Sequence[Known]) -> Iterable[_Side]:
    by_number = {known.number: known for known in clauses if known.number}
    for place, known in enumerate(clauses):
        parent = by_number.get(known.number.rpartition(".")[0]) if known.number else None
        above = known.above or (parent.title if parent else "")
        yield _side(place, [known.anchor], known.number, known.title, known.body, above)


def _parsed_sides(clauses: Sequence[ParsedClause]) -> Iterable[_Side]:
    for place, clause in enumerate(clauses):
        above = clauses[clause.parent].title if clause.parent is not None else ""
        anchors = [clause.anchor, *clause.aliases]
        yield _side(place, anchors, clause.number or "", clause.title, clause.body_md, above)


def _side(place: int, anchors: Iterable[str | None], number: str, title: str, body: str, above: str) -> _Side:
    heading, parent = tuple(words(title)), " ".join(words(above))
    return _Side(place, frozenset(filter(None, anchors)), number, heading, Shingles.of(body), parent)
