"""Reading what a request brings, to its last byte, before any thread works on it; bounded in time, rate and size."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings

from normsite.gateway.room import SMALL, NoRoom, Place
from normsite.gateway.shortened import MOST_BYTES, Odd, Shortened

Receive = Callable[[], Awaitable[dict[str, Any]]]
logger = logging.getLogger(__name__)

GRACE_SECONDS = 10.0  # what any sender may take
SLOWEST = 1000  # bytes in each second after that: a comment of 10,000 characters takes 20 s at most
AHEAD_SECONDS = 30.0  # how long what came fast lasts
LONGEST_SECONDS = 300.0


class TooSlow(Exception):
    """The sender took longer than anybody needs."""


class Gone(Exception):
    """The sender has left."""


@dataclass
class Body:
    """What a request has brought: in memory, and what is large on the disk. `read_at` is the moment of `time.monotonic()` when
    its last byte had been read.

    `cut` says that it was longer than what may be sent there, so that reading was given up. With `left_out`, the most that may
    be, it is a form without its files (`shortened`); where it is `broken_off` too, these took too long, and what stood behind
    them hasn't come. `passed` counts the bytes that have come.
    """

    place: Place
    file: IO[bytes] = field(default_factory=BytesIO)
    read_at: float = 0.0
    cut: bool = False
    left_out: int = 0
    broken_off: bool = False
    passed: int = 0
    _content: bytes | None = None

    @property
    def length(self) -> int:
        return self.place.size

    def add(self, chunk: bytes) -> None:
        self.place.grow(len(chunk))
        try:
            if self.length > SMALL and isinstance(self.file, BytesIO):
                memory, self.file = self.file, TemporaryFile()  # noqa: SIM115  (closed with the body)
                self.file.write(memory.getbuffer())
            self.file.write(chunk)
        except OSError as full:
            logger.exception("What is sent can't be kept on the disk.")
            raise NoRoom from full

    def content(self) -> bytes:
        """All of it, read once; whoever is reading it goes on where they were."""
        if isinstance(self.file, BytesIO):
            return self.file.getvalue()
        if self._content is None:
            here = self.file.tell()
            self.file.seek(0)
            self._content = self.file.read()
            self.file.seek(here)
        return self._content

    def taken_out(self) -> bytes:
        """All that was read so far, of which nothing is kept."""
        content = self.content()
        self.close()
        self.file = BytesIO()
        return content

    def close(self) -> None:
        self.place.leave()
        self._content = None
        self.file.close()


def largest_at(path: str) -> int:
    """How many bytes may be sent to a path: files to the desk alone, whole submissions to the programming interface, elsewhere
    forms. Whatever is longer is refused by Django (`SizeMiddleware`), and no more of it is read than that."""
    if path.startswith("/desk/"):
        return settings.LARGEST_REQUEST
    return settings.LARGEST_SUBMISSION if path.startswith("/api/") else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


async def read_body(receive: Receive, place: Place, most: int, claimed: str = "", shortened: Shortened | None = None) -> Body:
    """The whole body, `most` bytes at most; nothing of one that is `claimed` to be longer, but of a form with files its words,
    `shortened`.

    Raises `TooSlow`, `NoRoom` or `Gone`; whoever gets a body closes it.
    """
    body = Body(place)
    size = int(claimed) if claimed.isdecimal() else 0
    body.cut = size > (most if shortened is None else MOST_BYTES)
    body.left_out = most if size > most and not body.cut else 0
    try:
        await _fill(body, receive, most, shortened)
    except BaseException:
        body.close()
        raise
    finally:
        if shortened is not None:
            shortened.place.leave()
    body.read_at = time.monotonic()
    body.file.seek(0)
    return body


async def _fill(body: Body, receive: Receive, most: int, shortened: Shortened | None) -> None:
    """What comes buys time at the slowest rate, but only a little ahead: whoever was fast may not be slow for long."""
    now = asyncio.get_running_loop().time
    began = now()
    until = began + GRACE_SECONDS
    try:
        async with asyncio.timeout_at(until) as limit:
            more = True
            while more and not body.cut:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                chunk = message.get("body", b"")
                _take(body, chunk, most, shortened)
                if more := message.get("more_body", False):
                    until = min(until + len(chunk) / SLOWEST, now() + AHEAD_SECONDS, began + LONGEST_SECONDS)
                    limit.reschedule(until)
    except TimeoutError:
        if not body.left_out:
            raise TooSlow from None
        body.broken_off = True
    if body.left_out:
        _end(body, shortened)


def _take(body: Body, chunk: bytes, most: int, shortened: Shortened | None) -> None:
    """Keep it. Where a form with files becomes longer than may be, its files go by from then on."""
    body.passed += len(chunk)
    if shortened is None or not (body.left_out or body.length + len(chunk) > most):
        body.add(chunk)
        body.cut = body.length > most
        return
    if not body.left_out:
        body.left_out, chunk = most, body.taken_out() + chunk
    try:
        body.add(shortened.take(chunk))
        _give_up(body, if_so=body.length > most or body.passed > MOST_BYTES)
    except Odd:
        _give_up(body)


def _end(body: Body, shortened: Shortened | None) -> None:
    try:
        body.add(shortened.end() if shortened else b"")
    except Odd:
        _give_up(body)


def _give_up(body: Body, *, if_so: bool = True) -> None:
    if if_so:
        body.cut, body.left_out = True, 0
