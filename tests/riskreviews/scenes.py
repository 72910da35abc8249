"""Scenes for the tests of risk reviews: a frozen text, an assessment of it, scenarios and a safeguard."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from norms.models import Clause, Revision
from norms.services import add_clause, freeze_revision, register_norm, release_revision
from riskreviews.models import Assessment, PeerReview, Safeguard, Scenario
from riskreviews.queries import text_fingerprint
from riskreviews.services import (
    Priced,
    add_evidence,
    add_safeguard,
    add_scenario,
    give_peer_review,
    request_peer_review,
    start_assessment,
)
from tests.cast import Cast

LEVELS = {
    "initiation": "H",
    "adverse": "M",
    "impact": "VH",
    "residual_initiation": "L",
    "residual_adverse": "L",
    "residual_impact": "H",
}
REVIEW_ON = timezone.localdate() + timedelta(days=365)
# High without safeguards, as LEVELS come to: table 1 gives T3.
JUDGED: dict[str, Any] = {
    "governability": "L",
    "governability_why": "Anybody can build such a module.",
    "reach": "listed",
    "reach_why": "The clause names what a list names.",
    "departure": "Two of seven declarations were wrong.",  # kept only where the tier is another than the table's
}
WEIGHING = {
    "gain_gravity": "4",
    "gain_importance": "4",
    "gain_sureness": "1",
    "loss_gravity": "2",
    "loss_importance": "2",
    "loss_sureness": "1/2",
}
ONE_TEST: dict[str, Any] = {"currency": "EUR", "year": 2026, "frequency": "once"}
COSTS = [
    Priced(payer="large", low=8_000, high=12_000, basis="One test.", **ONE_TEST),
    Priced(payer="small", low=8_000, high=15_000, basis="One test, and help with it.", **ONE_TEST),
    Priced(payer="university", low=0, high=0, basis="Nothing is sold.", **ONE_TEST),
]
JUSTIFICATION: dict[str, Any] = {
    **JUDGED,
    "legitimate_aim": "Keys of others stay secret.",
    "suitable": "A laboratory finds what the maker overlooks.",
    "necessary": "The maker's own tests found nothing.",
    "proportionate": "One test for each type, not for each device.",
    "weighing": WEIGHING,
    "alternatives": [("A declaration of the maker.", "Two of seven were wrong.")],
    "costs": COSTS,
    "review_on": REVIEW_ON,
    "declassification_trigger": "No finding in three years.",
}


FACTS = {name: value for name, value in JUSTIFICATION.items() if name not in ("alternatives", "costs")}
"""What of it stands in the safeguard itself."""


def draft_text(cast: Cast, title: str = "Key storage") -> Revision:
    norm = register_norm(title=title, summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.select_related("norm").get()
    add_clause(revision=revision, title="Scope", kind="scope", anchor="scope", body="Modules that keep keys.", by=cast.edda)
    add_clause(
        revision=revision,
        title="Keys",
        anchor="keys",
        body="The module shall erase its keys.",
        rationale="Leaks.",
        by=cast.edda,
    )
    return revision


def assessment_of(revision: Revision, cast: Cast, title: str = "Theft of keys") -> Assessment:
    return start_assessment(revision=revision, title=title, scope="Field devices, over ten years.", by=cast.rhea)


def scenario_in(assessment: Assessment, cast: Cast, **fields: Any) -> Scenario:
    given: dict[str, Any] = {
        "title": f"A key is read out in way {assessment.scenarios.count() + 1}",
        "description": "A thief opens the housing.",
        "treatment": "change_likelihood",
        "reasoning": "Theft is common.",
        "uncertainty": "low",
        "clause": Clause.objects.get(revision=assessment.revision, anchor="keys"),
        **LEVELS,
    }
    return add_scenario(assessment=assessment, by=cast.rhea, **(given | fields))


def safeguard_in(assessment: Assessment, scenarios: list[Scenario], cast: Cast, **fields: Any) -> Safeguard:
    given: dict[str, Any] = {
        "title": "Test by a laboratory",
        "description": "Each type is opened.",
        "tier": "T3",
        **JUSTIFICATION,
    }
    return add_safeguard(assessment=assessment, scenarios=scenarios, by=cast.rhea, **(given | fields))


def asked(assessment: Assessment, cast: Cast) -> PeerReview:
    return request_peer_review(assessment=assessment, reviewer=cast.piet, by=cast.rhea)


def judged(review: PeerReview, verdict: str, text: str, cast: Cast) -> PeerReview:
    """Piet's judgement, on the words that stand now."""
    words = text_fingerprint(review.assessment.revision)
    return give_peer_review(review=review, words=words, verdict=verdict, text=text, by=cast.piet)


def agreed(cast: Cast, *, scenarios: int = 1, released: bool = True, title: str = "Key storage") -> Assessment:
    """An agreed assessment, with evidence and a safeguard for each scenario, of a text that anybody may read."""
    revision = draft_text(cast, title)
    assessment = assessment_of(revision, cast)
    for number in range(scenarios):
        scenario = scenario_in(assessment, cast, title=f"A key is read out in way {number + 1}")
        add_evidence(scenario=scenario, citation="Report 7", url="https://reports.example/7", shows="Two hours.", by=cast.rhea)
        safeguard_in(assessment, [scenario], cast, title=f"Safeguard {number + 1}")
    judged(asked(assessment, cast), "agree_with_remarks", "It holds.", cast)
    if released:
        release(revision, cast)
    assessment.refresh_from_db()
    return assessment


def release(revision: Revision, cast: Cast) -> None:
    freeze_revision(revision=revision, by=cast.edda)
    revision.refresh_from_db()
    release_revision(revision=revision, at=timezone.now() - timedelta(minutes=1), by=cast.sami)
