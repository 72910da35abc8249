"""Consultations, the comments they gather, and the answers."""

from comments.models.comment import (
    Capacity,
    Comment,
    CommentState,
    CountedBy,
    Hold,
    Submission,
    WithholdingGround,
)
from comments.models.consultation import DEFAULT_DAYS, WEEK, Consultation, Extension, Phase, Question
from comments.models.disposition import Disposition, Effect, Outcome, Reaction
from comments.models.parts import (
    FURTHER,
    MOST_CHARACTERS,
    MOST_COMMENTS,
    NAMES,
    PARTS,
    CommentKind,
    NewComment,
    Part,
    Said,
    said_in,
)
from comments.models.searched import SPANS, SearchedComment
from comments.models.tally import Tally

__all__ = [
    "DEFAULT_DAYS",
    "FURTHER",
    "MOST_CHARACTERS",
    "MOST_COMMENTS",
    "NAMES",
    "PARTS",
    "SPANS",
    "WEEK",
    "Capacity",
    "Comment",
    "CommentKind",
    "CommentState",
    "Consultation",
    "CountedBy",
    "Disposition",
    "Effect",
    "Extension",
    "Hold",
    "NewComment",
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
    "said_in",
]
