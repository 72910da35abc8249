"""When a digest comes: at an hour of the follower's own clock, which is not always there, and sometimes twice.

Windows are half-open and meet: each ends where the next begins, at the first instant of that hour. An hour that is left out
(clocks go forward) counts as the instant at which it would have begun by the time before; one that comes twice counts the first
time (PEP 495, fold 0).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def next_daily(after: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The first end of a day's window later than `after`, in UTC."""
    return _next(after, zone, hour, days=1, first=after.astimezone(zone).date() - DAY)


def next_weekly(after: datetime, zone: ZoneInfo, hour: int, weekday: int) -> datetime:
    """The first end of a week's window later than `after`, in UTC; `weekday` 0 is Monday."""
    today = after.astimezone(zone).date()
    return _next(after, zone, hour, days=7, first=today - timedelta(days=7 + (today.weekday() - weekday) % 7))


def last_before(now: datetime, due: datetime, zone: ZoneInfo, hour: int, *, days: int) -> datetime:
    """The last end of a window that is not later than `now`, where `due` is one of them: `now` may be days after it."""
    weekday = due.astimezone(zone).weekday()
    end = due
    while True:
        following = next_daily(end, zone, hour) if days == 1 else next_weekly(end, zone, hour, weekday)
        if following > now:
            return end
        end = following


def _next(after: datetime, zone: ZoneInfo, hour: int, *, days: int, first: date) -> datetime:
    day = first
    while True:
        end = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if end > after:
            return end
        day += timedelta(days=days)
