"""The database's clock: one clock decides about a deadline, however many web servers there are."""

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

MOST_REMEMBERED = 64
# How far two clocks may run apart, as a share of the time gone by: NTP steers each by 500 ppm at most.
DRIFT = 0.001


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
    the computed instant later. Of several comparisons the one that says the earliest is the nearest to the truth. Once one
    of the clocks was set (another database has taken over; the machine was suspended), what was compared before is forgotten.
    """

    _comparisons: deque[Comparison] = field(default_factory=lambda: deque(maxlen=MOST_REMEMBERED))

    def now(self) -> datetime:
        """Ask the database, and remember how the two clocks compare."""
        before = time.monotonic()
        return self.note(before, database_now())

    def note(self, before: float, instant: datetime) -> datetime:
        """The `instant` that the database has shown to somebody who asked after the moment `before`, and by now has its answer.

        An answer that was long in coming, behind a lock, says nothing that isn't known more nearly.
        """
        seconds = instant.timestamp()
        earliest = self._seconds_at(time.monotonic())
        if earliest is not None and earliest < seconds:  # the answer is older than now, so the clock has been set forward
            self._comparisons.clear()
        known = self._seconds_at(before)
        if known is None or seconds < known:
            self._comparisons.append(Comparison(before, seconds - before))
        return instant

    def instant_of(self, moment: float) -> datetime | None:
        """The database's instant at a `moment` of `time.monotonic()`; None while the database was never asked."""
        seconds = self._seconds_at(moment)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    def _seconds_at(self, moment: float) -> float | None:
        told = [moment + one.ahead + DRIFT * abs(moment - one.before) for one in list(self._comparisons)]
        return min(told, default=None)


clock = DatabaseClock()
