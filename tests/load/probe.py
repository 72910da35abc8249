"""A reader who asks for pages at a few a second while others load the site, in a process of its own.

Each request comes over a new connection, as from somebody who has just arrived, and counts from its intended instant.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from tests.load.pace import at_random, open_loop
from tests.load.submissions import Writer, page
from tests.load.tally import Tally
from tests.load.wire import Client

COMMENT = "a comment"


@dataclass(frozen=True)
class Round:
    """What to ask for, `rate` a second for so many seconds: paths in turn, and comments to the consultation `code` if any.

    With `sources` each comes from an address of its own on this machine: a proxy tells the site that one, whatever we claim.
    """

    port: int
    paths: Sequence[str]
    rate: float
    seconds: float
    seed: int
    code: str = ""
    sources: bool = False
    timeout: float = 20.0

    def play(self) -> Tally:
        return asyncio.run(self._play())

    async def _play(self) -> Tally:
        chance, tally = random.Random(self.seed), Tally()
        writer = Writer(chance, [self.code], mailed=0)
        client = Client(self.port, fresh=True, timeout=self.timeout)
        if self.sources:
            client.source = lambda: (f"127.{chance.randint(1, 254)}.{chance.randint(0, 255)}.1", 0)
        names = [*self.paths, COMMENT] if self.code else list(self.paths)

        async def ask(due: float) -> None:
            name = names[len(started) % len(names)]
            started.append(name)
            attempt = await client.ask(writer.letter().request if name == COMMENT else page(name))
            if attempt.answer and not attempt.answer.body:
                attempt.answer, attempt.trouble = None, "empty"
            tally.add(name, due, attempt)

        started: list[str] = []
        await open_loop(ask, at_random(self.rate, self.seconds, chance), patience=self.timeout + 1)
        return tally


def public_pages(code: str) -> tuple[str, ...]:
    """What readers open most: home, a norm's text, the consultation, its docket; and what machines ask."""
    return ("/", "/norms/N-1/r1/", f"/consultations/{code}/", f"/consultations/{code}/comments/", "/healthz")


class Prober:
    """Plays rounds in a process of its own: `with Prober() as prober: tally = await prober.play(round)`."""

    def __enter__(self) -> "Prober":
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._pool.submit(time.time).result()  # so that its start doesn't fall into the first round
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    async def play(self, round_: Round) -> Tally:
        return await asyncio.get_running_loop().run_in_executor(self._pool, round_.play)
