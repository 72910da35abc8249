"""Shapes of input about risks, and about screenings."""

from riskreviews.forms.assessments import (
    AskForm,
    AssessmentForm,
    AssessmentWordsForm,
    CarryForm,
    EvidenceForm,
    ReviewForm,
    ScenarioForm,
)
from riskreviews.forms.safeguards import (
    AlternativeForm,
    CostsForm,
    EndingForm,
    EventForm,
    ProportionalityForm,
    ReappraisalForm,
    SafeguardForm,
    StepForm,
    TierForm,
    WeightForm,
)
from riskreviews.forms.screenings import AnswerForm, ChecklistForm, OpinionForm, ReferralForm, ReplyForm
from riskreviews.forms.tiers import TierTableForm

__all__ = [
    "AlternativeForm",
    "AnswerForm",
    "AskForm",
    "AssessmentForm",
    "AssessmentWordsForm",
    "CarryForm",
    "ChecklistForm",
    "CostsForm",
    "EndingForm",
    "EventForm",
    "EvidenceForm",
    "OpinionForm",
    "ProportionalityForm",
    "ReappraisalForm",
    "ReferralForm",
    "ReplyForm",
    "ReviewForm",
    "SafeguardForm",
    "ScenarioForm",
    "StepForm",
    "TierForm",
    "TierTableForm",
    "WeightForm",
]
