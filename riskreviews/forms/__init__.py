"""Shapes of input about risks, about screenings, and about indicators."""

from riskreviews.forms.assessments import (
    AskForm,
    AssessmentForm,
    AssessmentWordsForm,
    CarryForm,
    EvidenceForm,
    ReviewForm,
    ScenarioForm,
)
from riskreviews.forms.indicators import (
    CorrectionForm,
    IndicatorChangeForm,
    IndicatorForm,
    KeyForm,
    ReadingForm,
    ReadingsForm,
)
from riskreviews.forms.outside import NAME_SHOWN, InterestsForm, InviteForm, OutsideForm, PointAnswerForm, marks_of
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
    "NAME_SHOWN",
    "AlternativeForm",
    "AnswerForm",
    "AskForm",
    "AssessmentForm",
    "AssessmentWordsForm",
    "CarryForm",
    "ChecklistForm",
    "CorrectionForm",
    "CostsForm",
    "EndingForm",
    "EventForm",
    "EvidenceForm",
    "IndicatorChangeForm",
    "IndicatorForm",
    "InterestsForm",
    "InviteForm",
    "KeyForm",
    "OpinionForm",
    "OutsideForm",
    "PointAnswerForm",
    "ProportionalityForm",
    "ReadingForm",
    "ReadingsForm",
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
    "marks_of",
]
