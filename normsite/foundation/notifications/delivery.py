"""Deliver the mails of the outbox, each once however many workers there are."""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from normsite.foundation.notifications.models import MailState, OutboxMail

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 30  # over five days: a mail server may be away for a long weekend
CLAIM_LASTS = timedelta(minutes=5)
# No programme shall answer a mail that no person has written: the first says so by RFC 3834, section 5, the second to Exchange,
# whose reports of failed delivery still come.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}
FIRST_RETRY, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)


def due_mails() -> list[uuid.UUID]:
    """The mails that should leave now: waiting and due, or claimed by a worker that has died."""
    now = timezone.now()
    due = Q(state=MailState.WAITING, not_before__lte=now) | Q(state=MailState.SENDING, claimed_at__lt=now - CLAIM_LASTS)
    return list(OutboxMail.objects.filter(due).order_by("not_before").values_list("id", flat=True)[:500])


def deliver(mail_id: uuid.UUID) -> bool:
    """Send one mail unless another worker has it; True when it left. SMTP happens outside any transaction.

    What has left is forgotten but for its envelope: some mails hold a link that is a secret of the reader's.
    """
    mail = _claim(mail_id)
    if mail is None:
        return False
    try:
        _message(mail).send()
    except Exception as problem:  # every transport fails in its own way; each is noted and tried again
        _note_failure(mail, problem)
        return False
    sent = OutboxMail.objects.filter(pk=mail.pk)
    sent.update(state=MailState.SENT, sent_at=timezone.now(), last_error="", text="", html="")
    return True


@transaction.atomic
def _claim(mail_id: uuid.UUID) -> OutboxMail | None:
    now = timezone.now()
    free = Q(state=MailState.WAITING) | Q(state=MailState.SENDING, claimed_at__lt=now - CLAIM_LASTS)
    mail = OutboxMail.objects.select_for_update(skip_locked=True).filter(free, pk=mail_id).first()
    if mail is None:
        return None
    mail.state, mail.claimed_at, mail.attempts = MailState.SENDING, now, mail.attempts + 1
    mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers={"Message-ID": mail.message_id, **AUTOMATIC}
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
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
        **({"text": "", "html": ""} if given_up else {}),
    )
