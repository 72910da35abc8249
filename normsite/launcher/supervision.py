"""Watching the processes until somebody says stop."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from normsite.launcher.console import complain
from normsite.launcher.errors import CannotStart
from normsite.launcher.processes import Child, stop_all

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RESTARTS = 3
WITHIN_SECONDS = 60


class Stopped(BaseException):
    """Somebody asked us to stop. Not an Exception, so nothing on the way swallows it."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn Ctrl-C, `kill` and a closed terminal into `Stopped`, once: while we stop, further ones change nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        deaf_to_signals()
        raise Stopped

    for each in STOPPING:
        # Under nohup a closed terminal is to change nothing.
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, stop)
    yield


def deaf_to_signals() -> None:
    """From here on we only stop what runs, and that is not to be interrupted."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)


@dataclass
class Service:
    """A process of the site that may be started again when it dies."""

    start: Callable[[], Child]
    child: Child
    deaths: list[float] = field(default_factory=list)

    def revive(self, now: float) -> None:
        """Start it again, but not for ever: one that keeps dying takes the rest with it."""
        self.deaths = [death for death in self.deaths if now - death < WITHIN_SECONDS] + [now]
        code = self.child.process.returncode
        said = f"{self.child.name} ended by itself (exit code {code}). It said:\n{self.child.last_words()}"
        self.child.stop()
        if len(self.deaths) > RESTARTS:
            raise CannotStart(f"{said}\nIt has now died {len(self.deaths)} times within a minute, so everything stops.")
        complain(f"{said}\nStarting it again.")
        self.child = self.start()


def watch(stores: Sequence[Child], services: Sequence[Service]) -> None:
    """Look after everything; ends only by `Stopped`, or by `CannotStart` when something is beyond help."""
    while True:
        for store in stores:
            if not store.alive:
                raise CannotStart(
                    f"{store.name} ended by itself (exit code {store.process.returncode}), so everything stops. "
                    f"It said:\n{store.last_words()}"
                )
        for service in services:
            if not service.child.alive:
                service.revive(time.monotonic())
        time.sleep(0.25)


def stop_services(services: Sequence[Service]) -> None:
    stop_all(service.child for service in services)
