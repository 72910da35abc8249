"""Decide on comments, have a second person approve, publish the answers, hear what the commenters say."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.checks import before_publishing_dispositions
from comments.emails import mail_dispositions, mail_returned
from comments.events import tell_answers
from comments.guards.impartial import refuse_own_comment, refuse_own_disposition
from comments.guards.locks import lock_comment
from comments.guards.receipts import owns_submission
from comments.models import (
    MOST_CHARACTERS,
    Comment,
    CommentState,
    Consultation,
    Disposition,
    Effect,
    Outcome,
    Reaction,
    Stance,
)
from comments.models.disposition import why_reason
from normsite.foundation.accounts.models import User
from normsite.foundation.clock import database_now
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.unseen import can_be_seen, isolated

MOST_REACTION = 2_000


@transaction.atomic
def decide_comment(
    *, comment: Comment, outcome: str, reason: str, effect: str, by: User, version: int | None = None
) -> Disposition:
    """Answer a comment, or change the answer; an approval given before lapses.

    `version` is that of the answer on the decider's screen (0: there was none); another one in the database means that a
    colleague was quicker, and is refused. Every answer but an `accepted` one that changes the text needs a reason.
    `withdrawn` is the author's to say. Comments are decided on once they are moderated and until the answers are published.
    """
    comment = lock_comment(comment.pk)
    disposition = Disposition.objects.filter(comment=comment).first() or Disposition(comment=comment, version=0)
    _refuse_undecidable(comment)
    refuse_own_comment(comment, by)
    _refuse_stale(disposition, version)
    if outcome not in Outcome.values or outcome == Outcome.WITHDRAWN:
        raise Refused("Choose one of the outcomes.", "Only its author can withdraw a comment.")
    if effect not in Effect.values:
        raise Refused("Say what the decision does to the text.")
    needed = why_reason(outcome, effect)
    if needed and not can_be_seen(reason):
        raise Refused(f"{needed} needs a reason.", "The commenter and the public will read it.")
    check_text(reason, what="The reason", longest=MOST_CHARACTERS)
    check_words(Disposition, reason=reason)
    disposition.outcome, disposition.reason, disposition.effect = outcome, reason.strip(), effect
    disposition.decided_at, disposition.decided_by = timezone.now(), by
    _take_approval_back(comment, disposition)
    disposition.remark = ""
    disposition.version += 1
    disposition.save()
    return disposition


@transaction.atomic
def decide_with_support(
    *,
    comment: Comment,
    supporting: Iterable[Comment],
    outcome: str,
    reason: str,
    effect: str,
    by: User,
    version: int | None = None,
) -> Disposition:
    """Answer a comment, and likewise those that support it: all of them, or none.

    Refused as `decide_comment` says; one that supports something else, or that somebody has answered meanwhile.
    """
    said: dict[str, Any] = {"outcome": outcome, "reason": reason, "effect": effect, "by": by}
    disposition = decide_comment(comment=comment, version=version, **said)
    _answer_along(comment, supporting, said)
    return disposition


@transaction.atomic
def answer_support(*, comment: Comment, supporting: Iterable[Comment], by: User, version: int | None = None) -> Disposition:
    """Give the answer that stands for a comment to those that support it, all of them or none. That answer is left as it is,
    and so is its approval.

    Refused without one, where the approver has returned it, and as `decide_with_support` says.
    """
    comment = lock_comment(comment.pk)
    answer = Disposition.objects.filter(comment=comment).first()
    if answer is None or answer.remark:
        raise Refused(f"{comment.code} has no answer that stands.", "Answer it first, and its support along with it.")
    _refuse_undecidable(comment)
    refuse_own_comment(comment, by)
    _refuse_stale(answer, version)
    _answer_along(comment, supporting, {"outcome": answer.outcome, "reason": answer.reason, "effect": answer.effect, "by": by})
    return answer


def _answer_along(comment: Comment, supporting: Iterable[Comment], said: dict[str, Any]) -> None:
    for one in sorted(supporting, key=attrgetter("pk")):
        _refuse_apart(one, comment)
        decide_comment(comment=one, **said)


def _refuse_apart(supporting: Comment, comment: Comment) -> None:
    """The comment that is supported is locked; whoever answers one of its support alone locks that one."""
    one = lock_comment(supporting.pk)
    if one.stance != Stance.SUPPORT or one.in_reply_to_id != comment.pk:
        raise Refused(f"{one.code} does not support {comment.code}.", "Answer it by itself.")
    if Disposition.objects.filter(comment=one).exists():
        raise Refused(f"{one.code} was answered meanwhile.", "Take its tick away, then save again.")


def _take_approval_back(comment: Comment, disposition: Disposition) -> None:
    """End an approval, if there is one. The public record has it, so its end is recorded too."""
    if disposition.approved_at is not None:
        record(Act.APPROVAL_TAKEN_BACK, comment.code)
    disposition.approved_at, disposition.approved_by = None, None


def _refuse_undecidable(comment: Comment) -> None:
    if comment.consultation.concluded_at is not None:
        raise Refused("The answers of this consultation are published, so they stay as they are.")
    if comment.state == CommentState.WITHDRAWN:
        raise Refused(f"{comment.code} was withdrawn by its author; it needs no answer.")
    if comment.state == CommentState.RECEIVED:
        raise Refused(f"{comment.code} is not moderated yet.", "Publish or withhold it first.")


def _refuse_stale(disposition: Disposition, version: int | None) -> None:
    if version is not None and version != disposition.version:
        who = f" by {isolated(disposition.decided_by)}" if disposition.pk else ""
        raise Refused(f"The answer was changed{who} while you were writing.", "Compare the two below, then save yours again.")


def _lock_disposition(disposition: Disposition, by: User) -> Disposition:
    comment = lock_comment(disposition.comment_id)
    disposition = Disposition.objects.select_related("decided_by", "approved_by").get(pk=disposition.pk)
    disposition.comment = comment
    _refuse_undecidable(comment)
    refuse_own_disposition(disposition, by)
    return disposition


@transaction.atomic
def approve_disposition(*, disposition: Disposition, version: int | None = None, by: User) -> Disposition:
    """A second person agrees with the answer in the version they have read. Approving twice changes nothing."""
    disposition = _lock_disposition(disposition, by)
    _refuse_stale(disposition, version)
    if disposition.approved_at is not None:
        return disposition
    disposition.approved_at, disposition.approved_by, disposition.remark = timezone.now(), by, ""
    disposition.save(update_fields=["approved_at", "approved_by", "remark"])
    # The outcome is not public before the answers are published together: only a commitment to it enters the record.
    facts = {"outcome": disposition.outcome, "effect": disposition.effect, "reason": disposition.reason}
    record(Act.DISPOSITION_APPROVED, disposition.comment.code, facts=facts)
    return disposition


@transaction.atomic
def return_disposition(*, disposition: Disposition, version: int | None = None, by: User, remark: str) -> Disposition:
    """Send the answer back, in the version that was read, to whoever decided, with a remark.

    One's own approval is taken back with that, never a colleague's.
    """
    disposition = _lock_disposition(disposition, by)
    _refuse_stale(disposition, version)
    check_words(Disposition, remark=remark)
    if not can_be_seen(remark):
        raise Refused("Say what should be different.", "The colleague who decided will read it.")
    check_text(remark, what="The remark", longest=MOST_CHARACTERS)
    if disposition.approved_by is not None and disposition.approved_by != by:
        raise Refused(f"{disposition.approved_by} has approved this answer meanwhile.", "Talk to each other first.")
    _take_approval_back(disposition.comment, disposition)
    disposition.remark = remark.strip()
    disposition.version += 1
    disposition.save(update_fields=["approved_at", "approved_by", "remark", "version"])
    mail_returned(disposition, by)
    return disposition


@transaction.atomic
def publish_dispositions(*, consultation: Consultation, by: User, at: datetime | None = None) -> Consultation:
    """Publish all answers at once, conclude the consultation, and tell each commenter by one mail.

    Refused while something blocks it (`checks`). `at` is for demonstration data; now otherwise.
    """
    consultation = Consultation.objects.select_for_update(of=("self",)).select_related("revision__norm").get(pk=consultation.pk)
    at = at or database_now()
    before_publishing_dispositions(consultation, at).refuse()
    consultation.concluded_at = at
    consultation.save(update_fields=["concluded_at"])
    record(
        Act.DISPOSITIONS_PUBLISHED,
        consultation.code,
        public={"comments": str(Comment.objects.for_consultation(consultation).standing().count())},
    )
    tell_answers(consultation)
    mail_dispositions(consultation)
    return consultation


@transaction.atomic
def react(*, disposition: Disposition, reaction: str, text: str, token: str | None, by: User | None = None) -> Disposition:
    """The commenter says whether the answer satisfies, with words for the secretary; may be said anew.

    Only with the receipt's secret or by the account that sent the comment, and only once the answers are published.
    """
    comment = lock_comment(disposition.comment_id)
    if not owns_submission(comment.submission, token=token, user=by):
        raise Refused("Only the author of the comment can react.", "Open it from the link in your receipt.")
    published = comment.published_disposition
    if published is None:
        raise Refused("The answer is not published yet.")
    if reaction not in (Reaction.SATISFIED, Reaction.OBJECTS):
        raise Refused("Say whether you are satisfied or object.")
    if reaction == Reaction.OBJECTS and not can_be_seen(text):
        raise Refused("Say what you object to.", "One sentence is enough.")
    check_text(text, what="What you wrote", longest=MOST_REACTION)
    check_words(Disposition, reaction_text=text)
    published.reaction, published.reaction_text, published.reacted_at = reaction, text.strip(), timezone.now()
    published.save(update_fields=["reaction", "reaction_text", "reacted_at"])
    facts = {"text": published.reaction_text} if published.reaction_text else {}
    record(Act.REACTION_GIVEN, comment.code, facts=facts, public={"reaction": reaction})
    return published
