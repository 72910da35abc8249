"""Nobody at the desk handles a comment of their own."""

from comments.models import Comment
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused


def refuse_own(comment: Comment, by: User) -> None:
    """Refused for whoever sent the comment from their account; an anonymous comment keeps no account."""
    if comment.is_sent_by(by):
        raise Refused(f"You sent {comment.code} yourself.", "A colleague has to do this.")
