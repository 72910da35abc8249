"""Calendar files (RFC 5545): what happens when, for programs that keep up with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from normsite.foundation.lines import plain_lines
from normsite.foundation.unseen import show_unseen

LOOKED_AT_EACH = timedelta(hours=6)


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar: at an instant, or all of a day.

    `name` stays through all changes, and `sequence` counts them, so that a calendar which has the entry moves it. `changed` is
    when it was last changed: without METHOD both DTSTAMP and LAST-MODIFIED say so (sections 3.8.7.2 and 3.8.7.3).
    """

    name: str
    starts: datetime | date
    changed: datetime
    summary: str
    description: str
    url: str
    sequence: int = 0
    reminder: str = ""


def calendar(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """The file; with a `name` it is one to subscribe to: what has left it leaves the calendars of its subscribers as well
    (RFC 7986, and the older names that many programs know)."""
    file = Calendar()
    file.prodid = f"-//{settings.BODY_NAME}//{settings.SITE_NAME}//EN"
    file.version = "2.0"
    if name:
        for key in ("name", "x-wr-calname"):
            file.add(key, _line(name))
        file.add("refresh-interval", LOOKED_AT_EACH, parameters={"VALUE": "DURATION"})
        file.add("x-published-ttl", "PT6H")
    for entry in entries:
        file.add_component(_event(entry))
    written: bytes = file.to_ical()
    return written


def _event(entry: Entry) -> Event:
    starts = entry.starts.astimezone(UTC) if isinstance(entry.starts, datetime) else entry.starts
    changed = entry.changed.astimezone(UTC)
    return Event.new(
        uid=f"{entry.name}@{urlsplit(settings.BASE_URL).hostname}",
        sequence=entry.sequence,
        stamp=changed,
        last_modified=changed,
        start=starts,
        summary=_line(entry.summary),
        description=entry.description,
        url=entry.url,
        subcomponents=[_week_before(entry.reminder)] if entry.reminder else [],
    )


def _week_before(words: str) -> Alarm:
    reminder = Alarm.new(description=words)
    reminder.add("action", "DISPLAY")
    reminder.add("trigger", timedelta(days=-7))
    return reminder


def _line(words: str) -> str:
    return plain_lines(show_unseen(words)).replace("\n", " ")
