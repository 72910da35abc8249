"""Import a text in Markdown as a new norm, or as the next revision of one whose clauses keep their identity."""

import hashlib
import json
import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import transaction

from norms.models import Clause, ImportRecord, Norm, Numbering, Revision
from norms.services.norms import lock_registering, register_norm
from norms.services.plans import ImportReport, Plan
from norms.services.provisions import refuse_too_many, restate
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
    base = _base(norm)
    standing = _standing(norm, base)
    likely, reason = likely_scheme(text)
    scheme = norm.scheme if norm else scheme or likely
    edition = _read(plain_lines(text), scheme, norm, base, standing, dialect, pairing or {}, tell)
    renumbered = [
        (clause.name, str(places["number"]))
        for clause, places in zip(edition.parsed.clauses, _numbered(edition, Numbering.COMPUTED), strict=True)
        if clause.number and clause.number != places["number"]
    ]
    kept = norm.numbering if norm and base else Numbering.WRITTEN if renumbered else Numbering.COMPUTED
    _refuse_too_many_statements(edition)
    return Plan(
        edition,
        base,
        standing,
        scheme,
        (likely, reason),
        numbering or kept,
        renumbered,
        _numbered(edition, numbering or kept),
        pairing or {},
    )


def _base(norm: Norm | None) -> Revision | None:
    """The newest revision that has a text."""
    if norm is None:
        return None
    return norm.revisions.filter(pk__in=Clause.objects.values("revision")).order_by("-number").first()


def _standing(norm: Norm | None, base: Revision | None) -> str:
    text = f"{base.number}:{fingerprint(base)}" if base else ""
    return f"{norm.scheme}:{norm.dialect}:{text}" if norm else ""


def _read(
    text: str,
    scheme: str,
    norm: Norm | None,
    base: Revision | None,
    standing: str,
    dialect: str,
    pairing: Mapping[int, str],
    tell: Tell | None,
) -> Edition:
    known = list(_known(base))
    pairing = _fitting(pairing, {one.key for one in known})
    taken = set(Clause.objects.filter(revision__norm=norm).values_list("anchor", flat=True))
    if len(text) + sum(len(one.body) for one in known) <= LONG:
        return read_edition(text, scheme, known, taken, dialect, pairing)
    said = "\0".join((CODE, scheme, dialect, json.dumps(pairing), norm.code if norm else "", standing, text))
    key = f"norms:edition:{hashlib.sha256(said.encode(errors='replace')).hexdigest()}"
    if kept := cache.get(key):
        edition: Edition = pickle.loads(zlib.decompress(kept))  # noqa: S301 - kept by the line below
        return edition
    edition = _read_apart(text, scheme, known, taken, dialect, pairing, tell)
    cache.set(key, zlib.compress(pickle.dumps(edition), level=1), timeout=KEPT_SECONDS)
    return edition


def _known(base: Revision | None) -> Iterator[Known]:
    for row in Clause.objects.filter(revision=base).in_order().select_related("parent"):
        names = tuple(name for name, fragment in row.names.items() if fragment == row.anchor)
        above = row.parent.anchor if row.parent else ""
        name = f"{row.number} {row.title}".strip()
        yield Known(row.anchor, row.anchor, row.written_number, row.title, row.words, above, names, name)


def _fitting(pairing: Mapping[int, str], anchors: set[str]) -> dict[int, str]:
    """What of it can be done."""
    fitting = {place: anchor for place, anchor in sorted(pairing.items()) if not anchor or anchor in anchors}
    given = [anchor for anchor in fitting.values() if anchor]
    if len(given) > len(set(given)):
        twice = next(anchor for anchor in given if given.count(anchor) > 1)
        raise Refused(f"Two clauses of the text are said to be the clause #{twice}.", "Choose another for one of them.")
    return fitting


def _read_apart(
    text: str, scheme: str, known: Sequence[Known], taken: set[str], dialect: str, pairing: dict[int, str], tell: Tell | None
) -> Edition:
    with turn("norms.import") as ours:
        if not ours:
            raise Busy("Another long text is being read just now.", "Send yours again in half a minute.", seconds=30)
        return apart(
            read_edition,
            *(text, str(scheme), known, taken, dialect, pairing),
            what="The file",
            mend=TOO_LARGE,
            seconds=SECONDS if tell is None else WORKER_SECONDS,
            tell=tell,
        )


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
    Refused while the newest revision is a draft, unless `freeze_first` says to freeze it, and when the text is that of the
    newest revision already (the same form sent twice). `EditConflict` when the plan that somebody saw was compared with
    another text than stands now (`seen` is its `standing`).
    """
    how: dict[str, Any] = {"dialect": dialect, "numbering": numbering, "pairing": pairing, "tell": tell}
    plan = plan_import(text=text, scheme=scheme, norm=norm, **how)  # before anything is held, since it may take a while
    facts = {
        "summary": summary,
        "designation": designation,
        "committee": committee,
        "intended_publication": intended_publication,
    }
    with transaction.atomic():
        if norm is None:
            norm = _register(plan, title, by, {**facts, "scheme": plan.scheme, "label": label, "note": note})
            revision = norm.revisions.get()
        else:
            norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
            list(norm.revisions.select_for_update().order_by("-number")[:1])  # nobody writes in it between plan and import
            plan = _still_true(plan, text, norm, seen, how)
            revision = _next_revision(plan, norm, freeze_first=freeze_first, by=by, label=label, note=note)
        norm.dialect, norm.numbering = plan.parsed.dialect, plan.numbering
        norm.save(update_fields=["dialect", "numbering"])
        _write(plan, norm, revision, by)
        ImportRecord.objects.update_or_create(revision=revision, defaults={"told": plan.told, "by": by})
    return ImportReport(norm, Revision.objects.select_related("norm").get(pk=revision.pk), plan)


def _register(plan: Plan, title: str, by: User, facts: dict[str, Any]) -> Norm:
    title = plan.title_of_norm(title)
    _refuse_namesake(plan, title, by)
    facts["summary"] = plan.summary_of_norm(facts["summary"])
    return register_norm(title=title, by=by, **facts)


def _refuse_namesake(plan: Plan, title: str, by: User) -> None:
    """Refuse a new norm that is there already under its title, word for word."""
    lock_registering(by)
    for namesake in Norm.objects.filter(title__iexact=title.strip()):
        if _rows(plan) == _rows_of(namesake.revisions.order_by("-number").first()):
            raise Refused(f"This text is registered already, as {namesake.code}.", "Nothing is imported.")


def _rows(plan: Plan) -> list[tuple[object, ...]]:
    """What the plan would write, as `_rows_of` would read it."""
    return [
        (one.anchor, one.above, parsed.title, parsed.kind, parsed.normative, one.body)
        for parsed, one in zip(plan.parsed.clauses, plan.edition.clauses, strict=True)
    ]


def _rows_of(revision: Revision | None) -> list[tuple[object, ...]]:
    fields = ("anchor", "parent__anchor", "title", "kind", "normative", "body")
    return list(Clause.objects.filter(revision=revision).in_order().values_list(*fields))


def _still_true(plan: Plan, text: str, norm: Norm, seen: str | None, how: dict[str, Any]) -> Plan:
    """The plan, compared with what stands now. Refused where that is the very text, and where somebody saw another plan."""
    standing = _standing(norm, _base(norm))
    if plan.standing != standing:
        plan = plan_import(text=text, scheme=norm.scheme, norm=norm, **how)
    is_newest = plan.base == norm.revisions.first()  # an emptied draft takes the words of the revision before again
    if plan.base is not None and is_newest and _rows(plan) == _rows_of(plan.base):
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
    before = {clause.anchor: clause for clause in Clause.objects.filter(revision=plan.base)} if plan.base else {}
    rows = list(zip(plan.parsed.clauses, plan.edition.clauses, plan.places, strict=True))
    made: dict[str, Clause] = {}
    for depth in sorted({places["depth"] for _, _, places in rows}):
        level = [
            _clause(parsed, read, places, revision, made, before.get(read.anchor), by)
            for parsed, read, places in rows
            if places["depth"] == depth
        ]
        made |= {clause.anchor: clause for clause in Clause.objects.bulk_create(level)}
    in_order = sorted(made.values(), key=lambda clause: clause.order)
    restate(in_order, norm, {one.anchor: one.statements for one in plan.edition.clauses})


def _clause(
    parsed: ParsedClause,
    read: ReadClause,
    places: dict[str, Any],
    revision: Revision,
    made: dict[str, Clause],
    before: Clause | None,
    by: User,
) -> Clause:
    clause = Clause(
        revision=revision,
        parent=made[read.above] if read.above else None,
        anchor=read.anchor,
        kind=parsed.kind,
        normative=parsed.normative,
        title=parsed.title,
        body=read.body,
        body_html=read.html,
        words=read.words,
        names=read.names,
        written_number=(parsed.number or "")[:40],
        updated_by=by,
        **places,
    )
    if before is not None:
        clause.rationale, clause.rationale_html = before.rationale, before.rationale_html
        clause.version = before.version + 1
    return clause
