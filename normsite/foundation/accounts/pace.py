"""A pace: so many acts at once, and each further one makes the next wait, twice as long every time.

Nobody sleeps: who comes too early is told when to come again. The counts are in the cache; with it gone all goes at once.
"""

import hashlib
import time
from dataclasses import dataclass
from math import ceil

from django.core.cache import cache


@dataclass(frozen=True)
class Leave:
    """Leave for one act, or the seconds to `wait` for it. `late` counts the acts beyond those that were free."""

    pace: "Pace"
    key: str
    wait: int = 0
    late: int = 0

    def give_back(self) -> None:
        """The act turned out to be one that doesn't count."""
        if self.wait:
            return
        if self.late:
            self.pace.count(f"{self.key}:late", -1)
            cache.delete(f"{self.key}:next")
        else:
            self.pace.count(self.key, -1)


@dataclass(frozen=True)
class Pace:
    """`free` acts at once; the next one makes its follower wait `first` seconds, then twice that, up to `longest`.

    The count begins anew `remembered` seconds after it began.
    """

    name: str
    free: int
    first: int
    longest: int
    remembered: int

    def take(self, who: str) -> Leave:
        """Leave for `who`; its `wait` is 0 when the act may be done now, and then it counts until it is given back."""
        key = self._key(who)
        if self.count(key) <= self.free:
            return Leave(self, key)
        now = time.time()
        if not cache.add(f"{key}:next", now + self.first, timeout=self.first):
            until = float(cache.get(f"{key}:next", now))
            return Leave(self, key, wait=max(1, ceil(until - now)))
        late = self.count(f"{key}:late")
        wait = self.wait_after(late)
        cache.set(f"{key}:next", now + wait, timeout=wait)
        return Leave(self, key, late=late)

    def wait_after(self, late: int) -> int:
        """How many seconds follow upon the act with this number beyond the free ones."""
        return int(min(self.first * 2 ** min(late - 1, 60), self.longest))

    def forget(self, who: str) -> None:
        key = self._key(who)
        for name in (key, f"{key}:late", f"{key}:next"):
            cache.delete(name)

    def count(self, key: str, by: int = 1) -> int:
        cache.add(key, 0, timeout=self.remembered)
        try:
            return cache.incr(key, by)
        except ValueError:  # it was forgotten between the two calls
            return by

    def _key(self, who: str) -> str:
        return f"pace:{self.name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
