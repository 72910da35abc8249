"""Shapes of input."""

from comments.forms.desk import DecisionForm, ExtendForm, OpenForm, RemarkForm, WithholdForm
from comments.forms.public import CommentForm, FindReceiptForm, ReactionForm, SenderForm, new_comment, sender_of, subjects

__all__ = [
    "CommentForm",
    "DecisionForm",
    "ExtendForm",
    "FindReceiptForm",
    "OpenForm",
    "ReactionForm",
    "RemarkForm",
    "SenderForm",
    "WithholdForm",
    "new_comment",
    "sender_of",
    "subjects",
]
