"""Publish a comment, or withhold it with a ground and a reason that are public."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from comments.events import tell_comment_published, tell_comment_withheld
from comments.guards.impartial import refuse_own_comment
from comments.guards.locks import lock_comment
from comments.models import Comment, CommentState, WithholdingGround
from comments.models.comment import MOVES
from comments.queries import hits_in
from comments.services.withheld import note_published, note_withheld, standing_withholding
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen

AFTER_ALL = "Read again, and published."


def publish_comment(*, comment: Comment, by: User, looked_at: bool = False, reason: str = AFTER_ALL) -> Comment:
    """Let everybody read the comment. Publishing it twice changes nothing; a withdrawn one is refused. `reason` says publicly
    why one that was withheld is public now.

    Refused where a control list in force finds something in its words, unless somebody who knows has `looked_at` it: people
    paste what they shouldn't.
    """
    has_hits = bool(hits_in([comment]))  # the words don't change, so nothing need be held meanwhile
    return _publish(comment, by, has_hits=has_hits, looked_at=looked_at, reason=reason)


@transaction.atomic
def _publish(comment: Comment, by: User, *, has_hits: bool, looked_at: bool, reason: str) -> Comment:
    comment = lock_comment(comment.pk)
    refuse_own_comment(comment, by)
    if comment.state == CommentState.PUBLISHED:
        return comment
    if has_hits and not looked_at:
        raise Refused(
            f"{comment.code} may hold controlled technology.",
            "Let somebody who knows look at what was found; then say so beside it, or withhold the comment.",
        )
    _move(comment, CommentState.PUBLISHED, by, ground="", reason="")
    note_published(comment, reason=reason, by=by)
    record(Act.COMMENT_PUBLISHED, comment.code, facts={"export_control": "looked at"} if has_hits else None)
    tell_comment_published(comment)
    return comment


@transaction.atomic
def withhold_comment(*, comment: Comment, ground: str, reason: str, by: User, until: date | None = None) -> Comment:
    """Keep the words from the public, and say publicly on which ground, why, and until when it is looked at again (in a year,
    unless a day is named). They stay stored as they were typed.

    A withheld comment can be withheld anew: to correct the ground or the reason; or, until another day, by another person than
    before. Without a difference nothing changes.
    """
    comment = lock_comment(comment.pk)
    refuse_own_comment(comment, by)
    if ground not in WithholdingGround.values:
        raise Refused("Say on which ground the comment is withheld.")
    check_words(Comment, withheld_reason=reason)
    if not can_be_seen(reason):
        raise Refused("Say why the comment is withheld, without repeating what it says; the reason is public.")
    same = (comment.state, comment.withheld_ground, comment.withheld_reason) == (CommentState.WITHHELD, ground, reason.strip())
    if same and not _is_other_day(comment, until):
        return comment
    _move(comment, CommentState.WITHHELD, by, ground=ground, reason=reason.strip())
    note_withheld(comment, until=until, by=by)
    record(Act.COMMENT_WITHHELD, comment.code, public={"ground": ground})
    tell_comment_withheld(comment)
    return comment


def _is_other_day(comment: Comment, until: date | None) -> bool:
    known = standing_withholding(comment)
    return until is not None and (known is None or known.until != until)


def _move(comment: Comment, state: CommentState, by: User, *, ground: str, reason: str) -> None:
    if state not in MOVES[CommentState(comment.state)]:
        raise Refused(f"{comment.code} is {comment.get_state_display().lower()}, so it can't be {state.label.lower()}.")
    comment.state, comment.withheld_ground, comment.withheld_reason = state, ground, reason
    comment.moderated_at, comment.moderated_by = timezone.now(), by
    comment.save(update_fields=["state", "withheld_ground", "withheld_reason", "moderated_at", "moderated_by"])
