"""Import a text in Markdown as a new norm, or as the next revision of one whose clauses keep their identity."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from norms.models import Clause, ImportRecord, KeywordScheme, Norm, Revision
from norms.services.clauses import free_anchor, render
from norms.services.norms import one_by_one, register_norm
from norms.services.provisions import restate
from norms.services.revisions import fingerprint, freeze_revision, new_draft, refuse_second_draft
from norms.services.tree import renumber
from norms.text.keywords import count_keywords
from norms.text.matching import Known, Matching, match_clauses
from norms.text.parsing import ParsedClause, ParsedNorm, Remark, parse_markdown
from normsite.accounts.models import User
from normsite.conflicts import EditConflict
from normsite.errors import Refused
from normsite.lines import check_words

LINK_TO_ANCHOR = re.compile(r"\]\(#([^()\s]+)\)")


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing is written yet."""

    parsed: ParsedNorm
    matching: Matching
    keyword_counts: dict[str, int]
    base: Revision | None

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
    def standing(self) -> str:
        """The text with which it was compared, in short; empty for a new norm."""
        return f"{self.base.number}:{fingerprint(self.base)}" if self.base else ""

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
    """Read the text and compare it with the newest revision of `norm` that has one. Refused where it can't be read."""
    base = norm.revisions.filter(pk__in=Clause.objects.values("revision")).order_by("-number").first() if norm else None
    parsed = parse_markdown(text, scheme=norm.scheme if norm else scheme)
    known = []
    if base is not None:
        fields = ("anchor", "number", "title", "body")
        rows = Clause.objects.filter(revision=base).order_by("order").values_list(*fields)
        known = [Known(anchor, anchor, number, title, body) for anchor, number, title, body in rows]
    counts: Counter[str] = Counter()
    for clause in parsed.clauses:
        counts.update(count_keywords(clause.body_md, norm.scheme if norm else scheme))
    return Plan(parsed, match_clauses(known, parsed.clauses), {word: n for word, n in counts.items() if n}, base)


@transaction.atomic
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
    if norm is None:
        plan = plan_import(text=text, scheme=scheme)
        title = plan.title_of_norm(title)
        _refuse_namesake(plan, title, by)
        norm = register_norm(
            title=title,
            summary=summary or str(plan.parsed.meta.get("description") or ""),
            scheme=scheme,
            designation=designation,
            committee=committee,
            intended_publication=intended_publication,
            label=label,
            note=note,
            by=by,
        )
        revision = norm.revisions.get()
    else:
        norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
        list(norm.revisions.select_for_update().order_by("-number")[:1])  # nobody writes in it between plan and import
        plan = plan_import(text=text, scheme=scheme, norm=norm)
        _refuse_other_base(plan, norm, seen)
        revision = _next_revision(plan, norm, freeze_first=freeze_first, by=by, label=label, note=note)
    _write(plan, norm, revision, by)
    ImportRecord.objects.update_or_create(revision=revision, defaults={"told": plan.told, "by": by})
    return ImportReport(norm, Revision.objects.select_related("norm").get(pk=revision.pk), plan)


def _refuse_namesake(plan: Plan, title: str, by: User) -> None:
    """Refuse a new norm that is there already under its title, word for word."""
    one_by_one(by)
    for namesake in Norm.objects.filter(title__iexact=title.strip()):
        if _rows(plan, None) == _rows_of(namesake.revisions.order_by("-number").first()):
            raise Refused(f"This text is registered already, as {namesake.code}.", "Nothing is imported.")


def _rows(plan: Plan, norm: Norm | None) -> list[tuple[object, ...]]:
    """What the plan would write, as `_rows_of` would read it."""
    anchors = _anchors(plan, norm)
    names = _names(plan.parsed.clauses, anchors)
    return [
        (anchor, _above(one, anchors), one.title, one.kind, one.normative, _body(one, names))
        for anchor, one in zip(anchors, plan.parsed.clauses, strict=True)
    ]


def _rows_of(revision: Revision | None) -> list[tuple[object, ...]]:
    fields = ("anchor", "parent__anchor", "title", "kind", "normative", "body")
    return list(Clause.objects.filter(revision=revision).in_order().values_list(*fields))


def _above(clause: ParsedClause, anchors: list[str]) -> str | None:
    return anchors[clause.parent] if clause.parent is not None else None


def _refuse_other_base(plan: Plan, norm: Norm, seen: str | None) -> None:
    """Refuse what stands there already, and a plan that was compared with another text than stands there now."""
    is_newest = plan.base == norm.revisions.first()  # an emptied draft takes the words of the revision before again
    if plan.base is not None and is_newest and _rows(plan, norm) == _rows_of(plan.base):
        raise Refused(f"{plan.base.name} has this very text already.", "Nothing is imported.")
    if seen is not None and seen != plan.standing:
        raise EditConflict("The text of the norm was changed since you saw the plan.", plan)


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
    anchors = _anchors(plan, norm)
    before = {clause.anchor: clause for clause in Clause.objects.filter(revision=plan.base)} if plan.base else {}
    names = _names(plan.parsed.clauses, anchors)
    made: dict[int, Clause] = {}
    depths = _depths(plan.parsed.clauses)
    for depth in sorted(set(depths)):
        rows = {}
        for place, parsed in enumerate(plan.parsed.clauses):
            if depths[place] == depth:
                rows[place] = _clause(parsed, place, revision, made, by)
                rows[place].anchor = anchors[place]
                rows[place].body = _body(parsed, names)
                if anchors[place] in before:
                    rows[place].rationale = before[anchors[place]].rationale
                    rows[place].version = before[anchors[place]].version + 1
                render(rows[place], norm.scheme)
        made |= dict(zip(rows, Clause.objects.bulk_create(rows.values()), strict=True))
    renumber(revision)
    restate(list(Clause.objects.filter(revision=revision).order_by("order")), norm)


def _body(parsed: ParsedClause, names: dict[str, str]) -> str:
    """The text with its links to clauses led to the anchors that they have here."""
    return LINK_TO_ANCHOR.sub(lambda link: f"](#{names.get(link[1], link[1])})", parsed.body_md)


def _clause(parsed: ParsedClause, place: int, revision: Revision, made: dict[int, Clause], by: User) -> Clause:
    return Clause(
        revision=revision,
        parent=made[parsed.parent] if parsed.parent is not None else None,
        position=place,
        kind=parsed.kind,
        normative=parsed.normative,
        title=parsed.title,
        updated_by=by,
    )


def _depths(clauses: list[ParsedClause]) -> list[int]:
    depths: list[int] = []
    for clause in clauses:
        depths.append(1 if clause.parent is None else depths[clause.parent] + 1)
    return depths


def _anchors(plan: Plan, norm: Norm | None) -> list[str]:
    """The anchor of each clause: the old one where it lives on, its own where that is free, one made from its title.

    Made ones come last, so that none is what the file calls another clause by.
    """
    kept = {id(pair.new): pair.old.key for pair in plan.matching.pairs}
    taken = set(Clause.objects.filter(revision__norm=norm).values_list("anchor", flat=True)) | set(kept.values())
    for clause in plan.parsed.clauses:
        if clause.anchor and clause.anchor not in taken:
            kept.setdefault(id(clause), clause.anchor)
    taken |= set(kept.values()) | {alias for clause in plan.parsed.clauses for alias in clause.aliases}
    anchors = []
    for clause in plan.parsed.clauses:
        anchor = kept.get(id(clause)) or free_anchor(clause.title, taken)
        taken.add(anchor)
        anchors.append(anchor)
    return anchors


def _names(clauses: list[ParsedClause], anchors: list[str]) -> dict[str, str]:
    """Where links to the anchors of the file lead now."""
    names = {}
    for clause, anchor in zip(clauses, anchors, strict=True):
        for name in (clause.anchor, *clause.aliases):
            if name:
                names[name] = anchor
    return names
