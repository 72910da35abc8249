"""Every change to consultations, comments and answers: one verb each."""

from comments.models import MOST_CHARACTERS, NewComment
from comments.services.admission import Admission, admit_browser, admit_program, challenge_for
from comments.services.answers import (
    approve_disposition,
    decide_comment,
    publish_dispositions,
    react,
    return_disposition,
)
from comments.services.author import author_of
from comments.services.consultations import extend_consultation, open_consultation
from comments.services.intake import (
    MOST_COMMENTS,
    OtherBody,
    Receipt,
    TooLate,
    all_in_at,
    receipt_of_repeat,
    submit_comments,
)
from comments.services.moderation import publish_comment, withhold_comment
from comments.services.receipts import owns_submission
from comments.services.withdrawal import withdraw_comment

__all__ = [
    "MOST_CHARACTERS",
    "MOST_COMMENTS",
    "Admission",
    "NewComment",
    "OtherBody",
    "Receipt",
    "TooLate",
    "admit_browser",
    "admit_program",
    "all_in_at",
    "approve_disposition",
    "author_of",
    "challenge_for",
    "decide_comment",
    "extend_consultation",
    "open_consultation",
    "owns_submission",
    "publish_comment",
    "publish_dispositions",
    "react",
    "receipt_of_repeat",
    "return_disposition",
    "submit_comments",
    "withdraw_comment",
    "withhold_comment",
]
