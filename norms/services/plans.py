"""What an import would do, and what one has done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from rapidfuzz.distance import Prefix

from norms.models import ClauseKind, Dialect, Norm, Numbering, Revision
from norms.text.edition import Edition
from norms.text.parsing import ParsedClause, ParsedNorm, Remark
from norms.text.sides import Known, Matching, Pair
from normsite.foundation.lines import check_words
from normsite.foundation.markup.keywords import SCHEMES
from normsite.foundation.unseen import isolated

MOST_DOUBTS = 400
MOST_CHOICES = 300
MOST_OPTIONS = 30_000
"""On the whole page: of all choices of all doubts."""
EXCERPT = 300
STRANGE = 5
"""Of so many clauses at least one must live on, else the text is perhaps that of another norm."""


@dataclass(frozen=True)
class Doubt:
    """A clause of which a person may say what it was before. Without a `pair` it is new as yet; `said` is the anchor that a
    person gave, empty for a new clause, None where nobody said anything."""

    place: int
    name: str
    text: str
    pair: Pair | None
    said: str | None

    @property
    def excerpts(self) -> tuple[str, str]:
        """The old and the new text, each cut to `EXCERPT` characters from a few words before the place where they begin to
        differ."""
        old, new = self.pair.old.body if self.pair else "", self.text
        place = int(Prefix.similarity(old, new))
        start = max(0, old.rfind(" ", 0, place - EXCERPT // 4)) if max(len(old), len(new)) > EXCERPT else 0
        return _excerpt(old, start), _excerpt(new, start)


def _excerpt(text: str, start: int) -> str:
    return f"{'…' * (start > 0)}{text[start : start + EXCERPT].strip()}{'…' * (start + EXCERPT < len(text))}"


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing is written yet. `standing` is the text with which it was compared, in short; empty for a
    new norm. `scheme` is that of the keywords, and `likely_scheme` the one that the text looks like, with the reason.
    `renumbered` are the clauses that the site would count otherwise than the file does, with those numbers; `places`
    are order, depth, position and number of each clause."""

    edition: Edition
    base: Revision | None
    standing: str
    scheme: str
    likely_scheme: tuple[str, str]
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
        about = (self._on_likeness(), self._on_dialect(), self._on_scheme(), self._on_numbers())
        return [*chain.from_iterable(about), *self.parsed.warnings]

    def _on_likeness(self) -> Iterator[Remark]:
        """Whether it seems to be the same text, or that of another norm."""
        if self.base is None:
            return
        known = len(self.matching.pairs) + len(self.matching.gone)
        lived_on = f"{len(self.matching.pairs)} of {_clauses(known)} live{'s' * (known == 1)} on"
        if STRANGE * len(self.matching.pairs) < known:
            titles = f"it is called “{self.title}”, the norm “{self.base.norm.title}”" if self.title else "look at it once more"
            yield Remark(1, f"Is it a text of this norm? Only {lived_on}; {titles}.")
        elif not self.matching.new and not self.matching.gone and self._says_the_same:
            yield Remark(
                1, f"All clauses live on, each with the title and the words that it has in {isolated(self.base.name)}."
            )

    @property
    def _says_the_same(self) -> bool:
        words = {id(parsed): read.words for parsed, read in zip(self.parsed.clauses, self.edition.clauses, strict=True)}
        return all((pair.old.title, pair.old.body) == (pair.new.title, words[id(pair.new)]) for pair in self.matching.pairs)

    def _on_scheme(self) -> Iterator[Remark]:
        likely, reason = self.likely_scheme
        if reason and likely != self.scheme:
            label = SCHEMES[likely].label.partition(":")[0]
            yield Remark(1, f"The text seems to be written with the keywords of {label}: {reason}.")

    def _on_dialect(self) -> Iterator[Remark]:
        if self.base and self.base.norm.dialect != self.parsed.dialect:
            before, now = Dialect(self.base.norm.dialect).label, Dialect(self.parsed.dialect).label
            yield Remark(1, f"The norm was read as {before} so far; this text is read as {now}.")

    def _on_numbers(self) -> Iterator[Remark]:
        if self.numbering == Numbering.WRITTEN and not any(clause.number for clause in self.parsed.clauses):
            yield Remark(1, "The text has no numbers; they are counted.")
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

    def summary_of_norm(self, given: str) -> str:
        """The summary of a new norm: as given, else the description in the file."""
        return given or str(self.parsed.meta.get("description") or "")

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
        """How many doubts are left out of `doubts`, beyond what a form can send."""
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
    def clauses(self) -> list[tuple[int, str]]:
        """Place, number and title of every clause of the text."""
        names = self._names
        return [(place, names[id(clause)]) for place, clause in enumerate(self.parsed.clauses)]

    @property
    def known(self) -> list[Known]:
        """Every clause of the text with which it was compared."""
        return [*(pair.old for pair in self.matching.pairs), *self.matching.gone]

    @property
    def overview(self) -> dict[str, Any]:
        """What the pages show of it, before the import and after, in plain values: a record keeps it as JSON."""
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
            "scheme": SCHEMES[self.scheme].label,
            "dialect": Dialect(self.parsed.dialect).label,
            "reason": self.parsed.reason,
            "numbering": Numbering(self.numbering).label,
            "differing": len(self.renumbered),
        }

    def _outline(self) -> Iterator[list[str]]:
        """Number, title and kind of each clause, as they will stand."""
        for clause, places in zip(self.parsed.clauses, self.places, strict=True):
            yield [places["number"], clause.title, str(ClauseKind(clause.kind).label)]


def _clauses(number: int) -> str:
    return f"{number} clause{'s' * (number != 1)}"


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
        name = f"{isolated(self.revision.name)} of {isolated(self.norm.title)}"
        if self.plan.base is None:
            return f"{name} is imported: {_clauses(len(self.new))}."
        new, gone = ((len(some), "is" if len(some) == 1 else "are") for some in (self.new, self.gone))
        counted = f"{_clauses(len(self.matched))} lived on, {new[0]} {new[1]} new, {gone[0]} {gone[1]} gone"
        return f"{name} is imported: {counted}."

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
