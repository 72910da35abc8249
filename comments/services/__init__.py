"""Every change to consultations, comments and answers: one verb each. What they ask first stands in `guards`."""

from comments.services.attachments import forget_files, keep_files
from comments.services.confidential import open_confidential_part
from comments.services.consultations import confirm_opening, extend_consultation, open_consultation, tell_of_turn
from comments.services.dispositions import (
    approve_disposition,
    decide_comment,
    publish_dispositions,
    react,
    return_disposition,
)
from comments.services.intake import OtherBody, submit_comments
from comments.services.moderation import publish_comment, withhold_comment
from comments.services.tallies import fold_tallies
from comments.services.uploads import forget_form, forget_old_forms, keep_form, name_columns
from comments.services.withdrawal import withdraw_comment

__all__ = [
    "OtherBody",
    "approve_disposition",
    "confirm_opening",
    "decide_comment",
    "extend_consultation",
    "fold_tallies",
    "forget_files",
    "forget_form",
    "forget_old_forms",
    "keep_files",
    "keep_form",
    "name_columns",
    "open_confidential_part",
    "open_consultation",
    "publish_comment",
    "publish_dispositions",
    "react",
    "return_disposition",
    "submit_comments",
    "tell_of_turn",
    "withdraw_comment",
    "withhold_comment",
]
