"""What is found in a text before it is published."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from norms.models import Clause, ProvisionKind, Revision, Statement
from normsite.foundation.checks import Finding, Findings
from normsite.foundation.unseen import can_be_seen, isolated


def before_publishing(revision: Revision) -> Findings:
    """Clauses that require something and don't say why."""
    return Findings(tuple(_without_reason(revision)))


def place_of(clause: Clause) -> str:
    """Where the clause is written while it can be, else where it is read."""
    if clause.revision.is_draft:
        return reverse("norms:clause", args=[clause.revision.norm.code, clause.anchor])
    return clause.get_absolute_url()


def without_text(revision: Revision) -> Iterator[Finding]:
    if not revision.clauses.exists():
        desk = reverse("norms:desk", args=[revision.norm.code])
        yield Finding("The revision has no clause.", "Write or import the text.", desk)


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
