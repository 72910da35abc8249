"""The rationale page as a Document: why each provision is there, who objected, what changed, what is withheld."""

from datetime import datetime

from django.conf import settings

from comments.models import Consultation
from norms import queries as norm_queries
from norms.models import Revision
from normsite.foundation.accounts.models import User
from normsite.foundation.documents import SECOND, Document, Fact
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards import clause_cards, tell, unrecorded
from normsite.portal.publication.rationale.changes import changes, led_to_changes, since_consulted
from normsite.portal.publication.rationale.classification import classified
from normsite.portal.publication.rationale.consultation import in_figures
from normsite.portal.publication.rationale.dispositions import (
    comments_csv,
    dispositions,
    objections,
    standing_comments,
    withheld,
)
from normsite.portal.publication.rationale.gaps import withheld_parts
from normsite.portal.publication.rationale.overview import plain_words
from normsite.portal.publication.rationale.risks import weighed
from normsite.portal.publication.rationale.words import day
from riskreviews import queries as risk_queries

__all__ = ["build", "comments_csv"]


def build(
    *, revision: Revision, consulted: Revision | None, consultations: list[Consultation], code: str, at: datetime, by: User
) -> Document:
    """Assemble the page from what stands in the record at `at`; nothing is read from it again later."""
    norm = revision.norm
    comments, changed = standing_comments(consultations), since_consulted(consulted, revision)
    assessments = list(risk_queries.agreed_assessments(revision))
    told, led = tell(revision, norm_queries.read_revision(revision), assessments, comments, changed), led_to_changes(comments)
    cards = clause_cards(told)
    sections = [
        plain_words(told, cards, assessments, comments, led),
        cards,
        *unrecorded(told, cards),
        weighed(assessments),
        *classified(revision),
        in_figures(consultations, comments),
        objections(comments, told.changes),
        dispositions(comments),
        changes(consulted, revision, changed, led),
        withheld(comments, withheld_parts(told.clauses, assessments)),
    ]
    return Document(
        code=code,
        title=norm.title,
        subtitle="Rationale page",
        origin=settings.BASE_URL,
        facts=(
            Fact("Norm", " ".join(part for part in (norm.code, norm.designation) if part), norm.get_absolute_url()),
            Fact("Text", revision.name, revision.get_absolute_url()),
            Fact("Frozen", day(revision.frozen_at)),
            Fact("Fingerprint of the text", f"SHA-256 {revision.fingerprint}"),
            Fact("Published", f"{day(at)} by {settings.BODY_NAME}; approved by {isolated(by.name)}"),
            *([Fact("Committee", norm.committee)] if norm.committee else []),
        ),
        sections=tuple(sections),
        schema=SECOND,
    )
