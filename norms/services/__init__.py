"""Every change to norms, revisions, clauses and obligations: one verb each."""

from norms.services.clauses import add_clause, move_clause, nudge_clause, remove_clause, save_clause
from norms.services.imports import ImportReport, Plan, import_markdown, plan_import
from norms.services.norms import change_norm, mark_published, register_norm, set_stage
from norms.services.obligations import change_obligation, link_obligation, register_obligation, unlink_obligation
from norms.services.revisions import freeze_revision, release_revision, start_revision
from norms.services.tree import renumber
from normsite.conflicts import EditConflict

__all__ = [
    "EditConflict",
    "ImportReport",
    "Plan",
    "add_clause",
    "change_norm",
    "change_obligation",
    "freeze_revision",
    "import_markdown",
    "link_obligation",
    "mark_published",
    "move_clause",
    "nudge_clause",
    "plan_import",
    "register_norm",
    "register_obligation",
    "release_revision",
    "remove_clause",
    "renumber",
    "save_clause",
    "set_stage",
    "start_revision",
    "unlink_obligation",
]
