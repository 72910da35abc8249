"""The comment form of ISO, IEC and CEN, and those of other bodies: a file is read to rows, without database or request."""

from comments.commenting_form.placing import Clauses, Placed
from comments.commenting_form.reading import Column, CommentingForm, read_form
from comments.commenting_form.rows import BadRow, FormRow

__all__ = ["BadRow", "Clauses", "Column", "CommentingForm", "FormRow", "Placed", "read_form"]
