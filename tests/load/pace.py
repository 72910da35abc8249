"""When things are sent: at given instants whether or not earlier ones are answered, or as fast as answers come."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

Act = Callable[[float], Coroutine[Any, Any, None]]
"""One sending; it is told the instant (by `time.monotonic`) at which it was meant to begin, to count the time from there."""


def at_random(rate: float, seconds: float, chance: random.Random) -> Iterator[float]:
    """Instants as people make them who don't know of each other (a Poisson process): `rate` a second, from 0 on."""
    instant = chance.expovariate(rate)
    while instant < seconds:
        yield instant
        instant += chance.expovariate(rate)


@dataclass
class Pace:
    """The sender itself: seconds by which each sending began late, and seconds of processor that all of them cost."""

    late: list[float] = field(default_factory=list)
    processor: float = 0.0


async def open_loop(act: Act, instants: Iterator[float], *, patience: float = 60.0) -> Pace:
    """Begin each `act` at its instant, never waiting for another, and wait `patience` seconds for the last answers."""
    began, pace, going = time.monotonic(), Pace(), set[asyncio.Task[None]]()
    spent = time.thread_time()
    for instant in instants:
        due = began + instant
        while (wait := due - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        pace.late.append(-wait)
        task = asyncio.create_task(act(due))
        going.add(task)
        task.add_done_callback(going.discard)
        if len(pace.late) % 20 == 0:
            await asyncio.sleep(0)  # answers are read also while the sender is behind
    if going:
        await asyncio.wait(going, timeout=patience)
    for task in going:
        task.cancel()
    pace.processor = time.thread_time() - spent
    return pace


async def closed_loop(act: Act, senders: int, seconds: float) -> float:
    """So many senders, each beginning again as soon as it is answered; how long it took until the last was answered."""
    began = time.monotonic()

    async def go_on() -> None:
        while time.monotonic() < began + seconds:
            await act(time.monotonic())

    await asyncio.gather(*(go_on() for _ in range(senders)))
    return time.monotonic() - began
