"""Let the author of a comment withdraw it."""

from django.db import transaction
from django.utils import timezone

from comments.emails import mail_withdrawal
from comments.events import tell_comment_withdrawn
from comments.guards.locks import lock_comment
from comments.guards.receipts import owns_submission
from comments.models import Comment, CommentState
from comments.models.comment import MOVES
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.withholding.services import end_withholdings


@transaction.atomic
def withdraw_comment(*, comment: Comment, token: str | None = None, by: User | None = None) -> Comment:
    """Take a comment back: its words are no longer shown, that it was there stays on record.

    Only with the receipt's secret or by the account that sent it; not after the answers are published.
    """
    comment = lock_comment(comment.pk)
    if not owns_submission(comment.submission, token=token, user=by):
        raise Refused("Only its author can withdraw a comment.", "Open it from the link in your receipt.")
    if comment.consultation.concluded_at is not None:
        raise Refused("The answers are published, so the comment stays on record.", "You can still say whether you agree.")
    if CommentState.WITHDRAWN not in MOVES[CommentState(comment.state)]:
        raise Refused("This comment is withdrawn already.")
    comment.state = CommentState.WITHDRAWN
    comment.save(update_fields=["state"])
    end_withholdings(about=comment.code)
    record(Act.COMMENT_WITHDRAWN, comment.code, public={"at": timezone.now().isoformat(timespec="seconds")})
    tell_comment_withdrawn(comment)
    mail_withdrawal(comment)
    return comment
