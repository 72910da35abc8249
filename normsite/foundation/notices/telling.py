"""From an event to the notices of its followers, and from those that want it at once to mails.

Each step is repeatable: an event is done when `told_at` is set, a notice when `mailed_at` is. A worker that dies leaves the
rest for the next one.
"""

import logging
import time
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from normsite.foundation.notices.details import add_details
from normsite.foundation.notices.kinds import Audience, Pace
from normsite.foundation.notices.letters import write_notice
from normsite.foundation.notices.models import Event, Follower, Notice, NoticeQuerySet
from normsite.foundation.notices.post import Parcel, Written, hold, post
from normsite.foundation.notifications.models import Priority

logger = logging.getLogger(__name__)

AT_ONCE = 2_000  # mails written in one transaction
LONGEST = 10.0  # seconds of one task: others wait for their turn

# One row for each follower, whatever the number of their subscriptions that the event belongs to. What is muted is muted
# against all that is as wide or wider. Whoever follows since the event is not told of it.
_TELL = """
INSERT INTO notices_notice (follower_id, event_id, pace, why)
SELECT one.follower_id, %(event)s,
    (array_agg(one.pace ORDER BY array_position(ARRAY['now', 'daily', 'weekly'], one.pace::text)))[1],
    array_agg(one.target ORDER BY one.target)
FROM (
    SELECT sub.follower_id, sub.target,
        CASE WHEN %(soonest)s = 'daily' AND sub.pace = 'now' THEN 'daily' ELSE sub.pace END AS pace
    FROM notices_subscription sub
    JOIN notices_follower follower ON follower.id = sub.follower_id
    LEFT JOIN accounts_user account ON account.id = follower.user_id
    WHERE sub.target = ANY(%(targets)s) AND sub.pace <> 'never' AND follower.stopped = '' AND account.is_active IS NOT FALSE
        AND (sub.everything OR %(matters)s) AND sub.created_at <= %(at)s
        AND NOT EXISTS (
            SELECT FROM notices_subscription muted
            WHERE muted.follower_id = sub.follower_id AND muted.pace = 'never'
                AND muted.target = ANY(%(targets)s) AND muted.breadth >= sub.breadth
        )
) one
GROUP BY one.follower_id
ON CONFLICT (follower_id, event_id) DO NOTHING
"""


def tell(*, seconds: float = LONGEST) -> int:
    """Give every event's followers their notices, and put into mails what they want at once; the number of mails.

    What is still there after so many seconds is left to the next call.
    """
    end, mails, written = time.monotonic() + seconds, 0, Written()
    while time.monotonic() < end and _tell_next():
        pass
    failed: set[int] = set()
    while time.monotonic() < end and (event := _next_to_post(failed)):
        try:
            mails += _post_some(event, written)
        except Exception:  # the others are told all the same, and this one is tried again
            logger.exception("No mails for event %s", event)
            failed.add(event)
    return mails


@transaction.atomic
def _tell_next() -> bool:
    """The notices of one event, by whichever worker is first."""
    event = Event.objects.to_be_told().select_for_update(skip_locked=True).first()
    if event is None:
        return False
    if event.withdrawn_at is None and event.recalled_at is None:
        add_details(event)
        _give_notices(event)
    event.told_at = timezone.now()
    event.save(update_fields=["facts", "told_at"])
    return True


def _give_notices(event: Event) -> None:
    row = event.row
    values: dict[str, Any] = {
        "event": event.pk,
        "targets": event.targets,
        "soonest": row.soonest,
        # What is for one person alone is never too little for them.
        "matters": row.matters or row.audience != Audience.EVERYBODY,
        "at": event.recorded_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)


def _wanted_at_once() -> NoticeQuerySet:
    return Notice.objects.waiting().filter(pace=Pace.NOW, follower__in=Follower.objects.reachable())


def _next_to_post(but: Collection[int]) -> int | None:
    waiting = _wanted_at_once().exclude(event_id__in=but)
    return waiting.order_by("event_id").values_list("event_id", flat=True).first()


@transaction.atomic
def _post_some(event: int, written: Written) -> int:
    """Mails for some notices of one event that are wanted at once; followers who read the same get the same letter."""
    hold([event])
    notices = list(
        _wanted_at_once()
        .filter(event_id=event)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("follower__user")
        .order_by("pk")[:AT_ONCE]
    )
    parcels = [Parcel(notice.follower, [notice], f"notice/{event}/{notice.follower_id}") for notice in notices]
    post(parcels, write_notice, Priority.NOTICE, written)
    return len(notices)
