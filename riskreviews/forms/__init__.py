"""Shapes of input about risks, and about screenings."""

from riskreviews.forms.assessments import (
    AskForm,
    AssessmentForm,
    AssessmentWordsForm,
    CarryForm,
    EvidenceForm,
    ReviewForm,
    SafeguardForm,
    ScenarioForm,
)
from riskreviews.forms.screenings import AnswerForm, ChecklistForm, OpinionForm, ReferralForm, ReplyForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "AssessmentForm",
    "AssessmentWordsForm",
    "CarryForm",
    "ChecklistForm",
    "EvidenceForm",
    "OpinionForm",
    "ReferralForm",
    "ReplyForm",
    "ReviewForm",
    "SafeguardForm",
    "ScenarioForm",
]
