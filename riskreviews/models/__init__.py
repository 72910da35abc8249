"""Assessments of a revision with their scenarios, evidence, safeguards and peer reviews; its screenings by control lists."""

from riskreviews.models.assessment import Assessment, AssessmentState, PeerReview, Verdict
from riskreviews.models.safeguard import Safeguard, Tier
from riskreviews.models.scenario import Evidence, Scenario, Treatment
from riskreviews.models.screening import (
    Audience,
    Opinion,
    Outcome,
    Part,
    Referral,
    Relevance,
    Reply,
    Screening,
    ScreeningHit,
    ScreeningState,
)

__all__ = [
    "Assessment",
    "AssessmentState",
    "Audience",
    "Evidence",
    "Opinion",
    "Outcome",
    "Part",
    "PeerReview",
    "Referral",
    "Relevance",
    "Reply",
    "Safeguard",
    "Scenario",
    "Screening",
    "ScreeningHit",
    "ScreeningState",
    "Tier",
    "Treatment",
    "Verdict",
]
