"""Who may do what with risk reviews."""

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule
from riskreviews.models import Assessment, PeerReview


def has_written(user: User, assessment: Assessment) -> bool:
    """Whether the person is the author or has written in the assessment, so that their agreement proves nothing."""
    return assessment.created_by_id == user.pk or assessment.writers.filter(pk=user.pk).exists()


@rule(Role.RISK_ANALYST)
def can_edit_assessment(user: User, assessment: Assessment | None = None) -> bool:
    """Write risk assessments: scenarios, evidence, safeguards"""
    return True


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_request_peer_review(user: User, assessment: Assessment | None = None) -> bool:
    """Ask for a peer review"""
    return True


@rule(Role.PEER_REVIEWER)
def can_give_peer_review(user: User, review: PeerReview | None = None) -> bool:
    """Give a peer review
    only the person who was asked, and never of an assessment one has written in
    """
    return review is None or (review.reviewer_id == user.pk and not has_written(user, review.assessment))
