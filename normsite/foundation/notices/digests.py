"""Cut the digests whose windows have ended.

What is in a digest is decided by the notices alone: those that wait, of events before the window's end. So nothing is missed
when beat was away for days (one digest holds them all), and nothing comes twice when a clock is set back or the follower moves.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from normsite.foundation.notices.kinds import KINDS, Pace
from normsite.foundation.notices.letters import write_digest
from normsite.foundation.notices.models import Follower, Notice
from normsite.foundation.notices.post import Parcel, Written, hold, post
from normsite.foundation.notices.windows import last_before, next_daily, next_weekly
from normsite.foundation.notifications.models import Priority

AT_ONCE = 1_000  # followers in one transaction
LONGEST = 10.0  # seconds of one task: others wait for their turn
MOST = 60  # events that one digest tells, what matters first; the rest it counts
DIGESTS = ((Pace.DAILY, "next_daily_at", 1), (Pace.WEEKLY, "next_weekly_at", 7))

_IN_WINDOW = """
FROM unnest(%(followers)s::bigint[], %(ends)s::timestamptz[]) AS due(id, at), notices_event event
WHERE notice.follower_id = due.id AND event.id = notice.event_id AND event.at < due.at AND notice.pace = %(pace)s
    AND notice.mailed_at IS NULL AND notice.seen_at IS NULL AND event.withdrawn_at IS NULL AND event.recalled_at IS NULL
"""
_WAITING = f"""
SELECT * FROM (
    SELECT notice.*, count(*) OVER (PARTITION BY notice.follower_id) AS number, row_number() OVER (
        PARTITION BY notice.follower_id
        ORDER BY event.kind <> ALL(%(matter)s), event.due_at <= %(now)s, event.due_at, event.at DESC, event.id
    ) AS place
    FROM notices_notice notice, {_IN_WINDOW.partition("FROM ")[2]}
) ranked WHERE place <= %(most)s ORDER BY follower_id, place
"""  # noqa: S608  (both parts are ours)
_FURTHER = f"UPDATE notices_notice notice SET mailed_at = %(now)s {_IN_WINDOW}"  # noqa: S608  (likewise)

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
    notices, numbers = _waiting(pace, ends)
    parcels = [_parcel(one, notices[one.pk], numbers[one.pk], pace, ends[one.pk]) for one in followers if one.pk in numbers]
    post(parcels, partial(write_digest, pace=pace), Priority.DIGEST, written)
    if any(number > MOST for number in numbers.values()):
        _note_further(pace, ends)
    _move_on(field, {one.pk: _next(one, ends[one.pk], days) for one in followers})
    return len(followers)


def _parcel(follower: Follower, notices: Sequence[Notice], number: int, pace: Pace, end: datetime) -> Parcel:
    occasion = f"digest/{pace}/{follower.pk}/{end:%Y-%m-%dT%H:%M}"
    return Parcel(follower, notices, occasion, (pace,), further=number - len(notices))


def _next(follower: Follower, end: datetime, days: int) -> datetime:
    if days == 1:
        return next_daily(end, follower.tz, follower.hour)
    return next_weekly(end, follower.tz, follower.hour, follower.weekday)


def _move_on(field: str, ends: Mapping[int, datetime]) -> None:
    """Where the next window of each follower ends; `bulk_update` takes longer for it than all the rest."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON.format(field=field), {"followers": list(ends), "ends": list(ends.values())})


def _waiting(pace: Pace, ends: Mapping[int, datetime]) -> tuple[dict[int, list[Notice]], dict[int, int]]:
    """By follower what their window holds, what matters and is due soonest first, and how many there are of it in all."""
    found: dict[int, list[Notice]] = defaultdict(list)
    numbers: dict[int, int] = {}
    for notice in Notice.objects.raw(_WAITING, {**_parameters(pace, ends), "most": MOST}):
        found[notice.follower_id].append(notice)
        numbers[notice.follower_id] = notice.number  # type: ignore[attr-defined]  # a column of the query
    told = hold({notice.event_id for notices in found.values() for notice in notices})
    for follower, notices in found.items():
        found[follower] = [notice for notice in notices if notice.event_id in told]
        numbers[follower] -= len(notices) - len(found[follower])
    return found, {follower: number for follower, number in numbers.items() if found[follower]}


def _note_further(pace: Pace, ends: Mapping[int, datetime]) -> None:
    """What a digest only counts is told as well: it doesn't come again."""
    with connection.cursor() as cursor:
        cursor.execute(_FURTHER, _parameters(pace, ends))


def _parameters(pace: Pace, ends: Mapping[int, datetime]) -> dict[str, Any]:
    matter = [kind.key for kind in KINDS.values() if kind.matters]
    return {"pace": pace, "followers": list(ends), "ends": list(ends.values()), "matter": matter, "now": timezone.now()}
