"""What an import would do, and what one has done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from norms.models import ClauseKind, Dialect, Norm, Numbering, Revision
from norms.text.edition import Edition
from norms.text.parsing import ParsedClause, ParsedNorm, Remark
from norms.text.sides import Known, Matching, Pair
from normsite.lines import check_words
from normsite.unseen import isolated

MOST_DOUBTS = 400
MOST_CHOICES = 300
MOST_OPTIONS = 30_000
"""On the whole page: of all choices of all doubts."""


@dataclass(frozen=True)
class Doubt:
    """A clause of which a person may say what it was before. Without a `pair` it is new as yet; `said` is the anchor that a
    person gave, empty for a new clause, None where nobody said anything."""

    place: int
    name: str
    text: str
    pair: Pair | None
    said: str | None


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing is written yet. `standing` is the text with which it was compared, in short; empty for a
    new norm. `renumbered` are the clauses that the site would count otherwise than the file does, with those numbers; `places`
    are order, depth, position and number of each clause."""

    edition: Edition
    base: Revision | None
    standing: str
    numbering: str
    renumbered: list[tuple[str, str]]
    places: list[dict[str, Any]]
    pairing: Mapping[int, str]

    @property
    def parsed(self) -> ParsedNorm:
        return self.edition.parsed

    @property
    def matching(self) -> Matching:
        return self.edition.matching

    @property
    def keyword_counts(self) -> dict[str, int]:
        return self.edition.keyword_counts

    @property
    def warnings(self) -> list[Remark]:
        return [*self._on_dialect(), *self._on_numbers(), *self.parsed.warnings]

    def _on_dialect(self) -> Iterator[Remark]:
        if self.base and self.base.norm.dialect != self.parsed.dialect:
            before, now = Dialect(self.base.norm.dialect).label, Dialect(self.parsed.dialect).label
            yield Remark(1, f"The norm was read as {before} so far; this text is read as {now}.")

    def _on_numbers(self) -> Iterator[Remark]:
        if not self.renumbered:
            return
        name, counted = self.renumbered[0]
        how_many = f"{len(self.renumbered)} numbers" if len(self.renumbered) > 1 else "1 number"
        if self.numbering == Numbering.WRITTEN:
            yield Remark(1, f"The clauses keep their numbers as written; counted by the site, {how_many} would differ.")
        else:
            yield Remark(1, f"{how_many} will differ from the written ones; the first is “{name}”, which becomes {counted}.")

    @property
    def title(self) -> str:
        return self.parsed.title

    def title_of_norm(self, given: str) -> str:
        """The title of a new norm: as given, else the file's own, else that of its first clause; not one that is too long."""
        title = given or self.title or self.parsed.clauses[0].title
        check_words(Norm, title=title)
        return title

    @property
    def _names(self) -> dict[int, str]:
        """Number and title of each clause as it will stand, by the identity of what was read of it."""
        rows = zip(self.parsed.clauses, self.places, strict=True)
        return {id(clause): f"{places['number']} {clause.title}".strip() for clause, places in rows}

    @property
    def doubts(self) -> list[Doubt]:
        """The pairs that a person should look at or has settled, then the new clauses that may be gone ones in other words; no
        more of each than a form can send."""
        names, places = self._names, {id(clause): place for place, clause in enumerate(self.parsed.clauses)}
        return [
            Doubt(
                place := places[id(clause)], names[id(clause)], self.edition.clauses[place].words, pair, self._said(place, pair)
            )
            for clause, pair in (*self._in_doubt[:MOST_DOUBTS], *self._perhaps_new[:MOST_DOUBTS])
        ]

    @property
    def more_doubts(self) -> int:
        """How many are not among them."""
        return sum(max(0, len(all_of_them) - MOST_DOUBTS) for all_of_them in (self._in_doubt, self._perhaps_new))

    @property
    def _in_doubt(self) -> list[tuple[ParsedClause, Pair | None]]:
        return [(pair.new, pair) for pair in self.matching.pairs if pair.doubtful or pair.by == "person"]

    @property
    def _perhaps_new(self) -> list[tuple[ParsedClause, Pair | None]]:
        return [(clause, None) for clause in self.matching.new] if self.matching.gone or self._in_doubt else []

    def _said(self, place: int, pair: Pair | None) -> str | None:
        said = self.pairing.get(place)
        return None if said and (pair is None or pair.by != "person") else said

    @property
    def choices(self) -> list[Known]:
        """The clauses of the text before that a person may find in others: those that are gone, and the doubtful ones."""
        doubts = self.doubts
        known = [*self.matching.gone, *(doubt.pair.old for doubt in doubts if doubt.pair)]
        return known[: min(MOST_CHOICES, MOST_OPTIONS // (len(doubts) or 1))]

    @property
    def told(self) -> dict[str, Any]:
        """What the pages show of it, before the import and after."""
        names = self._names
        return {
            "base": self.base.name if self.base else "",
            "clauses": len(self.parsed.clauses),
            "outline": [] if self.base else list(self._outline()),
            "lived_on": [[names[id(pair.new)], pair.old.name, pair.by] for pair in self.matching.pairs],
            "doubtful": [[names[id(pair.new)], pair.old.name, pair.by] for pair in self.matching.pairs if pair.doubtful],
            "new": [names[id(clause)] for clause in self.matching.new],
            "gone": [known.name for known in self.matching.gone],
            "remarks": [[remark.line, remark.sentence] for remark in self.warnings],
            "keywords": list(self.keyword_counts.items()),
            "uncounted": [
                [names[id(clause)], word, reason, count]
                for clause, read in zip(self.parsed.clauses, self.edition.clauses, strict=True)
                for (word, reason), count in read.uncounted.items()
            ],
            "dialect": Dialect(self.parsed.dialect).label,
            "reason": self.parsed.reason,
            "numbering": Numbering(self.numbering).label,
            "differing": len(self.renumbered),
        }

    def _outline(self) -> Iterator[list[str]]:
        """Number, title and kind of each clause, as they will stand."""
        for clause, places in zip(self.parsed.clauses, self.places, strict=True):
            yield [places["number"], clause.title, str(ClauseKind(clause.kind).label)]


@dataclass(frozen=True)
class ImportReport:
    """What an import has done: which clauses lived on and by what they were known, which are new, which are gone."""

    norm: Norm
    revision: Revision
    plan: Plan

    @property
    def matched(self) -> list[tuple[str, str, str, float]]:
        """(anchor, title now, known by, likeness) of each clause that lived on."""
        return [(pair.old.key, pair.new.title, pair.by, pair.score) for pair in self.plan.matching.pairs]

    @property
    def sentence(self) -> str:
        counted = f"{len(self.matched)} clauses lived on, {len(self.new)} are new, {len(self.gone)} are gone"
        return f"{isolated(self.revision.name)} of {isolated(self.norm.title)} is imported: {counted}."

    @property
    def new(self) -> list[str]:
        return [clause.title for clause in self.plan.matching.new]

    @property
    def gone(self) -> list[str]:
        return [known.name for known in self.plan.matching.gone]

    @property
    def warnings(self) -> list[Remark]:
        return self.plan.warnings

    @property
    def keyword_counts(self) -> dict[str, int]:
        return self.plan.keyword_counts
