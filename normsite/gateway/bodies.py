"""Reading what a request brings, to its last byte, before any thread works on it; bounded in time, rate and size."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

Receive = Callable[[], Awaitable[dict[str, Any]]]

GRACE_SECONDS = 10.0  # what any sender may take
SLOWEST = 1000  # bytes in each second after that: a comment of 10,000 characters takes 20 s at most
LONGEST_SECONDS = 300.0
IN_MEMORY = 256 * 1024  # what is longer waits on the disk
MOST_HELD = 256 * 1024 * 1024


class TooSlow(Exception):
    """The sender took longer than anybody needs."""


class NoRoom(Exception):
    """Others are sending so much at this moment that nothing more can be held."""


class Gone(Exception):
    """The sender has left."""


@dataclass
class Room:
    """How many bytes of requests this process holds at once."""

    most: int = MOST_HELD
    held: int = 0

    def take(self, size: int) -> None:
        if self.held + size > self.most:
            raise NoRoom
        self.held += size


@dataclass
class Body:
    """What a request has brought. `read_at` is the moment of `time.monotonic()` when its last byte had been read.

    `cut` says that it was longer than anything of ours may be, so that reading was given up.
    """

    room: Room
    file: IO[bytes]
    length: int = 0
    read_at: float = 0.0
    cut: bool = False

    def add(self, chunk: bytes) -> None:
        self.room.take(len(chunk))
        self.length += len(chunk)
        self.file.write(chunk)

    def content(self) -> bytes:
        """All of it; whoever is reading it goes on where they were."""
        place = self.file.tell()
        self.file.seek(0)
        content = self.file.read()
        self.file.seek(place)
        return content

    def close(self) -> None:
        self.room.held -= self.length
        self.length = 0
        self.file.close()


async def read_body(receive: Receive, room: Room, most: int, claimed: str = "") -> Body:
    """The whole body, `most` bytes at most; nothing of one that is `claimed` to be longer.

    Raises `TooSlow`, `NoRoom` or `Gone`; whoever gets a body closes it.
    """
    body = Body(room, cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY)))  # noqa: SIM115  (closed with the body)
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
    began = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(began + GRACE_SECONDS) as limit:
            more = True
            while more and not body.cut:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                body.add(message.get("body", b""))
                body.cut = body.length > most
                if more := message.get("more_body", False):
                    limit.reschedule(began + min(GRACE_SECONDS + body.length / SLOWEST, LONGEST_SECONDS))
    except TimeoutError:
        raise TooSlow from None
