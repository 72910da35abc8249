"""One function for each mail of this room."""

from typing import Any

from django.urls import reverse

from normsite.foundation.accounts.models import User
from normsite.foundation.notifications.outbox import queue_mail
from riskreviews.models import Assessment, OutsideReview, PeerReview


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


def mail_outside_invitation(review: OutsideReview, *, token: str) -> None:
    """Tell somebody outside that a review is asked for, with the link that only they have."""
    _mail_outside("asked", review, review.email, address=reverse("riskreviews:outside", args=[token]))


def mail_outside_taken_back(review: OutsideReview) -> None:
    """Tell somebody outside that no review is needed now."""
    _mail_outside("taken-back", review, review.email)


def mail_outside_given(review: OutsideReview) -> None:
    """Tell the author what came from outside; who it was from stands on no mail."""
    person = review.assessment.created_by
    _mail_outside("given", review, person.email, person=person, points=review.points.count())


def _mail_outside(what: str, review: OutsideReview, to: str, **more: Any) -> None:
    assessment, revision = review.assessment, review.assessment.revision
    facts = _of(assessment)
    if to == review.email and not revision.is_released:
        facts["title"] = ""  # what is not public stands behind the link, and not in a mail
    queue_mail(
        occasion=f"outside-{what}/{assessment.code}/{review.pk}",
        to=to,
        template=f"emails/riskreviews/outside_{what.replace('-', '_')}",
        context={"review": review, "restricted": revision.is_restricted, **facts, **more},
    )


def _about(review: PeerReview) -> dict[str, Any]:
    return {"review": review, **_of(review.assessment)}


def _of(assessment: Assessment) -> dict[str, Any]:
    """What every mail about a review names; the title of an assessment of a restricted text doesn't leave the house."""
    revision = assessment.revision
    title = "" if revision.is_restricted else assessment.title
    return {"assessment": assessment, "title": title, "norm": revision.norm}
