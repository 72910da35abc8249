"""Nobody handles what is their own: neither a comment that they sent nor an answer that they decided.

Each fact is said of one thing, which rules and guards ask, and of rows, for lists; the database keeps what it can by itself.
They stand side by side, and a test holds them together for every combination of people.
"""

from typing import TYPE_CHECKING

from django.db.models import F, Q

from normsite.foundation.accounts.models import User

if TYPE_CHECKING:
    from comments.models.comment import Comment
    from comments.models.disposition import Disposition


def is_own_comment(user: User, comment: "Comment") -> bool:
    """Sent from the account of this person; an anonymous comment keeps no account."""
    return comment.submission.user_id == user.pk


def own_comments(user: User) -> Q:
    """The same, of comments."""
    return Q(submission__user=user)


def is_own_disposition(user: User, disposition: "Disposition") -> bool:
    """Decided by this person, or on a comment of theirs: a second person approves it."""
    return disposition.decided_by_id == user.pk or is_own_comment(user, disposition.comment)


def own_dispositions(user: User) -> Q:
    """The same, of the comments that are answered."""
    return Q(disposition__decided_by=user) | own_comments(user)


# The same, of the row of an answer: as far as it says who decided, which the database keeps.
APPROVED_BY_A_SECOND_PERSON = ~Q(approved_by=F("decided_by"))
