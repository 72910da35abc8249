"""Every change to assessments, scenarios, safeguards and peer reviews: one verb each."""

from normsite.foundation.conflicts import EditConflict
from riskreviews.services.assessments import carry_assessment, change_assessment, refuse_past, start_assessment
from riskreviews.services.peer_reviews import (
    give_peer_review,
    publish_assessments,
    reopen_assessment,
    request_peer_review,
    take_back_request,
)
from riskreviews.services.safeguards import add_safeguard, change_safeguard, missing_justification, remove_safeguard
from riskreviews.services.scenarios import add_evidence, add_scenario, change_scenario, remove_evidence, remove_scenario

__all__ = [
    "EditConflict",
    "add_evidence",
    "add_safeguard",
    "add_scenario",
    "carry_assessment",
    "change_assessment",
    "change_safeguard",
    "change_scenario",
    "give_peer_review",
    "missing_justification",
    "publish_assessments",
    "refuse_past",
    "remove_evidence",
    "remove_safeguard",
    "remove_scenario",
    "reopen_assessment",
    "request_peer_review",
    "start_assessment",
    "take_back_request",
]
