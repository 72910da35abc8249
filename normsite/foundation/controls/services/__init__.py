"""Every verb on control lists: import an edition, put it in force; on their criteria and correlations."""

from normsite.foundation.conflicts import EditConflict
from normsite.foundation.controls.services.carrying import Carried, carry_criteria
from normsite.foundation.controls.services.correlations import (
    confirm_correlation,
    reject_correlation,
    suggest_correlations,
    write_correlation,
)
from normsite.foundation.controls.services.criteria import (
    MOST_AT_ONCE,
    confirm_criteria,
    confirm_criterion,
    correct_criterion,
    reject_criterion,
    write_criterion,
)
from normsite.foundation.controls.services.force import put_in_force
from normsite.foundation.controls.services.imports import Edition, import_control_list
from normsite.foundation.controls.services.suggestions import Suggested, suggest_criteria
from normsite.foundation.controls.services.tables import take_correlations, take_criteria

__all__ = [
    "MOST_AT_ONCE",
    "Carried",
    "EditConflict",
    "Edition",
    "Suggested",
    "carry_criteria",
    "confirm_correlation",
    "confirm_criteria",
    "confirm_criterion",
    "correct_criterion",
    "import_control_list",
    "put_in_force",
    "reject_correlation",
    "reject_criterion",
    "suggest_correlations",
    "suggest_criteria",
    "take_correlations",
    "take_criteria",
    "write_correlation",
    "write_criterion",
]
