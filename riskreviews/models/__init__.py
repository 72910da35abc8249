"""Assessments of a revision with all that is in them, their simulations and verifications; its screenings by control lists."""

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
from riskreviews.models.simulation import Simulation, SimulationState, numbers_in
from riskreviews.models.verification import Verification, VerificationState

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
    "Simulation",
    "SimulationState",
    "Tier",
    "Treatment",
    "Verdict",
    "Verification",
    "VerificationState",
    "numbers_in",
]
