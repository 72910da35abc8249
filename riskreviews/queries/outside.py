"""Read models of reviews from outside."""

from django.db.models import Prefetch, QuerySet

from riskreviews.models import Assessment, OutsidePoint, OutsideReview


def outside_reviews(assessment: Assessment) -> QuerySet[OutsideReview]:
    """What was given from outside, the oldest first, with all that is shown of it."""
    points = Prefetch("points", OutsidePoint.objects.select_related("clause", "answered_by"))
    return (
        OutsideReview.objects.given()
        .filter(assessment=assessment)
        .select_related("assessment")
        .prefetch_related(points)
        .order_by("given_at")
    )


def invited_outsiders(assessment: Assessment) -> QuerySet[OutsideReview]:
    """Who was asked and has not given a review yet, for the desk alone."""
    return OutsideReview.objects.standing().filter(assessment=assessment, given_at=None).select_related("invited_by")
