"""One function for each mail of this room."""

from typing import Any

from normsite.foundation.accounts.models import User
from normsite.foundation.notifications.outbox import queue_mail
from riskreviews.models import PeerReview


def mail_review_request(review: PeerReview) -> None:
    """Tell a peer that a judgement is asked for."""
    queue_mail(
        occasion=f"review-asked/{review.pk}",
        to=review.reviewer.email,
        template="emails/riskreviews/review_asked",
        context=_about(review),
    )


def mail_request_taken_back(review: PeerReview, by: User) -> None:
    """Tell the peer that no judgement is needed now."""
    queue_mail(
        occasion=f"review-taken-back/{review.pk}",
        to=review.reviewer.email,
        template="emails/riskreviews/review_taken_back",
        context={**_about(review), "by": by},
    )


def mail_review_given(review: PeerReview) -> None:
    """Tell the author what the peer says."""
    queue_mail(
        occasion=f"review-given/{review.pk}",
        to=review.assessment.created_by.email,
        template="emails/riskreviews/review_given",
        context=_about(review),
    )


def _about(review: PeerReview) -> dict[str, Any]:
    """What every mail about a review names; the title of an assessment of a restricted text doesn't leave the house."""
    revision = review.assessment.revision
    title = "" if revision.is_restricted else review.assessment.title
    return {"review": review, "assessment": review.assessment, "title": title, "norm": revision.norm}
