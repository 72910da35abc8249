"""Sending letters and noting what came of it; how much a site takes at most, and when it is as quick as before."""

import asyncio
import time
from dataclasses import dataclass, field

from tests.load.pace import closed_loop
from tests.load.reconcile import Receipt
from tests.load.submissions import Writer
from tests.load.tally import TAKEN, Tally, told
from tests.load.wire import Client

CAPACITY_SENDERS = 12
QUICK, IN_A_ROW, LONGEST_RECOVERY = 0.1, 3, 120.0


@dataclass
class Post:
    """Sends letters once each, without sending again, and keeps who was told what."""

    client: Client
    writer: Writer
    tally: Tally = field(default_factory=Tally)
    sent: set[str] = field(default_factory=set)
    told: dict[str, Receipt] = field(default_factory=dict)

    async def send(self, due: float) -> None:
        """One letter; the time counts from when it was due."""
        letter = self.writer.letter()
        attempt = await self.client.ask(letter.request)
        self.tally.add("comment", due, attempt)
        self.sent.add(letter.key)
        if receipt := told(attempt):
            self.told[letter.key] = receipt


async def capacity(client: Client, writer: Writer, *, seconds: float = 20.0) -> float:
    """Comments a second that twelve senders get accepted, each beginning again as soon as it is answered."""
    post = Post(client, writer)
    took = await closed_loop(post.send, CAPACITY_SENDERS, seconds)
    return post.tally.counts[TAKEN] / took


async def recovery(port: int, writer: Writer) -> float:
    """Seconds until a comment is taken within 100 ms, three times in a row; infinite if that is not so after two minutes."""
    began, quick = time.monotonic(), list[float]()
    client = Client(port, fresh=True, timeout=5)
    while len(quick) < IN_A_ROW and time.monotonic() < began + LONGEST_RECOVERY:
        asked = time.monotonic()
        attempt = await client.ask(writer.letter().request)
        answered = time.monotonic()
        quick = [*quick, answered - began] if attempt.outcome == TAKEN and answered - asked < QUICK else []
        await asyncio.sleep(0.1)
    return quick[0] if len(quick) == IN_A_ROW else float("inf")
