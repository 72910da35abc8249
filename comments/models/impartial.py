"""Nobody handles what is their own: neither a comment that they sent nor an answer that they decided.

Each fact stands here twice: as a function of one row, for rules and guards, and as a `Q`, for lists. A test asks both for every
combination of people and compares the answers. What the database can know by itself is a constraint.
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
    """`is_own_comment` as a condition on comments."""
    return Q(submission__user=user)


def is_own_disposition(user: User, disposition: "Disposition") -> bool:
    """Decided by this person, or on a comment of theirs: a second person approves it."""
    return disposition.decided_by_id == user.pk or is_own_comment(user, disposition.comment)


def own_dispositions(user: User) -> Q:
    """`is_own_disposition` as a condition on comments that have a disposition."""
    return Q(disposition__decided_by=user) | own_comments(user)


# `is_own_disposition` as a constraint on the disposition's row, which knows who decided but not who sent the comment.
APPROVED_BY_A_SECOND_PERSON = ~Q(approved_by=F("decided_by"))
