"""Shapes of input."""

from comments.forms.attaching import Taken
from comments.forms.declaration import DeclarationForm
from comments.forms.desk import DecisionForm, ExtendForm, OpenForm, RemarkForm, WithholdForm
from comments.forms.drafts import InviteForm, LaterForm, TakeUpForm
from comments.forms.finding import FindReceiptForm
from comments.forms.public import (
    CommentForm,
    ReactionForm,
    SenderForm,
    first_language,
    labels_of,
    new_comment,
    sender_of,
    subjects,
)
from comments.forms.uploaded import (
    ColumnsForm,
    FormFileForm,
    PlaceForm,
    RowForm,
    UploadedRow,
    WrongRow,
    digest_of,
    refuse_too_much,
    told_once,
    uploaded,
)

__all__ = [
    "ColumnsForm",
    "CommentForm",
    "DecisionForm",
    "DeclarationForm",
    "ExtendForm",
    "FindReceiptForm",
    "FormFileForm",
    "InviteForm",
    "LaterForm",
    "OpenForm",
    "PlaceForm",
    "ReactionForm",
    "RemarkForm",
    "RowForm",
    "SenderForm",
    "TakeUpForm",
    "Taken",
    "UploadedRow",
    "WithholdForm",
    "WrongRow",
    "digest_of",
    "first_language",
    "labels_of",
    "new_comment",
    "refuse_too_much",
    "sender_of",
    "subjects",
    "told_once",
    "uploaded",
]
