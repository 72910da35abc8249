"""Read models for pages: a revision with everything beside its clauses, and what changed between two."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, Prefetch, QuerySet

from norms.models import Clause, NamedReader, ObligationLink, ProvisionKind, Revision, SanctionsCheck, Statement
from norms.redlines import differences
from norms.text.alignment import align
from norms.text.fixups import QUIET_KINDS
from norms.text.quotes import quote_at
from norms.text.reattaching import Standing, reattach
from norms.text.redline import Difference, reads_alike
from normsite.foundation.accounts.access import Reader
from normsite.foundation.controls.jurisdictions import jurisdiction_name
from normsite.foundation.controls.models import ControlList
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.gaps import Fields, cover
from normsite.foundation.withholding.vocabulary import Kind, Part

Clauses = dict[str, Clause]
"""By anchor, in the order of the text."""
GRAVITY = ("new", "gone", "changed", "recast", "renamed", "moved", "touched", "unchanged")
"""The kinds of change, the gravest first."""


def read_revision(revision: Revision) -> list[Clause]:
    """The clauses in order, with statements, provisions and obligations, in a constant number of queries however long the text;
    as anybody may read them, with a gap in the place of what is withheld."""
    links = ObligationLink.objects.select_related("obligation").order_by("obligation__instrument", "obligation__reference")
    statements = Statement.objects.select_related("provision").order_by("position")
    statements = statements.prefetch_related(Prefetch("provision__obligation_links", queryset=links))
    clauses = list(
        Clause.objects.filter(revision=revision).in_order().prefetch_related(Prefetch("statements", queryset=statements))
    )
    for clause in clauses:
        clause.revision = revision
    cover_rationales(clauses)
    return clauses


def cover_rationales(clauses: Iterable[Clause], reader: Reader | None = None) -> None:
    """Put the gap into the place of each rationale that is withheld from this reader; the clauses have their revision."""
    cover(clauses, _rationale, reader)


def _rationale(clause: Clause) -> Iterator[tuple[Part, Fields]]:
    """The one part of a clause that can be withheld; the text itself never is."""
    if clause.rationale:
        norm, number = clause.revision.norm.code, clause.revision.number
        yield Part(Kind.RATIONALE, norm, clause.anchor, number), Fields("rationale", "rationale_html")


def carrying(clauses: Iterable[Clause]) -> set[int]:
    """Of all clauses of a revision, the keys of those that carry provisions: the normative ones, but for foreword,
    introduction, scope and informative annexes with all that is below them."""
    by_key = {clause.pk: clause for clause in clauses}

    def is_quiet(clause: Clause) -> bool:
        above = by_key.get(clause.parent_id or 0)
        return clause.kind in QUIET_KINDS or (above is not None and is_quiet(above))

    return {key for key, clause in by_key.items() if clause.normative and not is_quiet(clause)}


def count_by_kind(revision: Revision) -> list[tuple[str, int]]:
    """How many provisions of each kind a text states; kinds that it doesn't state are left out."""
    rows = Statement.objects.filter(clause__revision=revision).order_by().values_list("kind").annotate(Count("id"))
    counted = dict(rows)
    return [(str(kind.label), counted[kind]) for kind in ProvisionKind if kind in counted]


@dataclass(frozen=True)
class ClauseChange:
    """What became of one clause; `html` is safe, `words` says all that changed in sentences.

    `kind` is new, gone, or the gravest change: changed (its text), recast (its kind, or whether it binds), renamed, moved,
    touched (its rationale alone); unchanged says that nothing but its number may differ.
    """

    anchor: str
    number: str
    title: str
    kind: str
    words: str
    html: str = ""
    added: int = 0
    removed: int = 0
    old_number: str = ""


def compare_revisions(old: Revision, new: Revision) -> list[ClauseChange]:
    """Every clause of both revisions: those of the new one in its order, each gone one after the clause it followed."""
    before = {clause.anchor: clause for clause in _texts(old)}
    after = {clause.anchor: clause for clause in _texts(new)}
    return list(_in_order(before, after, _changes(before, after, _moved(old, new))))


def compare_clause(old: Revision, new: Revision, anchor: str) -> ClauseChange | None:
    """What became of one clause; None when neither revision has it."""
    return compare_some(old, new, [anchor]).get(anchor)


def compare_some(old: Revision, new: Revision, anchors: Collection[str]) -> dict[str, ClauseChange]:
    """What became of these clauses, by anchor, in as many queries for many as for one."""
    read = Clause.objects.filter(revision__in=[old, new], anchor__in=anchors).in_order().defer("body", "rationale")
    before, after = ({clause.anchor: clause for clause in read if clause.revision_id == one.pk} for one in (old, new))
    return _changes(before, after, _moved(old, new) if anchors else set())


@dataclass(frozen=True)
class PassageNow:
    """Where a passage stands in a later text, with the words that stand there; neither where it is `gone`."""

    standing: Standing
    clause: Clause | None = None
    words: str = ""


def follow_passage(clause: Clause, passage: str, start: int, new: Revision) -> PassageNow:
    """What became in `new` of words of a clause of an earlier revision, of which `start` is the place in its words."""
    quote = quote_at(clause.words, start, start + len(passage))
    later = {one.anchor: one for one in Clause.objects.filter(revision=new).defer("body", "body_html", "rationale", "names")}
    words = {anchor: one.words for anchor, one in later.items()}
    found = reattach(quote, clause.anchor, clause.words, words, {anchor: anchor for anchor in words})
    if found.standing == Standing.GONE:
        return PassageNow(Standing.GONE)
    return PassageNow(found.standing, later[found.anchor], words[found.anchor][found.start : found.end])


def _texts(revision: Revision) -> QuerySet[Clause]:
    return Clause.objects.filter(revision=revision).in_order().defer("body", "rationale")


def _moved(old: Revision, new: Revision) -> set[str]:
    """The clauses of both that stand below another clause, or elsewhere among the siblings that both texts have."""
    before, after = _places(old, new)
    moved = {anchor for anchor in before.keys() & after.keys() if before[anchor] != after[anchor]}
    rows: dict[str | None, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row, places in enumerate((before, after)):
        for anchor in places:
            if anchor in before and anchor in after and anchor not in moved:
                rows[places[anchor]][row].append(anchor)
    for was, now in rows.values():
        for stretch in align(was, now, str):
            moved |= set() if stretch.alike else set(stretch.new)
    return moved


def _places(*revisions: Revision) -> list[dict[str, str | None]]:
    """Of each text the anchor of each clause in order, and that of the one above it."""
    found: dict[int, dict[str, str | None]] = {one.pk: {} for one in revisions}
    rows = Clause.objects.filter(revision__in=revisions).in_order()
    for revision, anchor, above in rows.values_list("revision", "anchor", "parent__anchor"):
        found[revision][anchor] = above
    return [found[one.pk] for one in revisions]


def _changes(before: Clauses, after: Clauses, moved: set[str]) -> dict[str, ClauseChange]:
    """What became of each clause of either, by anchor."""
    pairs = {anchor: (_body(before.get(anchor)), _body(after.get(anchor))) for anchor in before.keys() | after.keys()}
    found = differences(pair for pair in pairs.values() if pair[0] != pair[1])
    return {
        anchor: _change(_Sides(before.get(anchor), after.get(anchor), found.get(pair), anchor in moved))
        for anchor, pair in pairs.items()
    }


def _body(clause: Clause | None) -> str:
    return clause.body_html if clause else ""


def _in_order(before: Clauses, after: Clauses, changes: dict[str, ClauseChange]) -> Iterator[ClauseChange]:
    gone_after: dict[str | None, list[str]] = {}
    last: str | None = None
    for anchor in before:
        if anchor in after:
            last = anchor
        else:
            gone_after.setdefault(last, []).append(anchor)
    yield from (changes[anchor] for anchor in gone_after.get(None, []))
    for anchor in after:
        yield changes[anchor]
        yield from (changes[gone] for gone in gone_after.get(anchor, []))


@dataclass(frozen=True)
class _Sides:
    """One clause in both texts (None: it isn't there), what differs between their words, and whether it stands elsewhere.

    `difference` is None where both have the same HTML, or no text at all.
    """

    before: Clause | None
    after: Clause | None
    difference: Difference | None
    moved: bool

    @property
    def clause(self) -> Clause:
        """As it stands now; as it stood where it is gone."""
        return cast(Clause, self.after or self.before)  # one of the two is there

    @property
    def text(self) -> str:
        """What became of the text alone."""
        if self.before is None or self.after is None:
            return "new" if self.before is None else "gone"
        return "changed" if self.difference and not self.difference.same else "unchanged"

    @property
    def changes(self) -> list[tuple[str, str]]:
        """All that changed: what kind of change it is, and a sentence. The text comes first."""
        beside = _beside_the_text(self.before, self.after, self.moved) if self.before and self.after else ()
        return [(self.text, self._on_text), *beside]

    @property
    def _on_text(self) -> str:
        if self.text == "unchanged":
            return "Its text is the same."
        return "It has no text." if self.difference is None or self.difference.same else self.difference.words


def _change(sides: _Sides) -> ClauseChange:
    clause, difference, changes = sides.clause, sides.difference, sides.changes
    return ClauseChange(
        anchor=clause.anchor,
        number=clause.number,
        title=clause.title,
        kind=min((kind for kind, _ in changes), key=GRAVITY.index),
        words=" ".join(sentence for _, sentence in changes),
        html=difference.html if difference and sides.text != "unchanged" else "",
        added=difference.added if difference else 0,
        removed=difference.removed if difference else 0,
        old_number=sides.before.number if sides.before else "",
    )


def _beside_the_text(before: Clause, after: Clause, moved: bool) -> Iterator[tuple[str, str]]:
    """What changed beside the text: the kind of change, and a sentence."""
    if before.kind != after.kind:
        yield "recast", f"It was of the kind “{before.get_kind_display()}” and is now “{after.get_kind_display()}”."
    if before.normative != after.normative:
        yield "recast", f"It is {'normative' if after.normative else 'informative'} now."
    if before.title != after.title:
        yield "renamed", f"It was called “{isolated(before.title)}”."
    if moved:
        yield "moved", "It stands in another place."
    if not reads_alike(before.rationale_html, after.rationale_html):
        yield "touched", "Its rationale changed."


@dataclass(frozen=True)
class ReaderLine:
    """A named reader with the last check, and the jurisdictions for whose rules reading is an export."""

    reader: NamedReader
    check: SanctionsCheck | None
    abroad: list[str]


def readers_of(revision: Revision) -> list[ReaderLine]:
    """Those who are named and those who were, in three queries."""
    readers = revision.named_readers.select_related("person", "named_by", "ended_by").order_by("-ended_at", "named_at", "pk")
    found = readers.prefetch_related(Prefetch("checks", SanctionsCheck.objects.select_related("decided_by")))
    jurisdictions = jurisdictions_in_force()
    return [
        ReaderLine(
            reader,
            next(iter(reader.checks.all()), None),
            [jurisdiction_name(code) for code in jurisdictions if reader.is_abroad(code)],
        )
        for reader in found
    ]


def jurisdictions_in_force() -> list[str]:
    """The codes of the jurisdictions that have a control list in force."""
    return list(ControlList.objects.in_force().order_by("jurisdiction").values_list("jurisdiction", flat=True).distinct())
