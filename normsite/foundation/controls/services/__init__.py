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
from normsite.foundation.controls.services.discarding import discard_control_list
from normsite.foundation.controls.services.force import put_in_force
from normsite.foundation.controls.services.imports import Edition, import_control_list
from normsite.foundation.controls.services.jobs import (
    carry_out_list_import,
    forget_list_imports,
    progress_of_list_import,
    queue_list_import,
)
from normsite.foundation.controls.services.suggestions import Suggested, suggest_criteria
from normsite.foundation.controls.services.tables import take_correlations, take_criteria

__all__ = [
    "MOST_AT_ONCE",
    "Carried",
    "EditConflict",
    "Edition",
    "Suggested",
    "carry_criteria",
    "carry_out_list_import",
    "confirm_correlation",
    "confirm_criteria",
    "confirm_criterion",
    "correct_criterion",
    "discard_control_list",
    "forget_list_imports",
    "import_control_list",
    "progress_of_list_import",
    "put_in_force",
    "queue_list_import",
    "reject_correlation",
    "reject_criterion",
    "suggest_correlations",
    "suggest_criteria",
    "take_correlations",
    "take_criteria",
    "write_correlation",
    "write_criterion",
]
