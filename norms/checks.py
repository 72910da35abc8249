"""What is found in a text before it is frozen, and before it is published."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from norms.guards import restricted_sentence
from norms.models import Clause, Clearance, ProvisionKind, Revision, Statement
from norms.queries import carrying, read_revision
from norms.text.keywords import find_statements
from normsite.foundation.checks import Finding, Findings
from normsite.foundation.controls.models import ControlList
from normsite.foundation.markup.tree import read
from normsite.foundation.unseen import can_be_seen, isolated


def before_freezing(revision: Revision) -> Findings:
    """A text without a clause can't be frozen. A clause that says nothing is doubtful, and so is one that requires something
    where no requirement may stand."""
    clauses = read_revision(revision)
    return Findings(() if clauses else (_no_clause(revision),), tuple(_doubts(clauses)))


def before_publishing(revision: Revision) -> Findings:
    """Clauses that require something and don't say why."""
    return Findings(tuple(_without_reason(revision)))


def before_release(revision: Revision, at: datetime | None = None) -> Findings:
    """What keeps a frozen text from the public, at that instant or now: that it is restricted, and each control list in force
    by which these words were not cleared, or only until an earlier day."""
    day = timezone.localdate(max(at, timezone.now()) if at else None)  # an opening may lie some minutes before the act
    return Findings((*_restricted(revision), *_not_cleared(revision, day)))


def place_of(clause: Clause) -> str:
    """Where the clause is written while it can be, else where it is read."""
    if clause.revision.is_draft:
        return reverse("norms:clause", args=[clause.revision.norm.code, clause.anchor])
    return clause.get_absolute_url()


def without_text(revision: Revision) -> Iterator[Finding]:
    if not revision.clauses.exists():
        yield _no_clause(revision)


def _no_clause(revision: Revision) -> Finding:
    desk = reverse("norms:desk", args=[revision.norm.code])
    return Finding("The revision has no clause.", "Write or import the text.", desk)


def _restricted(revision: Revision) -> Iterator[Finding]:
    if revision.is_restricted:
        circulation = reverse("norms:circulation", args=[revision.norm.code, revision.number])
        yield Finding(restricted_sentence(revision), "Lift the restriction first.", circulation)


def _not_cleared(revision: Revision, day: date) -> Iterator[Finding]:
    standing = Clearance.objects.standing(day).filter(revision=revision, fingerprint=revision.fingerprint)
    cleared = set(standing.values_list("control_list", flat=True))
    then = f" on {day:%-d %B %Y}" if day > timezone.localdate() else ""
    for control_list in ControlList.objects.in_force().exclude(pk__in=cleared):
        yield Finding(
            f"The text is not cleared under {isolated(control_list)} ({isolated(control_list.jurisdiction_name)}){then}.",
            "Screen it, and let two reviewers decide.",
            # A room above this one: like the desk of a norm, a finding is a signpost.
            reverse("riskreviews:export_control", args=[revision.norm.code, revision.number]),
        )


def _doubts(clauses: Sequence[Clause]) -> Iterator[Finding]:
    parents = {clause.parent_id for clause in clauses}
    binding = carrying(clauses)
    for clause in clauses:
        if not can_be_seen(clause.words) and clause.pk not in parents:
            yield Finding(f"Clause {isolated(clause)} says nothing yet.", "Write it, or take it out.", place_of(clause))
        if clause.pk not in binding and _would_require(clause):
            yield Finding(
                f"Clause {isolated(clause)} makes a requirement where none may stand.",
                "Scope, foreword, introduction and informative parts bind nobody: move the requirement, or word it as a fact.",
                place_of(clause),
            )


def _would_require(clause: Clause) -> bool:
    return any(found.kind == ProvisionKind.REQUIREMENT for found in find_statements(read(clause.body_html)))


def _without_reason(revision: Revision) -> Iterator[Finding]:
    required = Statement.objects.filter(clause=OuterRef("pk"), kind=ProvisionKind.REQUIREMENT)
    requiring = revision.clauses.filter(Exists(required)).in_order().defer("body", "body_html", "words", "rationale_html")
    for clause in requiring:
        if not can_be_seen(clause.rationale):
            yield Finding(
                f"Clause {isolated(clause)} makes a requirement and does not say why.",
                "Write its rationale" + ("." if revision.is_draft else " in the next revision."),
                place_of(clause),
            )
