"""Deliver the mails of the outbox, each once however many workers there are."""

import logging
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from normsite.foundation.notifications.letters import words_of
from normsite.foundation.notifications.models import MailState, OutboxMail

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 30  # over five days: a mail server may be away for a long weekend
CLAIM_LASTS = timedelta(minutes=5)
LONGEST_SWEEP = 120.0  # seconds: half of what a task may take
# No programme shall answer a mail that no person has written: the first says so by RFC 3834, section 5, the second to Exchange,
# whose reports of failed delivery still come.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}
FIRST_RETRY, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)


# The next mail that should leave: waiting and due, or claimed by a worker that has died. Who claims one at the same time gets
# another.
_CLAIM = """
UPDATE notifications_outboxmail SET state = 'sending', claimed_at = %(now)s, attempts = attempts + 1
WHERE id = (
    SELECT id FROM notifications_outboxmail
    WHERE state = 'waiting' AND not_before <= %(now)s OR state = 'sending' AND claimed_at < %(lapsed)s
    ORDER BY priority, not_before LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING *
"""


def deliver_due(*, seconds: float = LONGEST_SWEEP) -> int:
    """Send what should leave now, mail after mail over one connection to the mail server; how many have left.

    What is still there after so many seconds is left to the next sweep.
    """
    end, left, post = time.monotonic() + seconds, 0, get_connection()
    try:
        while time.monotonic() < end and (mail := _claim()):
            left += _deliver(mail, post)
    finally:
        _hang_up(post)
    return left


def _claim() -> OutboxMail | None:
    now = timezone.now()
    return next(iter(OutboxMail.objects.raw(_CLAIM, {"now": now, "lapsed": now - CLAIM_LASTS})), None)


def _deliver(mail: OutboxMail, post: BaseEmailBackend) -> bool:
    """Send one mail; whether it left. SMTP happens outside any transaction.

    What has left is forgotten but for its envelope: some mails hold a link that is a secret of the reader's.
    """
    try:
        post.open()
        post.send_messages([_message(mail)])
    except Exception as problem:  # every transport fails in its own way; each is noted and tried again
        _note_failure(mail, problem)
        _hang_up(post)  # the next begins anew, whatever state this one was left in
        return False
    sent = OutboxMail.objects.filter(pk=mail.pk)
    sent.update(state=MailState.SENT, sent_at=timezone.now(), last_error="", text="", html="", slots=None)
    return True


def _hang_up(post: BaseEmailBackend) -> None:
    """A mail server that has gone, or ends the talk its own way, has taken what it has acknowledged all the same."""
    with suppress(OSError):
        post.close()


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    words = words_of(mail)
    headers = {"Message-ID": mail.message_id, **AUTOMATIC, **words.headers}
    message = EmailMultiAlternatives(words.subject, words.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)
    if words.html:
        message.attach_alternative(words.html, "text/html")
    return message


def _note_failure(mail: OutboxMail, problem: Exception) -> None:
    """Wait twice as long as before, six hours at most; what is given up is forgotten like what has left."""
    given_up = mail.attempts >= MOST_ATTEMPTS
    if given_up:
        logger.error("Mail %s (%s) could not be delivered: %s", mail.id, mail.occasion, problem)
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED if given_up else MailState.WAITING,
        not_before=timezone.now() + min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_WAIT),
        last_error=f"{type(problem).__name__}: {problem}"[:300],
        **({"text": "", "html": "", "slots": None} if given_up else {}),
    )
