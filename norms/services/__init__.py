"""Every change to norms, revisions, clauses and obligations: one verb each."""

from norms.services.applicabilities import (
    add_applicability,
    remove_applicability,
    removed_meanwhile,
    rename_applicability,
)
from norms.services.circulation import clear_circulation, withdraw_clearances
from norms.services.clauses import add_clause, move_clause, nudge_clause, remove_clause, render_clause, save_clause
from norms.services.dialects import convert_norm, read_in
from norms.services.imports import import_markdown, plan_import
from norms.services.jobs import (
    claim_import,
    end_import,
    forget_imports,
    give_back,
    is_for_the_worker,
    look_after,
    progress_of,
    queue_import,
    tell_progress,
)
from norms.services.norms import change_norm, mark_published, register_norm, set_stage
from norms.services.obligations import change_obligation, link_obligation, register_obligation, unlink_obligation
from norms.services.plans import ImportReport, Plan
from norms.services.positions import (
    add_carve_out,
    add_carve_outs,
    change_carve_out,
    change_position,
    discard_position,
    draft_position,
    publish_position,
    refuse_unready,
    remove_carve_out,
)
from norms.services.restrictions import (
    ReaderFacts,
    end_closed_readers,
    end_reader,
    forget_circulation,
    lift_legal_hold,
    lift_restriction,
    name_reader,
    note_viewing,
    restrict_revision,
    set_legal_hold,
)
from norms.services.reviews import conclude_review, open_review
from norms.services.revisions import (
    freeze_revision,
    put_off_release,
    release_revision,
    start_revision,
    take_back_release,
)
from norms.services.sanctions import decide_match, upload_sanctions_list
from norms.services.tree import renumber
from normsite.foundation.conflicts import EditConflict

__all__ = [
    "EditConflict",
    "ImportReport",
    "Plan",
    "ReaderFacts",
    "add_applicability",
    "add_carve_out",
    "add_carve_outs",
    "add_clause",
    "change_carve_out",
    "change_norm",
    "change_obligation",
    "change_position",
    "claim_import",
    "clear_circulation",
    "conclude_review",
    "convert_norm",
    "decide_match",
    "discard_position",
    "draft_position",
    "end_closed_readers",
    "end_import",
    "end_reader",
    "forget_circulation",
    "forget_imports",
    "freeze_revision",
    "give_back",
    "import_markdown",
    "is_for_the_worker",
    "lift_legal_hold",
    "lift_restriction",
    "link_obligation",
    "look_after",
    "mark_published",
    "move_clause",
    "name_reader",
    "note_viewing",
    "nudge_clause",
    "open_review",
    "plan_import",
    "progress_of",
    "publish_position",
    "put_off_release",
    "queue_import",
    "read_in",
    "refuse_unready",
    "register_norm",
    "register_obligation",
    "release_revision",
    "remove_applicability",
    "remove_carve_out",
    "remove_clause",
    "removed_meanwhile",
    "rename_applicability",
    "render_clause",
    "renumber",
    "restrict_revision",
    "save_clause",
    "set_legal_hold",
    "set_stage",
    "start_revision",
    "take_back_release",
    "tell_progress",
    "unlink_obligation",
    "upload_sanctions_list",
    "withdraw_clearances",
]
