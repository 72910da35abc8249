"""Shapes of input."""

from comments.forms.desk import DecisionForm, ExtendForm, OpenForm, RemarkForm, WithholdForm
from comments.forms.public import CommentForm, FindReceiptForm, ReactionForm, SenderForm, new_comment, sender_of, subjects
from comments.forms.uploaded import FormFileForm, uploaded

__all__ = [
    "CommentForm",
    "DecisionForm",
    "ExtendForm",
    "FindReceiptForm",
    "FormFileForm",
    "OpenForm",
    "ReactionForm",
    "RemarkForm",
    "SenderForm",
    "WithholdForm",
    "new_comment",
    "sender_of",
    "subjects",
    "uploaded",
]
