"""Whether a site answers, looked at again and again while it is maltreated."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.load.submissions import page
from tests.load.wire import Client

LOOKS_A_SECOND, LATEST = 5, 20


class Look(NamedTuple):
    """One look, by the instant (monotonic) at which it began."""

    at: float
    good: bool


@dataclass
class Looker:
    """Asks over a new connection each time; no answer within the client's time-out is none."""

    client: Client
    looks: list[Look] = field(default_factory=list)

    async def look(self) -> None:
        """Until it is cancelled."""
        going = set[asyncio.Task[None]]()
        while True:
            task = asyncio.create_task(self._look(time.monotonic()))
            going.add(task)
            task.add_done_callback(going.discard)
            await asyncio.sleep(1 / LOOKS_A_SECOND)

    async def _look(self, at: float) -> None:
        attempt = await self.client.ask(page("/readyz"))
        self.looks.append(Look(at, attempt.status == 200))

    async def await_answer(self, seconds: float) -> None:
        """Until the site answers again, at most so many seconds."""
        end = time.monotonic() + seconds
        while not self._answers() and time.monotonic() < end:
            await asyncio.sleep(0.05)

    def _answers(self) -> bool:
        return bool(self.looks) and max(self.looks[-LATEST:]).good


def away(looks: Iterable[Look], since: float, until: float) -> float:
    """Seconds from `since` until the site answered and did so for good, as far as was looked; 0 if it always did."""
    seen = sorted(look for look in looks if since <= look.at < until)
    last_bad = max((look.at for look in seen if not look.good), default=None)
    if last_bad is None:
        return 0.0
    return next((look.at for look in seen if look.at > last_bad), until) - since
