"""Blows that fall on the processes of a site, one after another."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import psutil

from tests.load import family
from tests.load.looking import Looker
from tests.load.site import Site

KILL, ASK, STOP = "kill -9", "asked to end", "stopped for a while"
# How often each kind falls, in parts of all.
KINDS = {
    (KILL, family.WEB_WORKER): 30,
    (KILL, family.WEB): 12,
    (KILL, family.CELERY): 12,
    (KILL, family.CELERY_CHILD): 16,
    (KILL, family.BEAT): 8,
    (KILL, family.BACKEND): 20,
    (KILL, family.POSTGRES): 8,
    (KILL, family.REDIS): 8,
    (KILL, family.LAUNCHER): 8,
    (KILL, family.MAILBOX): 12,
    (ASK, family.WEB_WORKER): 6,
    (ASK, family.WEB): 6,
    (ASK, family.CELERY): 6,
    (ASK, family.BEAT): 4,
    (ASK, family.BACKEND): 6,
    (ASK, family.POSTGRES): 4,
    (ASK, family.REDIS): 4,
    (ASK, family.LAUNCHER): 4,
    (STOP, family.WEB_WORKER): 8,
    (STOP, family.CELERY_CHILD): 4,
    (STOP, family.BACKEND): 4,
    (STOP, family.POSTGRES): 2,
    (STOP, family.REDIS): 4,
    (STOP, family.MAILBOX): 4,
}
STOPPED_SECONDS = (2.0, 4.0)
EFFECT_SHOWS = 1.0
BACK_WITHIN = 60.0
VICTIM_WITHIN = 10.0


class Blow(NamedTuple):
    """One that fell, at an instant (monotonic)."""

    how: str
    whom: str
    at: float


def deck(chance: random.Random, count: int, only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """So many blows in a random order, each kind as often as its part of all asks for; `only` on these, if any are named."""
    kinds = {(how, whom): part for (how, whom), part in KINDS.items() if not only or whom in only}
    exact = {kind: count * part / sum(kinds.values()) for kind, part in kinds.items()}
    drawn = Counter({kind: int(number) for kind, number in exact.items()})
    rest = sorted(exact, key=lambda kind: (drawn[kind] - exact[kind], chance.random()))
    drawn.update(rest[: count - drawn.total()])
    blows = list(drawn.elements())
    chance.shuffle(blows)
    return blows


@dataclass
class Reaper:
    """Lets them fall. `missed` counts those that found nobody within ten seconds."""

    site: Site
    looker: Looker
    chance: random.Random
    fallen: list[Blow] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)

    async def reap(self, blows: Sequence[tuple[str, str]], seconds: float) -> None:
        """All of them, evenly over so many seconds; each waits until the site has come back from the one before."""
        began, step = time.monotonic(), seconds / len(blows)
        for number, (how, whom) in enumerate(blows, 1):
            victim = await self._victim(whom)
            if victim is None:
                self.missed[whom] += 1
                continue
            self.fallen.append(Blow(how, whom, time.monotonic()))
            with suppress(psutil.NoSuchProcess):
                await self._strike(how, victim)
            await asyncio.sleep(max(EFFECT_SHOWS, began + number * step - time.monotonic()))
            await self.looker.await_answer(BACK_WITHIN)

    async def _strike(self, how: str, victim: psutil.Process) -> None:
        if how != STOP:
            victim.send_signal(signal.SIGKILL if how == KILL else _gentle(victim))
            return
        victim.suspend()
        try:
            await asyncio.sleep(self.chance.uniform(*STOPPED_SECONDS))
        finally:
            victim.resume()

    async def _victim(self, whom: str) -> psutil.Process | None:
        """One of this kind; waits for one to be there."""
        end = time.monotonic() + VICTIM_WITHIN
        while time.monotonic() < end:
            if found := self._people(whom):
                return self.chance.choice(found)
            await asyncio.sleep(0.1)
        return None

    def _people(self, whom: str) -> list[psutil.Process]:
        if whom == family.MAILBOX:
            return [psutil.Process(self.site.mailbox.process.pid)] if self.site.mailbox.alive else []
        found = self.site.family().get(whom, [])
        return found[:1] if whom == family.POSTGRES else found  # of PostgreSQL the one that all others come from


def _gentle(process: psutil.Process) -> signal.Signals:
    """PostgreSQL takes SIGTERM to mean that it may wait for its clients, so the way to end it is SIGINT."""
    return signal.SIGINT if process.name() == "postgres" and not _is_backend(process) else signal.SIGTERM


def _is_backend(process: psutil.Process) -> bool:
    return " ".join(process.cmdline()).startswith("postgres: ")
