"""Consultations, the comments they gather, and the answers."""

from comments.models.comment import (
    Capacity,
    Comment,
    CommentKind,
    CommentState,
    CountedBy,
    Hold,
    Submission,
    WithholdingGround,
)
from comments.models.consultation import DEFAULT_DAYS, Consultation, Extension, Phase, Question
from comments.models.disposition import Disposition, Effect, Outcome, Reaction

__all__ = [
    "DEFAULT_DAYS",
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
    "Outcome",
    "Phase",
    "Question",
    "Reaction",
    "Submission",
    "WithholdingGround",
]
