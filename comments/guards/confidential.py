"""What is refused of a confidential part."""

from comments.models import CONFIDENTIAL, CONFIDENTIAL_REASON, Comment, ConfidentialGround, NewComment
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.unseen import can_be_seen


def refuse_wrong_confidential(item: NewComment) -> None:
    """Refuse such words without a ground and a public reason, either of these without the words, and what nobody could read."""
    check_text(item.confidential, what=CONFIDENTIAL.called, longest=CONFIDENTIAL.most)
    check_words(Comment, confidential_reason=item.confidential_reason)
    if item.confidential and not can_be_seen(item.confidential):
        raise Refused(f"{CONFIDENTIAL.called} has no words.", "Write them, or leave it empty.")
    if not item.confidential:
        _refuse_reason_alone(item)
    elif item.confidential_ground not in ConfidentialGround.values:
        raise Refused("Say on which ground a part must stay confidential.", "Choose one of those in the list.")
    elif not can_be_seen(item.confidential_reason):
        raise Refused(f"{CONFIDENTIAL_REASON.called} is missing.", "Say in one line why it is kept; the line is public.")


def _refuse_reason_alone(item: NewComment) -> None:
    if item.confidential_ground or item.confidential_reason:
        raise Refused("There is a reason for a confidential part, and no such part.", "Write it, or take the reason out.")
