"""The confidential parts of comments: how they are put away, and opened."""

from collections.abc import Sequence

from django.db import transaction

from comments.guards.locks import lock_comment
from comments.models import Comment, CommentState, ConfidentialPart, ConfidentialViewing, NewComment
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.rows import insert


def insert_confidential_parts(items: Sequence[NewComment], comments: Sequence[Comment]) -> None:
    """Put away, beside new comments in the same order, what is kept from the public; most submissions have nothing of it."""
    both = zip(items, comments, strict=True)
    parts = [ConfidentialPart(comment=comment, words=item.confidential) for item, comment in both if item.confidential]
    if parts:
        insert(*parts)


@transaction.atomic
def open_confidential_part(*, comment: Comment, by: User) -> ConfidentialPart:
    """The confidential part of a comment that has one; that this person opened it is noted first.

    Refused once the comment is withdrawn: then its sender alone sees it, on the receipt.
    """
    comment = lock_comment(comment.pk)
    if comment.state == CommentState.WITHDRAWN:
        raise Refused(f"{comment.code} is withdrawn, and its confidential part with it.")
    part = ConfidentialPart.objects.get(comment=comment)
    ConfidentialViewing.objects.create(part=part, person=by)
    return part
