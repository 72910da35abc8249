"""Nobody at the desk handles what is their own; `models.impartial` says what that is."""

from comments.models import Comment, Disposition
from comments.models.impartial import is_own_comment, is_own_disposition
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused


def refuse_own_comment(comment: Comment, by: User) -> None:
    """Refuse whoever sent the comment from their account."""
    if is_own_comment(by, comment):
        raise Refused(f"You sent {comment.code} yourself.", "A colleague has to do this.")


def refuse_own_disposition(disposition: Disposition, by: User) -> None:
    """Refuse whoever sent the comment, and whoever decided on it: a second person approves."""
    refuse_own_comment(disposition.comment, by)
    if is_own_disposition(by, disposition):
        raise Refused("You decided this yourself.", "A second person approves or returns it; you can change it.")
