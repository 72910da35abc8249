"""The clauses of two editions, prepared for comparing, and how they belong together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from norms.text.names import only_says_a_place, says_the_title, slugs_of
from norms.text.parsed import ParsedClause, Remark
from norms.text.similarity import Shingles, title_likeness, words

ROOT = -1
LIKE_TEXT = 0.3
SIMILAR_TITLE = 0.5
LONGEST_HEADING = 300
SHORTEST_TEXT = 6
"""Word triples below which a text says too little to be recognised by, or to speak against a title."""


@dataclass(frozen=True, slots=True)
class Known:
    """A clause that the record holds.

    `key` is whatever the caller knows it by, often its anchor; `above` is the key of the clause under which it stands. `number`
    is as written, empty where none was; `names` are what else the file called it, `name` is what a person calls it.
    """

    key: str
    anchor: str | None
    number: str
    title: str
    body: str
    above: str = ""
    names: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """`by` says what gave it away: "person", "anchor", "number", "title", "text" or "clauses" (those below it); `score` is how
    alike title and text are, 0 to 1; a person should look at one that is `doubtful`."""

    old: Known
    new: ParsedClause
    by: str
    score: float
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs and new clauses in the order of the new edition, gone ones in that of the old."""

    pairs: list[Pair] = field(default_factory=list)
    new: list[ParsedClause] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Side:
    """One clause of either edition. `parent` is the place of the clause above, `above` its title; the `places` are those of its
    names that say no more than a place; `is_plain` says that one says no more than the title, as those do that we make."""

    place: int
    names: frozenset[str]
    places: frozenset[str]
    number: str
    title: tuple[str, ...]
    text: Shingles
    parent: int
    above: tuple[str, ...]
    is_plain: bool

    @property
    def says_enough(self) -> bool:
        return len(self.text.members) >= SHORTEST_TEXT

    def similar_title(self, other: "Side") -> float:
        """How similar, 0 where not enough; with the same number it is enough that one only has more words than the other."""
        alike, shorter = title_likeness(self.title, other.title), min(self.title, other.title, key=len)
        grew = self.number == other.number != "" and {*shorter} <= {*self.title} & {*other.title}
        return alike if grew or alike >= SIMILAR_TITLE else 0.0

    def disagrees(self, other: "Side") -> bool:
        """Whether both texts say enough and are not alike, by their sketches."""
        return self.says_enough and other.says_enough and self.text.estimate(other.text) < LIKE_TEXT

    def likeness(self, other: "Side") -> float:
        return round((title_likeness(self.title, other.title) + 3 * self.text.likeness(other.text)) / 4, 3)


def known_sides(clauses: Sequence[Known]) -> Iterator[Side]:
    places = {known.key: place for place, known in enumerate(clauses)}
    for place, known in enumerate(clauses):
        parent = places.get(known.above, ROOT)
        above = clauses[parent].title if parent != ROOT else ""
        yield _side(place, [known.anchor, *_own_names(known)], known.number, known.title, known.body, parent, above)


def _own_names(known: Known) -> Iterator[str]:
    """Without those that tools make of headings within the text: they lead to the clause, and do not mean it."""
    within = {slug for line in known.body.split("\n") for slug in slugs_of(line[:LONGEST_HEADING])} if known.names else set()
    return (name for name in known.names if re.sub(r"[-_]\d{1,4}$", "", name) not in within)


def parsed_sides(clauses: Sequence[ParsedClause], texts: Sequence[str]) -> Iterator[Side]:
    for place, clause in enumerate(clauses):
        parent = ROOT if clause.parent is None else clause.parent
        above = clauses[parent].title if parent != ROOT else ""
        yield _side(place, [clause.anchor, *clause.names], clause.number or "", clause.title, texts[place], parent, above)


def _side(place: int, names: Iterable[str | None], number: str, title: str, body: str, parent: int, above: str) -> Side:
    heading, given = tuple(words(title)), frozenset(filter(None, names))
    places = frozenset(name for name in given if only_says_a_place(name, heading))
    is_plain = any(says_the_title(name, heading) for name in given)
    return Side(place, given, places, number, heading, Shingles.of(body), parent, tuple(words(above)), is_plain)
