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

    `cut` says that it was longer than what may be sent there, so that reading was given up.
    """

    place: Place
    file: IO[bytes] = field(default_factory=BytesIO)
    read_at: float = 0.0
    cut: bool = False
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


async def read_body(receive: Receive, place: Place, most: int, claimed: str = "") -> Body:
    """The whole body, `most` bytes at most; nothing of one that is `claimed` to be longer.

    Raises `TooSlow`, `NoRoom` or `Gone`; whoever gets a body closes it.
    """
    body = Body(place)
    body.cut = claimed.isdecimal() and int(claimed) > most
    try:
        await _fill(body, receive, most)
    except BaseException:
        body.close()
        raise
    body.read_at = time.monotonic()
    body.file.seek(0)
    return body


async def _fill(body: Body, receive: Receive, most: int) -> None:
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
                body.add(chunk)
                body.cut = body.length > most
                if more := message.get("more_body", False):
                    until = min(until + len(chunk) / SLOWEST, now() + AHEAD_SECONDS, began + LONGEST_SECONDS)
                    limit.reschedule(until)
    except TimeoutError:
        raise TooSlow from None
