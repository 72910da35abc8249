"""Import a text in Markdown as a new norm, or as the next revision of one whose clauses keep their identity."""

import hashlib
import json
import pickle
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import transaction

from norms.guards import refuse_unnamed
from norms.models import Clause, ImportRecord, Norm, Numbering, Revision
from norms.services.norms import lock_registering, register_norm
from norms.services.plans import ImportReport, Plan
from norms.services.provisions import refuse_too_many, restate
from norms.services.restrictions import inherit_restriction
from norms.services.revisions import fingerprint, freeze_revision, new_draft, refuse_second_draft
from norms.services.tree import walk
from norms.text import CODE
from norms.text.edition import Edition, ReadClause, read_edition
from norms.text.parsing import TOO_LARGE, ParsedClause
from norms.text.sides import Known
from normsite.foundation.accounts.models import User
from normsite.foundation.apart import Tell, apart
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.markup.keywords import likely_scheme
from normsite.foundation.turns import Busy, turn
from normsite.foundation.unseen import isolated

LONG = 100_000
"""Characters of a text, and of that with which it is compared, above which both are read in a process of their own."""
SECONDS, WORKER_SECONDS = 15, 60
KEPT_SECONDS = 3_600
MOST_STATEMENTS = 10_000


def plan_import(
    *,
    text: str,
    scheme: str = "",
    norm: Norm | None = None,
    dialect: str = "",
    numbering: str = "",
    pairing: Mapping[int, str] | None = None,
    tell: Tell | None = None,
) -> Plan:
    """Read the text and compare it with the newest revision of `norm` that has one.

    A new norm has the keyword `scheme`; where none is given, and no `dialect`, the text shows which it is. Where no
    `numbering` is, a norm goes on as before, and a new one keeps the numbers as written where the site would count otherwise.
    `pairing` is what a person said of single clauses: by their place in the text the anchor of the clause that lives on in it,
    or nothing for a new one. An anchor that does not stand there any more says nothing. Refused where one is given to two
    clauses.

    A long text is read in a process of its own, and what was read is kept for a while, so that the import after the plan need
    not read it again. Refused where it can't be read, or not in time; `Busy` while another long text is being read.
    """
    base, likely, pairing = _base(norm), likely_scheme(text), pairing or {}
    scheme = norm.scheme if norm else scheme or likely[0]
    source = _source(plain_lines(text), norm, base, scheme=scheme, dialect=dialect, pairing=pairing)
    edition = _read(source, tell)
    renumbered = list(_renumbered(edition))
    numbering = numbering or _usual_numbering(norm, base, renumbered)
    _refuse_too_many_statements(edition)
    return Plan(
        edition=edition,
        base=base,
        standing=source.standing,
        scheme=scheme,
        likely_scheme=likely,
        numbering=numbering,
        renumbered=renumbered,
        places=_numbered(edition, numbering),
        pairing=pairing,
    )


def _base(norm: Norm | None) -> Revision | None:
    """The newest revision that has a text."""
    if norm is None:
        return None
    return norm.revisions.filter(pk__in=Clause.objects.values("revision")).order_by("-number").first()


def _standing(norm: Norm | None, base: Revision | None) -> str:
    """What a text for the norm is compared with, in short: another string when that has changed. Empty for a new norm."""
    text = f"{base.number}:{fingerprint(base)}" if base else ""
    return f"{norm.scheme}:{norm.dialect}:{text}" if norm else ""


@dataclass(frozen=True)
class Source:
    """A text, and all that decides what is read in it: a second one with the same `key` need not be read again.

    `known` are the clauses that it is compared with, `standing` says in short which these are, `taken` are the anchors that
    the norm has used.
    """

    text: str
    scheme: str
    dialect: str
    norm: str
    standing: str
    known: list[Known]
    taken: set[str]
    pairing: dict[int, str]

    @property
    def is_long(self) -> bool:
        return len(self.text) + sum(len(one.body) for one in self.known) > LONG

    @property
    def key(self) -> str:
        """Where it is kept. `CODE` is in it, so that no edition is kept longer than the code that has read it."""
        parts = (CODE, self.scheme, self.dialect, json.dumps(self.pairing), self.norm, self.standing, self.text)
        return f"norms:edition:{hashlib.sha256(chr(0).join(parts).encode(errors='replace')).hexdigest()}"

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What `read_edition` takes."""
        return self.text, self.scheme, self.known, self.taken, self.dialect, self.pairing


def _source(
    text: str, norm: Norm | None, base: Revision | None, *, scheme: str, dialect: str, pairing: Mapping[int, str]
) -> Source:
    known = list(_known(base))
    return Source(
        text=text,
        scheme=str(scheme),
        dialect=dialect,
        norm=norm.code if norm else "",
        standing=_standing(norm, base),
        known=known,
        taken=set(Clause.objects.filter(revision__norm=norm).values_list("anchor", flat=True)),
        pairing=_possible_pairing(pairing, {one.key for one in known}),
    )


def _read(source: Source, tell: Tell | None) -> Edition:
    """What the text says. A long one is read apart, and kept for the import that comes after its plan."""
    if not source.is_long:
        return read_edition(*source.arguments)
    key = source.key
    if kept := cache.get(key):
        edition: Edition = pickle.loads(zlib.decompress(kept))  # noqa: S301 - kept by the lines below
        return edition
    edition = _read_apart(source, tell)
    cache.set(key, zlib.compress(pickle.dumps(edition), level=1), timeout=KEPT_SECONDS)
    return edition


def _known(base: Revision | None) -> Iterator[Known]:
    for row in Clause.objects.filter(revision=base).in_order().select_related("parent"):
        names = tuple(name for name, fragment in row.names.items() if fragment == row.anchor)
        above = row.parent.anchor if row.parent else ""
        name = f"{row.number} {row.title}".strip()
        yield Known(row.anchor, row.anchor, row.written_number, row.title, row.words, above, names, name)


def _possible_pairing(pairing: Mapping[int, str], anchors: set[str]) -> dict[int, str]:
    """What a person said of single clauses, without those that stand no more: `anchors` are all that do.

    Refused where one clause of before is said to live on in two.
    """
    possible = {place: anchor for place, anchor in sorted(pairing.items()) if not anchor or anchor in anchors}
    chosen = [anchor for anchor in possible.values() if anchor]
    if len(chosen) > len(set(chosen)):
        twice = next(anchor for anchor in chosen if chosen.count(anchor) > 1)
        raise Refused(f"Two clauses of the text are said to be the clause #{twice}.", "Choose another for one of them.")
    return possible


def _read_apart(source: Source, tell: Tell | None) -> Edition:
    """In a process of its own, within a time: one text of the whole site at once. With `tell` a worker waits, not a person."""
    with turn("norms.import") as ours:
        if not ours:
            raise Busy("Another long text is being read just now.", "Send yours again in half a minute.", seconds=30)
        return apart(
            read_edition,
            *source.arguments,
            what="The file",
            mend=TOO_LARGE,
            seconds=SECONDS if tell is None else WORKER_SECONDS,
            tell=tell,
        )


def _renumbered(edition: Edition) -> Iterator[tuple[str, str]]:
    """The clauses whose written number the site would count otherwise, with the number that they would get."""
    for clause, places in zip(edition.parsed.clauses, _numbered(edition, Numbering.COMPUTED), strict=True):
        if clause.number and clause.number != places["number"]:
            yield clause.name, str(places["number"])


def _usual_numbering(norm: Norm | None, base: Revision | None, renumbered: list[tuple[str, str]]) -> str:
    """As the norm is numbered; a new one keeps the numbers of the file where the site would count otherwise."""
    if norm and base:
        return norm.numbering
    return Numbering.WRITTEN if renumbered else Numbering.COMPUTED


def _numbered(edition: Edition, numbering: str) -> list[dict[str, Any]]:
    """Order, depth, position and number of each clause. Refused where they are nested too deep."""
    rows = [
        Clause(pk=place, parent_id=clause.parent, position=place, kind=clause.kind, written_number=clause.number or "")
        for place, clause in enumerate(edition.parsed.clauses)
    ]
    values: dict[int, dict[str, Any]] = {
        row.pk: {"order": order, **places} for order, (row, places) in enumerate(walk(rows, numbering))
    }
    return [values[place] for place in range(len(rows))]


def _refuse_too_many_statements(edition: Edition) -> None:
    total = 0
    for parsed, clause in zip(edition.parsed.clauses, edition.clauses, strict=True):
        refuse_too_many(clause.statements, f"“{parsed.name}”")
        total += len(clause.statements)
    if total > MOST_STATEMENTS:
        raise Refused(
            f"The file has {total:,} sentences that require, recommend or allow; the most is {MOST_STATEMENTS:,}.", TOO_LARGE
        )


def import_markdown(
    *,
    text: str,
    by: User,
    norm: Norm | None = None,
    title: str = "",
    scheme: str = "",
    summary: str = "",
    designation: str = "",
    committee: str = "",
    topic: str = "",
    intended_publication: date | None = None,
    label: str = "",
    note: str = "",
    dialect: str = "",
    numbering: str = "",
    pairing: Mapping[int, str] | None = None,
    freeze_first: bool = False,
    seen: str | None = None,
    tell: Tell | None = None,
) -> ImportReport:
    """Write the text as revision 1 of a new norm, or as the next revision of `norm`.

    In a next revision a clause that lives on keeps its anchor and its rationale; a removed one's anchor is not used again.
    A restricted text can be followed by its named readers alone, and what follows it is restricted too. Refused while the
    newest revision is a draft, unless `freeze_first` says to freeze it, and when the text is that of the
    newest revision already (the same form sent twice). `EditConflict` when the plan that somebody saw was compared with
    another text than stands now (`seen` is its `standing`).
    """
    how: dict[str, Any] = {"dialect": dialect, "numbering": numbering, "pairing": pairing, "tell": tell}
    plan = plan_import(text=text, scheme=scheme, norm=norm, **how)  # before anything is held, since it may take a while
    described = {"label": label, "note": note}
    with transaction.atomic():
        if norm is None:
            facts = {
                "designation": designation,
                "committee": committee,
                "topic": topic,
                "intended_publication": intended_publication,
            }
            norm = _register(plan, by, title=title, summary=summary, **facts, **described)
            revision = norm.revisions.get()
        else:
            norm = _lock(norm)
            _refuse_unnamed(norm, by)
            plan = _still_true(plan, text, norm, seen, how)
            revision = _next_revision(plan, norm, freeze_first=freeze_first, by=by, **described)
            inherit_restriction(revision=revision, source=plan.base, by=by)
        _write(plan, norm, revision, by)
    return ImportReport(norm, Revision.objects.select_related("norm").get(pk=revision.pk), plan)


def _register(plan: Plan, by: User, *, title: str, summary: str, **facts: Any) -> Norm:
    title = plan.title_of_norm(title)
    _refuse_namesake(plan, title, by)
    return register_norm(title=title, summary=plan.summary_of_norm(summary), scheme=plan.scheme, by=by, **facts)


def _refuse_unnamed(norm: Norm, by: User) -> None:
    """What is taken in is compared with the newest text, follows it, and carries its reasons on."""
    for revision in filter(None, {norm.revisions.order_by("-number").first(), _base(norm)}):
        refuse_unnamed(revision, by)


def _lock(norm: Norm) -> Norm:
    """The norm first, as every verb does, then its newest revision: nobody writes in that between the plan and the import."""
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    list(norm.revisions.select_for_update().order_by("-number")[:1])
    return norm


def _refuse_namesake(plan: Plan, title: str, by: User) -> None:
    """Refuse a new norm that is there already under its title, word for word."""
    lock_registering(by)
    for namesake in Norm.objects.filter(title__iexact=title.strip()):
        if _planned_texts(plan) == _stored_texts(namesake.revisions.order_by("-number").first()):
            raise Refused(f"This text is registered already, as {namesake.code}.", "Nothing is imported.")


def _planned_texts(plan: Plan) -> list[tuple[object, ...]]:
    """What the plan would write, in the columns of `_stored_texts`, so that the two can be compared."""
    return [
        (one.anchor, one.above, parsed.title, parsed.kind, parsed.normative, one.body)
        for parsed, one in zip(plan.parsed.clauses, plan.edition.clauses, strict=True)
    ]


def _stored_texts(revision: Revision | None) -> list[tuple[object, ...]]:
    fields = ("anchor", "parent__anchor", "title", "kind", "normative", "body")
    return list(Clause.objects.filter(revision=revision).in_order().values_list(*fields))


def _still_true(plan: Plan, text: str, norm: Norm, seen: str | None, how: dict[str, Any]) -> Plan:
    """The plan, compared with what stands now. Refused where that is the very text, and where somebody saw another plan."""
    standing = _standing(norm, _base(norm))
    if plan.standing != standing:
        plan = plan_import(text=text, scheme=norm.scheme, norm=norm, **how)
    is_newest = plan.base == norm.revisions.first()  # an emptied draft takes the words of the revision before again
    if plan.base is not None and is_newest and _planned_texts(plan) == _stored_texts(plan.base):
        raise Refused(f"{isolated(plan.base.name)} has this very text already.", "Nothing is imported.")
    if seen is not None and seen != standing:
        raise EditConflict("The text of the norm was changed since you saw the plan.", plan)
    return plan


def _next_revision(plan: Plan, norm: Norm, *, freeze_first: bool, by: User, label: str, note: str) -> Revision:
    """The draft that takes the text: an empty one that is there already, or the one after the newest."""
    newest = norm.revisions.order_by("-number").first()
    if newest is not None and newest.is_draft:
        if not newest.clauses.exists():
            return newest
        if not freeze_first:
            refuse_second_draft(norm)
        newest = freeze_revision(revision=newest, by=by)
    return new_draft(norm, based_on=newest, by=by, label=label, note=note)


def _write(plan: Plan, norm: Norm, revision: Revision, by: User) -> None:
    norm.dialect, norm.numbering = plan.parsed.dialect, plan.numbering
    norm.save(update_fields=["dialect", "numbering"])
    clauses = _write_clauses(plan, revision, by)
    restate(clauses, norm, {read.anchor: read.statements for read in plan.edition.clauses})
    ImportRecord.objects.update_or_create(revision=revision, defaults={"overview": plan.overview, "by": by})


@dataclass(frozen=True)
class Row:
    """One clause of a plan: what the file says of it, how it was read, and its order, depth, position and number."""

    parsed: ParsedClause
    read: ReadClause
    places: dict[str, Any]

    def clause(self, **around: Any) -> Clause:
        return Clause(
            anchor=self.read.anchor,
            kind=self.parsed.kind,
            normative=self.parsed.normative,
            title=self.parsed.title,
            body=self.read.body,
            body_html=self.read.html,
            words=self.read.words,
            names=self.read.names,
            written_number=(self.parsed.number or "")[:40],
            **self.places,
            **around,
        )


def _write_clauses(plan: Plan, revision: Revision, by: User) -> list[Clause]:
    """All clauses in order, stored level by level, since each needs the key of the one above it."""
    before = {clause.anchor: clause for clause in Clause.objects.filter(revision=plan.base)} if plan.base else {}
    rows = [Row(*row) for row in zip(plan.parsed.clauses, plan.edition.clauses, plan.places, strict=True)]
    made: dict[str, Clause] = {}
    for depth in sorted({row.places["depth"] for row in rows}):
        level = []
        for row in (row for row in rows if row.places["depth"] == depth):
            parent = made[row.read.above] if row.read.above else None
            clause = row.clause(revision=revision, parent=parent, updated_by=by)
            level.append(_carry_on(clause, before.get(clause.anchor)))
        made |= {clause.anchor: clause for clause in Clause.objects.bulk_create(level)}
    return sorted(made.values(), key=lambda clause: clause.order)


def _carry_on(clause: Clause, before: Clause | None) -> Clause:
    """A clause that lives on keeps its rationale, of which the file says nothing, and goes on counting its versions."""
    if before is not None:
        clause.rationale, clause.rationale_html = before.rationale, before.rationale_html
        clause.version = before.version + 1
    return clause
