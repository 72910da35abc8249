"""Finished pages, kept as bytes for every reader who isn't signed in, and given out as long as the record is what it was."""

import asyncio
import contextlib
import hashlib
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import formatdate
from threading import Lock
from typing import Any

import brotli
import zstandard

from normsite.foundation.cached import CACHEABLE, Cacheable
from normsite.foundation.changes.topics import Topic
from normsite.gateway.asked import IDENTITY, Asked, Key
from normsite.gateway.record import OLDEST_LOOK_SECONDS, Record
from normsite.gateway.room import MEGABYTE

Application = Callable[..., Iterable[bytes]]
Headers = list[tuple[str, str]]

MOST_BYTES = 64 * MEGABYTE
LONGEST_WAIT_SECONDS = 5.0
# A date counts whole seconds. Told only of what has stood longer than every server needs to see a change, no two pages bear
# the same one.
SETTLED_SECONDS = 2.0
# As strong as costs less than making the page: a page may live for a quarter of a second.
_ENCODE: dict[bytes, Callable[[bytes], bytes]] = {
    b"br": lambda body: bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)),
    b"zstd": lambda body: zstandard.compress(body, 9),
    b"gzip": lambda body: zlib.compress(body, 6, 16 + zlib.MAX_WBITS),
}
_REPLACED = {"content-length", "content-encoding", "etag", "last-modified", "cache-control", "vary"}


@dataclass(frozen=True)
class Answer:
    """What a reader is sent: the page, or word that it is still the one they have."""

    status: str
    headers: Headers
    body: bytes
    route: str


@dataclass
class Copy:
    """A finished page as it is, and in each coding that somebody has asked for. `since` is when it became what it is, `began`
    when it was last begun to be made, by a clock that nobody sets."""

    cacheable: Cacheable
    ages: dict[str, int]
    headers: Headers
    bodies: dict[bytes, bytes]
    route: str
    digest: str
    since: float
    began: float

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))

    def is_of(self, record: Record) -> bool:
        """Whether it shows what the record says now, as far as that is known."""
        return record.is_known and all(
            age == record.ages[topic]
            for topic, age in self.ages.items()
            if topic != Topic.INTAKE or self.cacheable.counts_intake
        )

    @property
    def is_over(self) -> bool:
        """Whether the clock has changed something of it."""
        until = self.cacheable.until
        return until is not None and time.time() >= until.timestamp()

    @property
    def is_just_made(self) -> bool:
        """Whether it was begun so lately that it shows nothing older than any copy may."""
        return time.monotonic() - self.began < OLDEST_LOOK_SECONDS

    def encode(self, coding: bytes) -> None:
        if coding not in self.bodies:
            self.bodies[coding] = _ENCODE[coding](self.bodies[IDENTITY])

    def answer(self, asked: Asked) -> Answer:
        """In the best coding that it was made in; `encode` comes first."""
        coding = asked.coding
        etag = f'"{self.digest}-{coding.decode()}"'
        told = [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding, Cookie")]
        if time.time() - self.since > SETTLED_SECONDS:
            told.append(("Last-Modified", formatdate(self.since, usegmt=True)))
        if asked.has(etag, self.since):
            return Answer("304 Not Modified", told, b"", self.route)
        body = self.bodies[coding]
        encoded = [] if coding == IDENTITY else [("Content-Encoding", coding.decode())]
        return Answer("200 OK", [*self.headers, *told, *encoded, ("Content-Length", str(len(body)))], body, self.route)


@dataclass
class Copies:
    """Those of one process; where there are too many, the least asked for go."""

    record: Record = field(default_factory=Record)
    most: int = MOST_BYTES
    _held: OrderedDict[Key, Copy] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)  # pages are made by threads
    _making: dict[Key, asyncio.Event] = field(default_factory=dict)

    # --- on the event loop

    async def find(self, asked: Asked) -> Answer | None:
        """The page, where there is a copy that shows what the record says.

        One that was copied before and is being made anew for somebody else is waited for: a crowd has it made once. It takes
        what it waited for, though more may have changed meanwhile: else while changes are many all would have it made.
        """
        copy = self._fresh(asked.key)
        if copy is None and (making := self._making.get(asked.key)):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(making.wait(), LONGEST_WAIT_SECONDS)
            copy = self._fresh(asked.key, awaited=True)
        if copy is None:
            return None
        if asked.coding not in copy.bodies:
            await asyncio.to_thread(self._encode, asked, copy)
        return copy.answer(asked)

    def made_soon(self, asked: Asked | None) -> Callable[[object], None]:
        """To be called before a thread makes a page; what it returns, once it is made. Others wait meanwhile, where it is known
        to be one that can be copied."""
        if asked is None or asked.key not in self._held or asked.key in self._making:
            return lambda _: None
        made = self._making[asked.key] = asyncio.Event()

        def end(_: object) -> None:
            del self._making[asked.key]
            made.set()

        return end

    def _fresh(self, key: Key, *, awaited: bool = False) -> Copy | None:
        with self._lock:
            copy = self._held.get(key)
            if copy is None or copy.is_over or not (copy.is_of(self.record) or (awaited and copy.is_just_made)):
                return None
            self._held.move_to_end(key)
            return copy

    # --- in a thread

    def copying(self, application: Application, asked: Asked | None) -> Application:
        """The application, of whose answer a copy is kept where its view says that it can be."""
        if asked is None:
            return application

        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            began, ages = time.monotonic(), dict(self.record.ages)
            environ[CACHEABLE] = None
            held: Headers = []

            def begin(status: str, headers: Headers, exc_info: object = None) -> None:
                if _can_be_copied(environ, status, headers):
                    held.extend(headers)
                else:
                    start(status, headers, exc_info)

            chunks = application(environ, begin)
            if not held:
                return chunks
            answer = self._keep(asked, began, ages, held, b"".join(_all(chunks)), environ).answer(asked)
            start(answer.status, answer.headers)
            return [answer.body]

        return answer

    def _keep(
        self, asked: Asked, began: float, ages: dict[str, int], headers: Headers, body: bytes, environ: dict[str, Any]
    ) -> Copy:
        digest = hashlib.sha256(body).hexdigest()[:32]
        before = self._held.get(asked.key)
        copy = Copy(
            cacheable=environ[CACHEABLE],
            ages=ages,
            headers=[(name, value) for name, value in headers if name.lower() not in _REPLACED],
            bodies=dict(before.bodies) if before and before.digest == digest else {IDENTITY: body},
            route=environ.get("normsite.route", ""),
            digest=digest,
            since=before.since if before and before.digest == digest else time.time(),
            began=began,
        )
        self._encode(asked, copy)
        return copy

    def _encode(self, asked: Asked, copy: Copy) -> None:
        """In the coding that is asked for; then it takes its place, or more of it, unless a later one stands there."""
        copy.encode(asked.coding)
        with self._lock:
            held = self._held.get(asked.key)
            if held is None or held.began <= copy.began:
                self._held[asked.key] = copy
            self._held.move_to_end(asked.key)
            while sum(one.size for one in self._held.values()) > self.most:
                self._held.popitem(last=False)


def _all(chunks: Iterable[bytes]) -> Iterable[bytes]:
    try:
        yield from chunks
    finally:
        getattr(chunks, "close", lambda: None)()


def _can_be_copied(environ: dict[str, Any], status: str, headers: Headers) -> bool:
    """Whether the view has said so, and what came is the page itself and sets no cookie."""
    return (
        isinstance(environ[CACHEABLE], Cacheable)
        and status.startswith("200 ")
        and not any(name.lower() == "set-cookie" for name, _ in headers)
    )
