"""Read models for pages and records: risks by clause, safeguards by provision, heat maps, the explanation of each figure."""

from collections.abc import Iterable

from django.db.models import QuerySet

from norms.models import Norm, Revision
from riskreviews.heatmap import HeatMapPair, Point, heatmap_pair
from riskreviews.methods import METHODS
from riskreviews.methods.nist_sp_800_30 import Level
from riskreviews.models import Assessment, PeerReview, Safeguard, Scenario


def agreed_assessments(revision: Revision) -> QuerySet[Assessment]:
    """The agreed assessments of a revision, oldest first, with all that a record shows of them."""
    found = Assessment.objects.for_revision(revision).agreed().order_by("created_at")
    return found.select_related("created_by", "revision__norm").prefetch_related(
        "scenarios__clause",
        "scenarios__evidence",
        "scenarios__owner",
        "safeguards__scenarios",
        "safeguards__provision",
        "peer_reviews__reviewer",
    )


def public_assessments(norm: Norm) -> QuerySet[Assessment]:
    """The assessments of a norm that anybody may read, the newest first."""
    return Assessment.objects.public().filter(revision__norm=norm).select_related("revision").order_by("-agreed_at")


def risks_by_anchor(revision: Revision) -> dict[str, list[Scenario]]:
    """The scenarios of agreed assessments of this revision by the anchor of their clause, in two queries at most."""
    found = Scenario.objects.filter(assessment__in=Assessment.objects.for_revision(revision).agreed(), clause__isnull=False)
    by_anchor: dict[str, list[Scenario]] = {}
    for scenario in found.select_related("assessment", "clause").order_by("assessment_id", "position"):
        by_anchor.setdefault(scenario.clause.anchor, []).append(scenario)  # type: ignore[union-attr]  # filtered above
    return by_anchor


def safeguards_by_provision(revision: Revision) -> dict[int, list[Safeguard]]:
    """The safeguards of agreed assessments of this revision by the key of the provision that puts them into words."""
    found = Safeguard.objects.filter(assessment__in=Assessment.objects.for_revision(revision).agreed(), provision__isnull=False)
    by_provision: dict[int, list[Safeguard]] = {}
    for safeguard in found.select_related("assessment").order_by("pk"):
        by_provision.setdefault(safeguard.provision_id, []).append(safeguard)  # type: ignore[arg-type]  # filtered above
    return by_provision


def heat_maps(assessment: Assessment, scenarios: Iterable[Scenario] | None = None) -> HeatMapPair:
    """Where the scenarios stand before and after the safeguards."""
    found = list(assessment.scenarios.all() if scenarios is None else scenarios)
    before = [Point(one.code, one.title, Level(one.likelihood), Level(one.impact)) for one in found]
    after = [Point(one.code, one.title, Level(one.residual_likelihood), Level(one.residual_impact)) for one in found]
    return heatmap_pair(before, after, title=assessment.title)


def explain(scenario: Scenario) -> list[str]:
    """How the two levels come about: each table, row and column by name."""
    assess = METHODS[scenario.assessment.method].assess
    inherent = assess(scenario.initiation, scenario.adverse, scenario.impact)
    residual = assess(scenario.residual_initiation, scenario.residual_adverse, scenario.residual_impact)
    return [
        "Without safeguards. " + " ".join(step.sentence for step in inherent.explanation),
        "With safeguards. " + " ".join(step.sentence for step in residual.explanation),
    ]


def waiting_reviews(assessment: Assessment) -> QuerySet[PeerReview]:
    """The judgements asked for and not given."""
    return assessment.peer_reviews.filter(given_at=None).select_related("reviewer")
