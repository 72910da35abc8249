"""The database's clock: one clock decides about a deadline, however many web servers there are."""

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

MOST_REMEMBERED = 64
# How far two clocks of one machine may run apart, as a share of the time gone by: what NTP may steer at most (500 ppm).
DRIFT = 0.0005


def database_now() -> datetime:
    """The instant by the database's clock, in UTC; it moves on inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant


@dataclass
class Comparison:
    """What the database's clock showed, and this process's monotonic clock just before it was asked."""

    before: float
    ahead: float


@dataclass
class DatabaseClock:
    """Turns an instant of this process's monotonic clock into one of the database's: never an earlier one than it truly was.

    The answer of the database was made after it was asked, so the time between asking and the clock's answer only ever makes
    the computed instant later. Of several comparisons the one that says the earliest is the nearest to the truth.
    """

    _comparisons: deque[Comparison] = field(default_factory=lambda: deque(maxlen=MOST_REMEMBERED))

    def now(self) -> datetime:
        """Ask the database, and remember how the two clocks compare."""
        before = time.monotonic()
        instant = database_now()
        self._comparisons.append(Comparison(before, instant.timestamp() - before))
        return instant

    def instant_of(self, moment: float) -> datetime | None:
        """The database's instant at a `moment` of `time.monotonic()`; None while the database was never asked."""
        known = list(self._comparisons)
        if not known:
            return None
        seconds = min(moment + one.ahead + DRIFT * abs(moment - one.before) for one in known)
        return datetime.fromtimestamp(seconds, UTC)


clock = DatabaseClock()
