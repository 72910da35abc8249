"""How the outbox stands: what waits, since when, and why."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from normsite.foundation.notifications.masks import masked
from normsite.foundation.notifications.models import MailState, OutboxMail, Priority

GIVEN_UP_LATELY = timedelta(days=14)
A_WHILE = timedelta(minutes=15)
WAITING = (MailState.WAITING, MailState.SENDING)


@dataclass(frozen=True)
class Queue:
    """The mails of one priority that have not left. `held_up` were refused so far; `oldest_at`: since when the first waits."""

    priority: Priority
    depth: int
    held_up: int
    oldest_at: datetime | None


def queues() -> list[Queue]:
    """One for each priority, that first which leaves first."""
    rows: list[tuple[int, int, int, datetime]] = []
    for state in WAITING:  # each has an index of its own
        found = OutboxMail.objects.filter(state=state).order_by().values_list("priority")
        rows += found.annotate(depth=Count("pk"), held_up=Count("pk", ~Q(last_error="")), oldest=Min("created_at"))
    return [_queue(priority, [row for row in rows if row[0] == priority]) for priority in Priority]


def _queue(priority: Priority, rows: list[tuple[int, int, int, datetime]]) -> Queue:
    depth, held_up = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return Queue(priority, depth, held_up, min((row[3] for row in rows), default=None))


def reasons() -> list[tuple[str, int]]:
    """What mail servers answer to those that are held up, the most frequent first, with addresses masked."""
    answers = OutboxMail.objects.held_up().order_by().values_list("last_error").annotate(number=Count("pk"))[:1_000]
    counted: Counter[str] = Counter()
    for answer, number in answers:
        counted[masked(answer)] += number
    return counted.most_common(10)


def stuck_since() -> datetime | None:
    """Since when mails don't leave, or None where one has left within the last quarter of an hour, or none waits as long.

    A mail whose own address the server refuses for now doesn't count: its sender has mistyped it, or its server asks everybody
    to come again.
    """
    a_while_ago = timezone.now() - A_WHILE
    waiting = OutboxMail.objects.filter(state__in=WAITING, created_at__lte=a_while_ago)
    oldest: datetime | None = waiting.exclude(last_error__startswith="SMTPRecipientsRefused").aggregate(at=Min("created_at"))[
        "at"
    ]
    has_left = OutboxMail.objects.filter(state=MailState.SENT, sent_at__gt=a_while_ago)
    return None if oldest is None or has_left.exists() else oldest
