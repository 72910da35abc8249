"""Assessments of a revision with their scenarios, evidence, safeguards and peer reviews."""

from riskreviews.models.assessment import Assessment, AssessmentState, PeerReview, Verdict
from riskreviews.models.safeguard import Safeguard, Tier
from riskreviews.models.scenario import Evidence, Scenario, Treatment

__all__ = [
    "Assessment",
    "AssessmentState",
    "Evidence",
    "PeerReview",
    "Safeguard",
    "Scenario",
    "Tier",
    "Treatment",
    "Verdict",
]
