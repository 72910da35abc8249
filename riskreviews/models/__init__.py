"""Assessments of a revision with all that is in them, their simulations and verifications; its screenings by control lists;
indicators of what changes outside."""

from riskreviews.models.assessment import Assessment, AssessmentState, PeerReview, Verdict
from riskreviews.models.burden import UNSAID, Alternative, AppliesTo, Cost, Frequency, Payer
from riskreviews.models.consequence import Consequence, Dimension, Gravity, Uncertainty
from riskreviews.models.indicator import (
    Cadence,
    Crossing,
    Direction,
    Indicator,
    IndicatorKey,
    Reading,
    Standing,
)
from riskreviews.models.outside import OutsidePoint, OutsideReview, OutsideVerdict, PointAnswer, Severity, WithheldBecause
from riskreviews.models.reappraisal import Cause, Reappraisal
from riskreviews.models.reappraisal import Outcome as ReappraisalOutcome
from riskreviews.models.safeguard import Safeguard, Tier, Trigger
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
from riskreviews.models.tier_table import TierTable
from riskreviews.models.verification import Verification, VerificationState

__all__ = [
    "UNSAID",
    "Alternative",
    "AppliesTo",
    "Assessment",
    "AssessmentState",
    "Audience",
    "Cadence",
    "Cause",
    "Consequence",
    "Cost",
    "Crossing",
    "Dimension",
    "Direction",
    "Evidence",
    "Frequency",
    "Gravity",
    "Indicator",
    "IndicatorKey",
    "Opinion",
    "Outcome",
    "OutsidePoint",
    "OutsideReview",
    "OutsideVerdict",
    "Part",
    "Payer",
    "PeerReview",
    "PointAnswer",
    "Reading",
    "Reappraisal",
    "ReappraisalOutcome",
    "Referral",
    "Relevance",
    "Reply",
    "Safeguard",
    "Scenario",
    "Screening",
    "ScreeningHit",
    "ScreeningState",
    "Severity",
    "Simulation",
    "SimulationState",
    "Standing",
    "Tier",
    "TierTable",
    "Treatment",
    "Trigger",
    "Uncertainty",
    "Verdict",
    "Verification",
    "VerificationState",
    "WithheldBecause",
    "numbers_in",
]
