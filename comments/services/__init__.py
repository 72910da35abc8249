"""Every change to consultations, comments and answers: one verb each. What they ask first stands in `guards`."""

from comments.services.attachments import forget_files, keep_files, move_files, renew_files
from comments.services.confidential import open_confidential_part
from comments.services.consultations import confirm_opening, extend_consultation, open_consultation, tell_of_turn
from comments.services.dispositions import (
    answer_support,
    approve_disposition,
    decide_comment,
    decide_with_support,
    publish_dispositions,
    react,
    return_disposition,
)
from comments.services.drafts import (
    begin_draft,
    end_link,
    finish_draft,
    forget_drafts,
    invite_colleague,
    remind_of_drafts,
    renew_key,
    take_up_draft,
    write_draft,
)
from comments.services.imports import (
    begin_import,
    carry_on_import,
    forget_imports,
    keep_import,
    map_import,
    resume_imports,
    stop_import,
)
from comments.services.intake import OtherBody, submit_comments
from comments.services.moderation import publish_comment, withhold_comment
from comments.services.tallies import fold_tallies
from comments.services.uploads import forget_form, forget_old_forms, keep_form, name_columns
from comments.services.withdrawal import withdraw_comment
from comments.services.withheld import mark_file, standing_withholding

__all__ = [
    "OtherBody",
    "answer_support",
    "approve_disposition",
    "begin_draft",
    "begin_import",
    "carry_on_import",
    "confirm_opening",
    "decide_comment",
    "decide_with_support",
    "end_link",
    "extend_consultation",
    "finish_draft",
    "fold_tallies",
    "forget_drafts",
    "forget_files",
    "forget_form",
    "forget_imports",
    "forget_old_forms",
    "invite_colleague",
    "keep_files",
    "keep_form",
    "keep_import",
    "map_import",
    "mark_file",
    "move_files",
    "name_columns",
    "open_confidential_part",
    "open_consultation",
    "publish_comment",
    "publish_dispositions",
    "react",
    "remind_of_drafts",
    "renew_files",
    "renew_key",
    "resume_imports",
    "return_disposition",
    "standing_withholding",
    "stop_import",
    "submit_comments",
    "take_up_draft",
    "tell_of_turn",
    "withdraw_comment",
    "withhold_comment",
    "write_draft",
]
