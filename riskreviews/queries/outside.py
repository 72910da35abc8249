"""Read models of reviews from outside."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Prefetch, QuerySet

from norms.models import Applicability
from riskreviews.models import (
    Alternative,
    AppliesTo,
    Assessment,
    Cost,
    Evidence,
    OutsidePoint,
    OutsideReview,
    Safeguard,
    Scenario,
)


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


def assessment_fingerprint(assessment: Assessment) -> str:
    """Of all that an assessment says as it stands now, its scenarios and safeguards with what is in them."""
    rows: list[QuerySet[Model]] = [
        Scenario.objects.filter(assessment=assessment),
        Scenario.provisions.through._default_manager.filter(scenario__assessment=assessment),
        Evidence.objects.filter(scenario__assessment=assessment),
        Safeguard.objects.filter(assessment=assessment),
        Safeguard.scenarios.through._default_manager.filter(safeguard__assessment=assessment),
        AppliesTo.objects.filter(safeguard__assessment=assessment),
        Applicability.objects.filter(pk__in=AppliesTo.objects.filter(safeguard__assessment=assessment).values("applicability")),
        Alternative.objects.filter(safeguard__assessment=assessment),
        Cost.objects.filter(safeguard__assessment=assessment),
    ]
    own = Assessment.objects.filter(pk=assessment.pk).values("title", "method", "scope", "version")
    said = [list(own), *(list(found.order_by("pk").values(*_said(found.model))) for found in rows)]
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def _said(model: type[Model]) -> list[str]:
    """The columns that people fill: what follows from them may follow otherwise with another version of the software."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if not field.name.endswith("_html") and field.name not in ("digest", "method_version")
    ]


def open_points(assessment: Assessment) -> list[OutsidePoint]:
    """What outside reviewers would have different of an assessment and nobody has answered, issues and nits."""
    found = OutsidePoint.objects.open().filter(review__assessment=assessment)
    return list(found.select_related("clause").order_by("review_id", "number"))
