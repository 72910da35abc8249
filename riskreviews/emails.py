"""One function for each mail of this room."""

from normsite.foundation.accounts.models import User
from normsite.foundation.notifications.outbox import queue_mail
from riskreviews.models import PeerReview


def mail_review_request(review: PeerReview) -> None:
    """Tell a peer that a judgement is asked for."""
    queue_mail(
        occasion=f"review-asked/{review.pk}",
        to=review.reviewer.email,
        template="emails/riskreviews/review_asked",
        context={"review": review, "assessment": review.assessment, "norm": review.assessment.revision.norm},
    )


def mail_request_taken_back(review: PeerReview, by: User) -> None:
    """Tell the peer that no judgement is needed now."""
    queue_mail(
        occasion=f"review-taken-back/{review.pk}",
        to=review.reviewer.email,
        template="emails/riskreviews/review_taken_back",
        context={"review": review, "assessment": review.assessment, "norm": review.assessment.revision.norm, "by": by},
    )


def mail_review_given(review: PeerReview) -> None:
    """Tell the author what the peer says."""
    queue_mail(
        occasion=f"review-given/{review.pk}",
        to=review.assessment.created_by.email,
        template="emails/riskreviews/review_given",
        context={"review": review, "assessment": review.assessment, "norm": review.assessment.revision.norm},
    )
