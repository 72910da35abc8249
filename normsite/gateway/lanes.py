"""Who waits for whom: a few threads for each kind of request, and a short queue before them."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

COUNTED_SECONDS = 1.0


@dataclass
class Lane:
    """`threads` requests at once and `waiting` behind them; more are refused at once, so that nobody waits long for nothing."""

    name: str
    threads: int
    waiting: int
    takes_in: bool = False  # what it brings has a moment of arrival that may matter
    waits: bool = False  # what it answers may be longer than all that may be unread
    under_way: int = 0
    turned_away: int = 0
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix=self.name)

    @property
    def full(self) -> bool:
        return self.under_way >= self.threads + self.waiting

    def turn_away(self) -> None:
        """Count one that found the lane full. The log gets their number each second: a line for each would cost more than
        refusing them, at the moment when there is least to spare."""
        if not self.turned_away:
            asyncio.get_running_loop().call_later(COUNTED_SECONDS, self._say_how_many)
        self.turned_away += 1

    def _say_how_many(self) -> None:
        logger.warning("No room in the lane of %s: %d turned away within a second.", self.name, self.turned_away)
        self.turned_away = 0

    def start(self, work: Callable[[], None]) -> "asyncio.Future[None]":
        """Let a thread do this when its turn comes; to be called on the event loop, which is woken once, when it is done."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._pool.submit(self._do, work, loop, done)
        self.under_way += 1
        return done

    def _do(self, work: Callable[[], None], loop: asyncio.AbstractEventLoop, done: "asyncio.Future[None]") -> None:
        try:
            work()
        finally:
            loop.call_soon_threadsafe(self._leave, done)

    def _leave(self, done: "asyncio.Future[None]") -> None:
        self.under_way -= 1
        if not done.done():
            done.set_result(None)

    def close(self) -> None:
        """Wait for what is being worked on."""
        self._pool.shutdown(wait=True)


@dataclass
class Lanes:
    """The lanes of one process. Each waits only for its own kind: a long import at the desk holds up no comment, many comments
    hold up no reader, a flood of sign-ins holds up nobody who is signed in; files, which may take half a minute to be read,
    hold up neither comments nor submissions. `/healthz` has a thread that never waits for the database; whether that answers
    is asked on another, and whether the record has changed on a third. Lists may take minutes.

    The intake has two threads, since more than half of its time it waits for PostgreSQL; a third would only wait for the
    interpreter (docs/decisions/0008-requests-read-whole.md).
    """

    probes: Lane = field(default_factory=lambda: Lane("probes", threads=1, waiting=20))
    readiness: Lane = field(default_factory=lambda: Lane("readiness", threads=1, waiting=20))
    record: Lane = field(default_factory=lambda: Lane("record", threads=1, waiting=1))
    intake: Lane = field(default_factory=lambda: Lane("intake", threads=2, waiting=24, takes_in=True))
    uploads: Lane = field(default_factory=lambda: Lane("uploads", threads=2, waiting=4, takes_in=True))
    desk: Lane = field(default_factory=lambda: Lane("desk", threads=2, waiting=14))
    accounts: Lane = field(default_factory=lambda: Lane("accounts", threads=2, waiting=10))
    lists: Lane = field(default_factory=lambda: Lane("lists", threads=2, waiting=6, waits=True))
    reading: Lane = field(default_factory=lambda: Lane("reading", threads=2, waiting=60))

    def of(self, method: str, path: str) -> Lane:
        """The lane of a request, as far as it is known before its body is."""
        if path == "/healthz":
            return self.probes
        if path == "/readyz":
            return self.readiness
        if path.startswith("/desk/"):
            return self.desk
        if path.startswith("/accounts/"):
            return self.accounts
        if path.endswith(("/comments.csv", "/comments.json", "/comments.xlsx", "/comments.docx")):
            return self.lists
        if method in ("GET", "HEAD", "OPTIONS") or path.startswith("/applies/"):
            return self.reading  # answers to the questionnaire ask for a page and bring nothing in
        # With the names of its columns, a comment form that was uploaded before is read once more.
        return self.uploads if path.startswith("/consultations/") and path.endswith("/form/columns/") else self.intake

    def with_files(self, lane: Lane) -> Lane:
        """The lane of a request that brings files, and would go by this one without."""
        return self.uploads if lane is self.intake else lane

    def close(self) -> None:
        for lane in self.all:
            lane.close()

    @property
    def all(self) -> list[Lane]:
        return [
            self.probes,
            self.readiness,
            self.record,
            self.intake,
            self.uploads,
            self.desk,
            self.accounts,
            self.lists,
            self.reading,
        ]
