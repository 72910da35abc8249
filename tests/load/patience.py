"""Senders who come again until they are told, as a good client does."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tests.load.wire import Attempt, Held

BUSY = (429, 503)
COMES_AGAIN = (0, *BUSY, 500, 502, 504)
LONGEST_WAIT = 30.0
LONGEST_ADVISED = 120.0


class Asking(Protocol):
    """A client, or what stands before one."""

    async def ask(self, request: bytes, held: Held | None = None) -> Attempt: ...


@dataclass
class Patience:
    """Comes again when told to, else after a second, then twice as long each time; no longer at `until` (monotonic)."""

    client: Asking
    chance: random.Random
    until: float = float("inf")

    async def until_told(self, request: Callable[[], bytes], note: Callable[[Attempt], int], held: Held | None = None) -> None:
        """Send what `request` makes until `note` finds an answer in what came of it; it returns the status that counts."""
        times = 0
        while True:
            attempt = await self.client.ask(request(), held)
            if note(attempt) not in COMES_AGAIN or time.monotonic() > self.until:
                return
            await asyncio.sleep(self._wait(attempt, times))
            held, times = None, times + 1

    def _wait(self, attempt: Attempt, times: int) -> float:
        advised = attempt.answer.header("Retry-After") if attempt.answer else ""
        wait = min(float(advised), LONGEST_ADVISED) if advised.isdecimal() else min(2.0**times, LONGEST_WAIT)
        return wait * self.chance.uniform(1.0, 1.5)  # never all at the same instant


def ticket_in(attempt: Attempt) -> str:
    """The ticket of a refusal for load; with it the same words count from when they were first read."""
    return attempt.answer.header("Normsite-Ticket") if attempt.answer and attempt.status in BUSY else ""
