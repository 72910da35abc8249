"""One letter to many: its words are kept once, and each copy has only its own links."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from normsite.foundation.notifications.layout import lay_out_html, lay_out_text
from normsite.foundation.notifications.models import Letter, OutboxMail
from normsite.foundation.notifications.outbox import message_id, nudge

# Characters that nobody can have typed into what mails tell: where they would stand, their code point is shown.
BEGIN, END = "\ue000", "\ue001"

# What `bulk_create` does, at a third of its time: a hundred thousand copies are written before the first can leave.
_QUEUE = """
INSERT INTO notifications_outboxmail
    (id, occasion, "to", message_id, slots, subject, letter_id, priority, not_before, created_at, state, attempts, last_error)
SELECT one.*, %(subject)s, %(letter)s, %(priority)s, %(now)s, %(now)s, 'waiting', 0, ''
FROM unnest(%(keys)s::uuid[], %(occasions)s::text[], %(addresses)s::text[], %(identities)s::text[], %(slots)s::jsonb[]) one
ON CONFLICT DO NOTHING
"""


_TYPED = str.maketrans({mark: f"⟦U+{ord(mark):04X}⟧" for mark in (BEGIN, END)})


def without_slots(words: str) -> str:
    """Words that hold something that was typed, for a letter."""
    return words.translate(_TYPED)


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


def letter_of(writing: Writing) -> Letter:
    """The letter with these words, kept once."""
    letter, _ = Letter.objects.get_or_create(
        digest=writing.digest,
        defaults={
            "subject": " ".join(writing.subject.split())[:250],
            "text": writing.text,
            "html": writing.html,
            "headers": dict(writing.headers),
        },
    )
    return letter


def queue_copies(letter: Letter, addressees: Sequence[Addressee], *, priority: int) -> None:
    """Put copies of a letter into the outbox, in the caller's transaction; an occasion that was mailed changes nothing."""
    keys = [uuid.uuid4() for _ in addressees]
    values: dict[str, Any] = {
        "subject": letter.subject,
        "letter": letter.pk,
        "priority": priority,
        "now": timezone.now(),
        "keys": keys,
        "occasions": [one.occasion for one in addressees],
        "addresses": [one.to for one in addressees],
        "slots": [json.dumps(dict(one.slots)) for one in addressees],
        "identities": [message_id(key) for key in keys],
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, values)
    transaction.on_commit(nudge.worker, robust=True)


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
