"""What a worker makes while somebody waits: asked for once, looked at meanwhile.

How far it is stands in the cache, which may forget it; then it is asked for again. What comes of it is kept elsewhere.
"""

from dataclasses import dataclass
from time import time

from django.core.cache import cache

from normsite.foundation.apart import TooMuch
from normsite.foundation.errors import Refused
from normsite.foundation.workers import hand_over

ASKED_AGAIN_AFTER = 60  # seconds: what a worker has lost is asked for again by the next look
TRIED_AGAIN_AFTER = 3_600
"""What takes too long, or fails, is not tried again with every click, only each hour."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Making:
    """One thing to make: the name of its task, and what the task is told."""

    task: str
    arguments: tuple[int | str, ...]

    def ask(self) -> str:
        """See to it that a worker knows, and say where it is. Refused when it could not be made a moment ago."""
        if told := cache.get(self._key("refused")):
            raise TooMuch(*told)
        if cache.add(self._key("asked"), 1, ASKED_AGAIN_AFTER):
            hand_over(self.task, *self.arguments)
        since = cache.get(self._key("begun"))
        return "It waits for its turn." if since is None else f"It is being made, for {_seconds(time() - since)} now."

    def begin(self) -> None:
        cache.set(self._key("begun"), time(), LONGEST)

    def end(self, refused: Refused | None = None) -> None:
        """It is there, or it can't be made."""
        if refused is not None:
            cache.set(self._key("refused"), (refused.reason, refused.mend), TRIED_AGAIN_AFTER)
        cache.delete_many([self._key("begun"), self._key("asked")])

    def _key(self, what: str) -> str:
        return f"publication:{what}:{self.task}:{':'.join(map(str, self.arguments))}"


def _seconds(number: float) -> str:
    whole = max(1, round(number))
    return f"{whole} second{'' if whole == 1 else 's'}"
