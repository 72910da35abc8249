"""The comment form of ISO, IEC and CEN, and those of other bodies: a file is read to rows, without database or request."""

from comments.commenting_form.placing import Clause, Placed, clause_of
from comments.commenting_form.reading import BadRow, Column, CommentingForm, FormRow, Unknown, read_form

__all__ = ["BadRow", "Clause", "Column", "CommentingForm", "FormRow", "Placed", "Unknown", "clause_of", "read_form"]
