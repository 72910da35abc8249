"""One letter to many: its words are kept once, and each copy has only its own links."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from normsite.foundation.notifications.layout import lay_out_html, lay_out_text
from normsite.foundation.notifications.models import Letter, OutboxMail
from normsite.foundation.notifications.outbox import message_id, nudge

# Characters that nobody can have typed into what mails tell: where they would stand, their code point is shown.
BEGIN, END = "\ue000", "\ue001"


def slot(name: str) -> str:
    """Where each copy has its own: in an address in the text, the HTML or a header."""
    return f"{BEGIN}{name}{END}"


@dataclass(frozen=True)
class Writing:
    """A letter's words, with slots."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        parts = (self.subject, self.text, self.html, repr(sorted(self.headers.items())))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Addressee:
    """To whom one copy goes; `slots` are what stands in its slots. The `occasion` names it once for ever."""

    to: str
    occasion: str
    slots: Mapping[str, str]


def queue_to_many(writing: Writing, addressees: Sequence[Addressee], *, priority: int) -> Letter:
    """Put copies of a letter into the outbox, in the caller's transaction; an occasion that was mailed changes nothing."""
    now = timezone.now()
    letter, _ = Letter.objects.get_or_create(
        digest=writing.digest,
        defaults={
            "subject": " ".join(writing.subject.split())[:250],
            "text": writing.text,
            "html": writing.html,
            "headers": dict(writing.headers),
        },
    )
    mails = []
    for one in addressees:
        key = uuid.uuid4()
        mails.append(
            OutboxMail(
                id=key,
                occasion=one.occasion,
                to=one.to,
                subject=letter.subject,
                letter=letter,
                slots=dict(one.slots),
                message_id=message_id(key),
                priority=priority,
                not_before=now,
            )
        )
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=1_000)
    transaction.on_commit(nudge.worker, robust=True)
    return letter


def words_of(mail: OutboxMail) -> Writing:
    """What one mail says: its own words, laid out only now that nobody waits for them, or its letter's with its links."""
    if mail.letter is None:
        return Writing(mail.subject, lay_out_text(mail.text), lay_out_html(mail.html))
    letter, slots = mail.letter, mail.slots or {}
    headers = {name: _filled(value, slots) for name, value in letter.headers.items()}
    return Writing(letter.subject, _filled(letter.text, slots), _filled(letter.html, slots), headers)


def _filled(words: str, slots: Mapping[str, str]) -> str:
    for name, value in slots.items():
        words = words.replace(slot(name), value)
    return words
