"""When another system says that it received a comment, in whatever way it writes a date."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,4})[./-](?P<b>[0-9]{1,2})[./-](?P<c>[0-9]{1,4})"
    r"(?:[T, ]{1,3}(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])[Mm])?)?"
)
_ZULU = re.compile(r"(?<=:[0-9]{2})(?:\.[0-9]{1,9})? (?:UTC|GMT)$")
_EPOCH = re.compile("[0-9]{10}(?:[0-9]{3})?")
_DAYS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
_TIMES = (" %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p", " at %I:%M %p", " at %H:%M")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class NoInstant(ValueError):
    """The words tell no instant, or one before 1990."""


def instant_of(words: str, zone: tzinfo, *, day_first: bool) -> datetime:
    """The instant in UTC; `NoInstant` is raised where there is none.

    Without an offset the time is that of `zone`; where a clock showed it twice, the later. A day without a time is its last
    second: so nothing counts as in time that may have come after the deadline. `day_first` says which way 3/4/2026 is meant.
    """
    try:
        said = _read(_ZULU.sub("Z", " ".join(words.split())), day_first=day_first)
        if not isinstance(said, datetime):
            said = datetime.combine(said, time(23, 59, 59))
        instant = (said if said.tzinfo else said.replace(tzinfo=zone, fold=1)).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise NoInstant(words) from fault
    if instant < EARLIEST:
        raise NoInstant(words)
    return instant


def _read(words: str, *, day_first: bool) -> date:
    if len(words) > 60:
        raise ValueError(words)
    if _EPOCH.fullmatch(words):
        return datetime.fromtimestamp(int(words) / (1000 if len(words) == 13 else 1), UTC)
    if found := _NUMBERS.fullmatch(words):
        return _of_numbers(found, day_first=day_first)
    for way in (_iso, _written, parsedate_to_datetime):
        try:
            return way(words)
        except (ValueError, TypeError, IndexError):
            continue
    raise ValueError(words)


def _iso(words: str) -> date:
    return datetime.fromisoformat(words) if len(words) > 10 else date.fromisoformat(words)


def _written(words: str) -> date:
    """With the name of the month, in English."""
    for day in _DAYS:
        for clock in ("", *_TIMES):
            try:
                read = datetime.strptime(words, day + clock)  # its zone is the caller's to say
            except ValueError:
                continue
            return read if clock else read.date()
    raise ValueError(words)


def _of_numbers(found: re.Match[str], *, day_first: bool) -> date:
    first, second, third = found["a"], found["b"], found["c"]
    if len(first) == 4:
        year, month, day = first, second, third
    elif len(third) == 4:
        day, month = (first, second) if day_first else (second, first)
        year = third
    else:
        raise ValueError(found[0])
    if found["hour"] is None:
        return date(int(year), int(month), int(day))
    hour = _hour(int(found["hour"]), (found["half"] or "").lower())
    clock = time(hour, int(found["minute"]), int(found["second"] or 0))
    return datetime.combine(date(int(year), int(month), int(day)), clock)


def _hour(hour: int, half: str) -> int:
    return hour % 12 + 12 * (half == "p") if half else hour
