"""Which worker sends what: a claim holds for some minutes, and lapses when its worker has died."""

import logging
import random
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.prepared import prepared

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 30  # over five days: a mail server may be away for a long weekend
CLAIM_LASTS = timedelta(minutes=5)
FIRST_RETRY, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
DATABASE_AWAY = 60.0  # seconds for which what was sent is kept in mind until it can be noted

# Whoever claims at the same time gets others. Apart, so that each is claimed once however PostgreSQL goes about it.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM notifications_outboxmail WHERE state = 'waiting' AND not_before <= %(now)s
    ORDER BY priority, not_before LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE notifications_outboxmail mail SET state = 'sending', claimed_at = %(now)s FROM due WHERE mail.id = due.id
RETURNING mail.*
"""
_LAPSED = """
UPDATE notifications_outboxmail SET state = 'waiting', attempts = attempts + 1
WHERE state = 'sending' AND claimed_at < %(lapsed)s
"""
# Only while the claim is ours: a worker that was stopped for longer than it holds has lost it.
_GIVEN_BACK = """
UPDATE notifications_outboxmail mail SET state = 'waiting', not_before = due.at
FROM unnest(%(ids)s::uuid[], %(ats)s::timestamptz[]) AS due(id, at)
WHERE mail.id = due.id AND mail.state = 'sending' AND mail.claimed_at = %(claimed)s
"""
_SENT = """
UPDATE notifications_outboxmail
SET state = 'sent', sent_at = %s, last_error = '', text = '', html = '', slots = NULL WHERE id = %s
"""


def claim(most: int) -> list[OutboxMail]:
    """The next mails that should leave, in order; those that were claimed by a worker that has died are free again."""
    now = timezone.now()
    return sorted(
        OutboxMail.objects.raw(_CLAIM, {"now": now, "most": most}), key=lambda mail: (mail.priority, mail.not_before, mail.pk)
    )


def release_lapsed() -> None:
    """Let others have what dead workers had claimed. Nobody knows which of it they were at, so each counts as tried once."""
    with connection.cursor() as cursor:
        cursor.execute(_LAPSED, {"lapsed": timezone.now() - CLAIM_LASTS})


def give_back(mails: Collection[OutboxMail], waits: Sequence[float] = ()) -> None:
    """Let others have what was claimed and not tried, at once or after these seconds."""
    if not mails:
        return
    now = timezone.now()
    ats = [now + timedelta(seconds=wait) for wait in waits] or [mail.not_before for mail in mails]
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_BACK, {"ids": [mail.pk for mail in mails], "ats": ats, "claimed": next(iter(mails)).claimed_at})


def note_sent(mail: OutboxMail) -> None:
    """What has left is forgotten but for its envelope: some mails hold a link that is a secret of the reader's.

    Only this worker knows that it has left, so while the database is away it waits for it: else the mail would go twice.
    """
    sent_at, end = timezone.now(), time.monotonic() + DATABASE_AWAY
    while True:
        try:
            with prepared() as cursor:
                cursor.execute(_SENT, [sent_at, mail.pk])
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > end:
                raise
            connection.close()
            time.sleep(0.2)
        else:
            return


def note_failure(mail: OutboxMail, problem: Exception, *, hopeless: bool = False) -> None:
    """Wait about twice as long as before, six hours at most; what is given up is forgotten like what has left.

    Only as long as the claim is ours: who has slept through it must not bring back what another has sent since.
    """
    mail.attempts += 1
    given_up = hopeless or mail.attempts >= MOST_ATTEMPTS
    if given_up:  # an answer of a mail server may name the address, which no log does
        logger.error("Mail %s (%s) could not be delivered: %s", mail.id, mail.occasion, type(problem).__name__)
    OutboxMail.objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at).update(
        state=MailState.FAILED if given_up else MailState.WAITING,
        attempts=mail.attempts,
        not_before=_next_attempt(mail.attempts),
        last_error=f"{type(problem).__name__}: {problem}"[:300],
        **({"text": "", "html": "", "slots": None} if given_up else {}),
    )


def _next_attempt(attempts: int) -> datetime:
    """Not all at the same instant: what failed together need not come again together."""
    wait: timedelta = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_WAIT)
    return timezone.now() + wait * random.uniform(0.75, 1.25)  # noqa: S311  (nothing is to be kept secret)
