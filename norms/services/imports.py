"""Import a text in Markdown as a new norm, or as the next revision of one whose clauses keep their identity."""

import hashlib
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import transaction

from norms.models import Clause, ImportRecord, KeywordScheme, Norm, Revision
from norms.services.norms import one_by_one, register_norm
from norms.services.provisions import refuse_too_many, restate
from norms.services.revisions import fingerprint, freeze_revision, new_draft, refuse_second_draft
from norms.services.tree import walk
from norms.text import CODE
from norms.text.edition import Edition, ReadClause, read_edition
from norms.text.matching import Known, Matching
from norms.text.parsing import ParsedClause, ParsedNorm, Remark
from normsite.accounts.models import User
from normsite.apart import apart
from normsite.conflicts import EditConflict
from normsite.errors import Refused
from normsite.lines import check_words, plain_lines
from normsite.turns import Busy, turn
from normsite.unseen import isolated

LONG = 100_000
"""Characters of a text, and of that with which it is compared, above which both are read in a process of their own."""
SECONDS = 15
KEPT_SECONDS = 3_600
MOST_STATEMENTS = 10_000
PARTS = "Import the norm in parts."


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing is written yet. `standing` is the text with which it was compared, in short; empty for a
    new norm."""

    edition: Edition
    base: Revision | None
    standing: str

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
        return self.parsed.warnings

    @property
    def title(self) -> str:
        return self.parsed.title

    def title_of_norm(self, given: str) -> str:
        """The title of a new norm: as given, else the file's own, else that of its first clause; not one that is too long."""
        title = given or self.title or self.parsed.clauses[0].title
        check_words(Norm, title=title)
        return title

    @property
    def told(self) -> dict[str, Any]:
        """What the pages show of it, before the import and after."""
        return {
            "base": self.base.name if self.base else "",
            "clauses": len(self.parsed.clauses),
            "lived_on": [[_named(pair.new), _named(pair.old), pair.by] for pair in self.matching.pairs],
            "new": [_named(clause) for clause in self.matching.new],
            "gone": [_named(known) for known in self.matching.gone],
            "remarks": [[remark.line, remark.sentence] for remark in self.warnings],
            "keywords": list(self.keyword_counts.items()),
        }


def _named(clause: ParsedClause | Known) -> str:
    return f"{clause.number or ''} {clause.title}".strip()


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
    def new(self) -> list[str]:
        return [clause.title for clause in self.plan.matching.new]

    @property
    def gone(self) -> list[str]:
        return [f"{known.number} {known.title}".strip() for known in self.plan.matching.gone]

    @property
    def warnings(self) -> list[Remark]:
        return self.plan.warnings

    @property
    def keyword_counts(self) -> dict[str, int]:
        return self.plan.keyword_counts


def plan_import(*, text: str, scheme: str, norm: Norm | None = None) -> Plan:
    """Read the text and compare it with the newest revision of `norm` that has one.

    A long text is read in a process of its own, and what was read is kept for a while, so that the import after the plan need
    not read it again. Refused where it can't be read, or not in time; `Busy` while another long text is being read.
    """
    base = _base(norm)
    standing = _standing(norm, base)
    edition = _read(plain_lines(text), norm.scheme if norm else scheme, norm, base, standing)
    _numbered(edition)
    _refuse_too_many_statements(edition)
    return Plan(edition, base, standing)


def _base(norm: Norm | None) -> Revision | None:
    """The newest revision that has a text."""
    if norm is None:
        return None
    return norm.revisions.filter(pk__in=Clause.objects.values("revision")).order_by("-number").first()


def _standing(norm: Norm | None, base: Revision | None) -> str:
    text = f"{base.number}:{fingerprint(base)}" if base else ""
    return f"{norm.scheme}:{text}" if norm else ""


def _read(text: str, scheme: str, norm: Norm | None, base: Revision | None, standing: str) -> Edition:
    fields = ("anchor", "number", "title", "body")
    rows = Clause.objects.filter(revision=base).in_order().values_list(*fields)
    known = [Known(anchor, anchor, number, title, body) for anchor, number, title, body in rows]
    taken = set(Clause.objects.filter(revision__norm=norm).values_list("anchor", flat=True))
    if len(text) + sum(len(one.body) for one in known) <= LONG:
        return read_edition(text, scheme, known, taken)
    said = "\0".join((CODE, scheme, norm.code if norm else "", standing, text))
    key = f"norms:edition:{hashlib.sha256(said.encode(errors='replace')).hexdigest()}"
    if kept := cache.get(key):
        edition: Edition = pickle.loads(zlib.decompress(kept))  # noqa: S301 - kept by the line below
        return edition
    edition = _read_apart(text, scheme, known, taken)
    cache.set(key, zlib.compress(pickle.dumps(edition), level=1), timeout=KEPT_SECONDS)
    return edition


def _read_apart(text: str, scheme: str, known: Sequence[Known], taken: set[str]) -> Edition:
    with turn("norms.import") as ours:
        if not ours:
            raise Busy("Another long text is being read just now.", "Send yours again in half a minute.", seconds=30)
        edition: Edition = apart(read_edition, text, scheme, known, taken, what="The file", mend=PARTS, seconds=SECONDS)
        return edition


def _numbered(edition: Edition) -> list[dict[str, Any]]:
    """Order, depth, position and number of each clause. Refused where they are nested too deep."""
    rows = [
        Clause(pk=place, parent_id=clause.parent, position=place, kind=clause.kind)
        for place, clause in enumerate(edition.parsed.clauses)
    ]
    values: dict[int, dict[str, Any]] = {row.pk: {"order": order, **places} for order, (row, places) in enumerate(walk(rows))}
    return [values[place] for place in range(len(rows))]


def _refuse_too_many_statements(edition: Edition) -> None:
    total = 0
    for parsed, clause in zip(edition.parsed.clauses, edition.clauses, strict=True):
        refuse_too_many(clause.statements, f"“{parsed.name}”")
        total += len(clause.statements)
    if total > MOST_STATEMENTS:
        raise Refused(
            f"The file has {total:,} sentences that require, recommend or allow; the most is {MOST_STATEMENTS:,}.", PARTS
        )


def import_markdown(
    *,
    text: str,
    by: User,
    norm: Norm | None = None,
    title: str = "",
    scheme: str = KeywordScheme.ISO,
    summary: str = "",
    designation: str = "",
    committee: str = "",
    intended_publication: date | None = None,
    label: str = "",
    note: str = "",
    freeze_first: bool = False,
    seen: str | None = None,
) -> ImportReport:
    """Write the text as revision 1 of a new norm, or as the next revision of `norm`.

    In a next revision a clause that lives on keeps its anchor and its rationale; a removed one's anchor is not used again.
    Refused while the newest revision is a draft, unless `freeze_first` says to freeze it, and when the text is that of the
    newest revision already (the same form sent twice). `EditConflict` when the plan that somebody saw was compared with
    another text than stands now (`seen` is its `standing`).
    """
    plan = plan_import(text=text, scheme=scheme, norm=norm)  # before anything is held, since it may take a while
    facts = {
        "summary": summary,
        "designation": designation,
        "committee": committee,
        "intended_publication": intended_publication,
    }
    with transaction.atomic():
        if norm is None:
            norm = _register(plan, title, by, {**facts, "scheme": scheme, "label": label, "note": note})
            revision = norm.revisions.get()
        else:
            norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
            list(norm.revisions.select_for_update().order_by("-number")[:1])  # nobody writes in it between plan and import
            plan = _still_true(plan, text, norm, seen)
            revision = _next_revision(plan, norm, freeze_first=freeze_first, by=by, label=label, note=note)
        _write(plan, norm, revision, by)
        ImportRecord.objects.update_or_create(revision=revision, defaults={"told": plan.told, "by": by})
    return ImportReport(norm, Revision.objects.select_related("norm").get(pk=revision.pk), plan)


def _register(plan: Plan, title: str, by: User, facts: dict[str, Any]) -> Norm:
    title = plan.title_of_norm(title)
    _refuse_namesake(plan, title, by)
    facts["summary"] = facts["summary"] or str(plan.parsed.meta.get("description") or "")
    return register_norm(title=title, by=by, **facts)


def _refuse_namesake(plan: Plan, title: str, by: User) -> None:
    """Refuse a new norm that is there already under its title, word for word."""
    one_by_one(by)
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


def _still_true(plan: Plan, text: str, norm: Norm, seen: str | None) -> Plan:
    """The plan, compared with what stands now. Refused where that is the very text, and where somebody saw another plan."""
    standing = _standing(norm, _base(norm))
    if plan.standing != standing:
        plan = plan_import(text=text, scheme=norm.scheme, norm=norm)
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
    rows = list(zip(plan.parsed.clauses, plan.edition.clauses, _numbered(plan.edition), strict=True))
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
        updated_by=by,
        **places,
    )
    if before is not None:
        clause.rationale, clause.rationale_html = before.rationale, before.rationale_html
        clause.version = before.version + 1
    return clause
