"""Cut the digests whose windows have ended.

What is in a digest is decided by the notices alone: those that wait, of events before the window's end. So nothing is missed
when beat was away for days (one digest holds them all), and nothing comes twice when a clock is set back or the follower moves.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.letters import write_digest
from normsite.foundation.notices.models import Follower, Notice
from normsite.foundation.notices.post import Parcel, Written, post
from normsite.foundation.notices.windows import last_before, next_daily, next_weekly
from normsite.foundation.notifications.models import Priority

AT_ONCE = 1_000  # followers in one transaction
LONGEST = 10.0  # seconds of one task: others wait for their turn
MOST = 60  # events that one digest tells in full; the rest waits for the next
DIGESTS = ((Pace.DAILY, "next_daily_at", 1), (Pace.WEEKLY, "next_weekly_at", 7))

_MOVE_ON = """
UPDATE notices_follower SET {field} = due.at
FROM unnest(%(followers)s::bigint[], %(ends)s::timestamptz[]) AS due(id, at) WHERE notices_follower.id = due.id
"""


def cut_digests(*, seconds: float = LONGEST) -> int:
    """Put into the outbox what is due, some followers at a time; how many windows were ended."""
    end, cut = time.monotonic() + seconds, 0
    for pace, field, days in DIGESTS:
        written = Written()
        while time.monotonic() < end and (some := _cut_some(pace, field, days, written)):
            cut += some
    return cut


@transaction.atomic
def _cut_some(pace: Pace, field: str, days: int, written: Written) -> int:
    now = timezone.now()
    due = Follower.objects.reachable().filter(**{f"{field}__lte": now}).order_by(field, "pk")
    followers = list(due.select_for_update(of=("self",), skip_locked=True).select_related("user")[:AT_ONCE])
    if not followers:
        return 0
    ends = {one.pk: last_before(now, getattr(one, field), one.tz, one.hour, days=days) for one in followers}
    notices = _waiting(pace, ends)
    parcels = [
        Parcel(one, notices[one.pk], f"digest/{pace}/{one.pk}/{ends[one.pk]:%Y-%m-%dT%H:%M}", (pace,))
        for one in followers
        if notices[one.pk]
    ]
    post(parcels, partial(write_digest, pace=pace), Priority.DIGEST, written)
    _move_on(field, {one.pk: _next(one, ends[one.pk], days) for one in followers})
    return len(followers)


def _next(follower: Follower, end: datetime, days: int) -> datetime:
    if days == 1:
        return next_daily(end, follower.tz, follower.hour)
    return next_weekly(end, follower.tz, follower.hour, follower.weekday)


def _move_on(field: str, ends: Mapping[int, datetime]) -> None:
    """Where the next window of each follower ends; `bulk_update` takes longer for it than all the rest."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON.format(field=field), {"followers": list(ends), "ends": list(ends.values())})


def _waiting(pace: Pace, ends: dict[int, datetime]) -> dict[int, Sequence[Notice]]:
    """By follower, what is in the window that ends for them."""
    found: dict[int, list[Notice]] = defaultdict(list)
    waiting = Notice.objects.waiting().filter(pace=pace, follower__in=ends, event__at__lt=max(ends.values()))
    for notice in waiting.select_for_update(of=("self",)).select_related("event").order_by("event_id"):
        if notice.event.at < ends[notice.follower_id] and len(found[notice.follower_id]) < MOST:
            found[notice.follower_id].append(notice)
    return defaultdict(list, found)
