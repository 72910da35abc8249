"""Queue a mail with the change that it tells of; it leaves once that change is committed."""

import math
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.utils import timezone

from normsite.foundation.notifications.models import Letter, MailState, OutboxMail
from normsite.foundation.rows import insert_once
from normsite.foundation.workers import hand_over

NUDGED_EVERY = 1.0  # seconds


def queue_mail(*, occasion: str, to: str, template: str, context: Mapping[str, object]) -> OutboxMail:
    """Put one mail into the outbox, in the caller's transaction.

    `template` names a folder and stem (`render_mail`); it is rendered now, so the mail says what was true at the moment of the
    act. A second call with the same `occasion` changes nothing.
    """
    subject, text, html = render_mail(template, context)
    return queue_letter(occasion=occasion, to=to, subject=subject, text=text, html=html)


def render_mail(template: str, context: Mapping[str, object]) -> tuple[str, str, str]:
    """Subject, text and HTML, of `<template>.subject.txt`, `<template>.txt` and `<template>.html`."""
    words = {"base_url": settings.BASE_URL, "body_name": settings.BODY_NAME, "site_name": settings.SITE_NAME, **context}
    subject, text, html = (str(render_to_string(f"{template}.{part}", words)) for part in ("subject.txt", "txt", "html"))
    return " ".join(subject.split()), text, html


def queue_letter(*, occasion: str, to: str, subject: str, text: str, html: str = "") -> OutboxMail:
    """Put a mail whose words are made already into the outbox, in the caller's transaction; else as `queue_mail`."""
    identity = uuid.uuid4()
    mail = OutboxMail(
        id=identity,
        occasion=occasion,
        to=to,
        subject=" ".join(subject.split())[:250],
        text=text,
        html=html,
        message_id=message_id(identity),
        not_before=timezone.now(),
    )
    if not insert_once(mail):
        return OutboxMail.objects.get(occasion=occasion)
    transaction.on_commit(nudge.worker, robust=True)
    return mail


def message_id(identity: uuid.UUID) -> str:
    """The Message-ID of a mail: the same each time it is tried."""
    return f"<{identity}@{_host_of(settings.DEFAULT_FROM_EMAIL)}>"


@lru_cache
def _host_of(sender: str) -> str:
    return parseaddr(sender)[1].partition("@")[2]


@dataclass
class Nudge:
    """Wakes a worker for the outbox, however many mails a second there are: twice a second at most from each process.

    Who is woken looks at once, and another time a second later: then it finds what was queued meanwhile without a word.
    """

    at: float = -math.inf

    def worker(self) -> None:
        now = time.monotonic()
        if now < self.at + NUDGED_EVERY:
            return
        self.at = now
        hand_over("notifications.sweep_outbox")
        hand_over("notifications.sweep_outbox", seconds=NUDGED_EVERY)


nudge = Nudge()


KEPT = timedelta(days=30)  # as long as mails come back, and somebody may ask whether one has left


def forget_old() -> None:
    """Of mails that left, or were given up, a month ago, forget to whom; of letters of that age that have all left, the words.

    That a mail of this occasion was sent is known for ever: it must not go twice.
    """
    before = timezone.now() - KEPT
    over = Q(state=MailState.SENT, sent_at__lt=before) | Q(state=MailState.FAILED, claimed_at__lt=before)
    OutboxMail.objects.filter(over).exclude(to="").update(to="", subject="", last_error="")
    waiting = OutboxMail.objects.filter(letter=OuterRef("pk"), state__in=[MailState.WAITING, MailState.SENDING])
    old = Letter.objects.filter(created_at__lt=before).exclude(text="").exclude(Exists(waiting))
    old.update(subject="", text="", html="", headers={}, digest=Concat(Value("forgotten/"), Cast("pk", CharField())))
