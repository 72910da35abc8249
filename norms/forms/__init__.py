"""Shapes of input about norms."""

from norms.forms.applicabilities import ApplicabilityForm, NameForm
from norms.forms.circulation import MatchForm, ReaderForm, ReasonForm, SanctionsListForm
from norms.forms.clauses import AddClauseForm, ClauseForm, CompareForm, LinkForm, PlaceForm
from norms.forms.facts import FactsChangeForm, FactsForm, RevisionForm, StageForm
from norms.forms.imports import ImportForm
from norms.forms.obligations import ObligationChangeForm, ObligationForm
from norms.forms.positions import CARVE_OUT_COLUMNS, CarveOutForm, CarveOutsForm, PositionForm
from norms.forms.reviews import ConcludeForm

__all__ = [
    "CARVE_OUT_COLUMNS",
    "AddClauseForm",
    "ApplicabilityForm",
    "CarveOutForm",
    "CarveOutsForm",
    "ClauseForm",
    "CompareForm",
    "ConcludeForm",
    "FactsChangeForm",
    "FactsForm",
    "ImportForm",
    "LinkForm",
    "MatchForm",
    "NameForm",
    "ObligationChangeForm",
    "ObligationForm",
    "PlaceForm",
    "PositionForm",
    "ReaderForm",
    "ReasonForm",
    "RevisionForm",
    "SanctionsListForm",
    "StageForm",
]
