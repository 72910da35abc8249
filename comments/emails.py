"""One function for each mail. No mail holds free text of anybody: an address may be given by somebody else than its owner."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from comments.models import Comment, Consultation, Disposition, DraftLink, Submission
from norms.models import Norm
from normsite.foundation.accounts.models import User
from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.links import Wish, confirming
from normsite.foundation.notices.targets import target
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.notifications.outbox import queue_mail

MOST_RECEIPTS = 10
RECEIPTS_LATELY = """
SELECT count(*) FROM notifications_outboxmail
WHERE upper("to"::text) = upper(%(email)s) AND created_at > now() - interval '1 hour' AND occasion LIKE 'receipt/%%'
"""
"""How many receipts an address got within an hour. Counted in the outbox itself: a mail that was queued is known there,
whatever the cache forgets."""


def mail_receipt(
    submission: Submission, comments: Sequence[Comment], norm: Norm, *, token: str, lately: int, follows: bool = False
) -> None:
    """To the sender, at once: what was received when, and the link that only they have.

    An address gets only so many of them in an hour, for anybody may type it; `lately` it got so many. The comments count all
    the same: else whoever knows somebody's address could keep them from commenting. `follows`: whoever sent it asked to be told
    more, which the owner of the address confirms by a link.
    """
    if submission.email and lately < MOST_RECEIPTS:
        address = f"{reverse('comments:receipt', args=[submission.code])}?{urlencode({'key': token})}"
        words: dict[str, object] = {"address": address, "comments": comments, "norm": norm}
        words["confidential"] = any(one.confidential_ground for one in comments)
        words["follow_link"] = _link_to_follow(submission) if follows else ""
        _queue(f"receipt/{submission.code}", submission, "receipt", **words)


def _link_to_follow(submission: Submission) -> str:
    targets = target("consultation", submission.consultation.code), target("submission", submission.code)
    return confirming(*[Wish(submission.email, one, Pace.NOW) for one in targets])


def receipt_was_mailed(submission: Submission) -> bool:
    """Whether a receipt is in the mail, or was."""
    return bool(submission.email) and OutboxMail.objects.filter(occasion=f"receipt/{submission.code}").exists()


def mail_withdrawal(comment: Comment) -> None:
    """To the sender: a comment of theirs is withdrawn."""
    if comment.submission.email:
        norm = comment.consultation.revision.norm
        _queue(f"withdrawn/{comment.code}", comment.submission, "withdrawn", comment=comment, norm=norm)


def mail_returned(disposition: Disposition, by: User) -> None:
    """To the colleague who decided: the approver has sent the answer back. The remark itself stays at the desk."""
    comment = disposition.comment
    queue_mail(
        occasion=f"returned/{comment.code}/{disposition.version}",
        to=disposition.decided_by.email,
        template="emails/comments/returned",
        context={"comment": comment, "consultation": comment.consultation, "person": disposition.decided_by, "by": by},
    )


def mail_dispositions(consultation: Consultation) -> None:
    """To each sender with a comment that stands, once: the answers are published."""
    standing = Prefetch(
        "comments", Comment.objects.standing().select_related("clause", "question").order_by("position"), to_attr="standing"
    )
    reached = consultation.submissions.exclude(email="").prefetch_related(standing)
    for submission in reached:
        if comments := submission.standing:
            _queue(f"answers/{submission.code}", submission, "answers", comments=comments, norm=consultation.revision.norm)


def mail_draft(link: DraftLink, *, token: str) -> None:
    """To whoever keeps a list to go on with it later: the link that opens it."""
    _queue_link("draft", link, address=reverse("comments:open_draft", args=[token]))


def mail_invitation(link: DraftLink, *, token: str) -> None:
    """To a colleague, who is to work on a list too: a link of their own."""
    _queue_link("invited", link, address=reverse("comments:open_draft", args=[token]))


def mail_reminder(link: DraftLink) -> None:
    """A list is not sent, and the deadline is near. The link itself we can't write again, since only its hash is kept."""
    _queue_link("reminder", link)


def _queue_link(stem: str, link: DraftLink, **words: object) -> None:
    context = {"draft": link.draft, "consultation": link.draft.consultation, "link": link, **words}
    queue_mail(occasion=f"draft-{stem}/{link.pk}", to=link.email, template=f"emails/comments/{stem}", context=context)


def _queue(occasion: str, submission: Submission, stem: str, **words: object) -> None:
    context = {"submission": submission, "consultation": submission.consultation, **words}
    queue_mail(occasion=occasion, to=submission.email, template=f"emails/comments/{stem}", context=context)
