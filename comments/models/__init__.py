"""Consultations, the comments they gather, and the answers."""

from comments.models.attachment import MOST_BYTES, MOST_FILES, Attachment, AttachmentContent
from comments.models.comment import (
    Capacity,
    Comment,
    CommentState,
    CountedBy,
    Hold,
    Submission,
    WithholdingGround,
)
from comments.models.confidential import (
    CONFIDENTIAL,
    CONFIDENTIAL_REASON,
    TYPED,
    ConfidentialPart,
    ConfidentialViewing,
    confidential_facts,
)
from comments.models.consultation import DEFAULT_DAYS, WEEK, Consultation, Extension, Phase
from comments.models.disposition import Disposition, Effect, Outcome, Reaction
from comments.models.parts import (
    ANSWER,
    BESIDE,
    FURTHER,
    MOST_CHARACTERS,
    MOST_COMMENTS,
    NAMES,
    PARTS,
    Attached,
    CommentKind,
    ConfidentialGround,
    NewComment,
    Part,
    Said,
    said_in,
)
from comments.models.question import LONGEST_QUESTION, NewQuestion, Question, new_question
from comments.models.searched import SPANS, SearchedComment
from comments.models.tally import Tally
from comments.models.uploads import KeptForm, NamedColumns

__all__ = [
    "ANSWER",
    "BESIDE",
    "CONFIDENTIAL",
    "CONFIDENTIAL_REASON",
    "DEFAULT_DAYS",
    "FURTHER",
    "LONGEST_QUESTION",
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "MOST_COMMENTS",
    "MOST_FILES",
    "NAMES",
    "PARTS",
    "SPANS",
    "TYPED",
    "WEEK",
    "Attached",
    "Attachment",
    "AttachmentContent",
    "Capacity",
    "Comment",
    "CommentKind",
    "CommentState",
    "ConfidentialGround",
    "ConfidentialPart",
    "ConfidentialViewing",
    "Consultation",
    "CountedBy",
    "Disposition",
    "Effect",
    "Extension",
    "Hold",
    "KeptForm",
    "NamedColumns",
    "NewComment",
    "NewQuestion",
    "Outcome",
    "Part",
    "Phase",
    "Question",
    "Reaction",
    "Said",
    "SearchedComment",
    "Submission",
    "Tally",
    "WithholdingGround",
    "confidential_facts",
    "new_question",
    "said_in",
]
