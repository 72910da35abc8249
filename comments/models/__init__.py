"""Consultations, the comments they gather, and the answers."""

from comments.models.comment import Capacity, Comment, CommentKind, CommentState, Submission
from comments.models.consultation import Consultation, Phase, Question
from comments.models.disposition import Disposition, Effect, Outcome, Reaction

__all__ = [
    "Capacity",
    "Comment",
    "CommentKind",
    "CommentState",
    "Consultation",
    "Disposition",
    "Effect",
    "Outcome",
    "Phase",
    "Question",
    "Reaction",
    "Submission",
]
