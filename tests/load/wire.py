"""A cheap HTTP/1.1 client: prepared bytes go out over kept connections, a status and a body come back.

It shares the processor with the site that it loads, so it parses no more of an answer than where it ends. What happened to
each sending is an `Attempt`, with the instants around the writing of its last byte.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.I)
CLOSES = re.compile(rb"\r\nconnection:\s*close", re.I)
BODILESS = (204, 304)

TIMEOUT, RESET, UNREACHABLE, UNSENT = "timeout", "reset", "unreachable", "unsent"


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The first header of this name, empty without one."""
        found = re.search(rb"\r\n" + re.escape(name.encode()) + rb":[ \t]*([^\r]*)", self.head, re.I)
        return found.group(1).decode("latin-1") if found else ""


@dataclass(slots=True)
class Attempt:
    """One sending. Instants are seconds since the epoch by this machine's clock, which is also PostgreSQL's.

    `begun` and `written` lie around handing the last byte to the kernel: without `begun` it never came to that, without
    `written` the kernel had not taken it.
    """

    begun: float | None = None
    written: float | None = None
    ended: float = 0.0
    trouble: str = ""
    answer: Answer | None = None

    @property
    def status(self) -> int:
        return self.answer.status if self.answer else 0

    @property
    def outcome(self) -> str:
        """The status, or which trouble kept the sender from being told one."""
        return str(self.answer.status) if self.answer else self.trouble


class Lost(Exception):
    """The connection ended before the whole answer had come."""


class Connection(asyncio.Protocol):
    """One connection with one request at a time."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport
        self.buffer = bytearray()
        self.awaited: asyncio.Future[Answer] | None = None
        self.usable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def expect(self) -> "asyncio.Future[Answer]":
        self.buffer.clear()
        self.awaited = self.loop.create_future()
        return self.awaited

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if answer := _whole_answer(self.buffer):
            self._tell(answer)

    def eof_received(self) -> None:
        self._ended()

    def connection_lost(self, problem: Exception | None) -> None:
        self._ended()

    def close(self) -> None:
        self.usable = False
        self.transport.abort()

    def _tell(self, answer: Answer) -> None:
        if CLOSES.search(answer.head):
            self.usable = False
            self.transport.close()
        if self.awaited and not self.awaited.done():
            self.awaited.set_result(answer)

    def _ended(self) -> None:
        """An answer without a length ends with its connection; any other is lost."""
        self.usable = False
        if self.awaited and not self.awaited.done():
            answer = _whole_answer(self.buffer, ended=True)
            if answer:
                self.awaited.set_result(answer)
            else:
                self.awaited.set_exception(Lost())
                self.awaited.exception()  # whoever waited may have given up already


def _whole_answer(buffer: bytearray, *, ended: bool = False) -> Answer | None:
    """The answer in the buffer, or None while some of it is still to come."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, rest = bytes(buffer[: end + 2]), buffer[end + 4 :]
    status = int(head[9:12])
    if length := LENGTH.search(head):
        return Answer(status, head, bytes(rest)) if len(rest) >= int(length.group(1)) else None
    if CHUNKED.search(head):
        return Answer(status, head, _joined(bytes(rest))) if rest.endswith(b"0\r\n\r\n") else None
    return Answer(status, head, bytes(rest)) if ended or status in BODILESS else None


def _joined(chunks: bytes) -> bytes:
    body = bytearray()
    while chunks:
        size, _, chunks = chunks.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        body += chunks[:length]
        chunks = chunks[length + 2 :]
        if not length:
            break
    return bytes(body)


@dataclass(frozen=True)
class Held:
    """Keep the last `tail` bytes back until the instant `until`, then write them one by one `pace` seconds apart."""

    until: float
    tail: int = 1
    pace: float = 0.0


@dataclass
class Client:
    """Connections to one server, kept between requests unless `fresh`, and used in turn, so that all its workers get some.

    With `retake`, a request that found its kept connection closed, with no byte of an answer, is sent once more over a new
    one, as browsers and proxies do.
    """

    port: int
    host: str = "127.0.0.1"
    timeout: float = 20.0
    most_open: int = 12_000
    fresh: bool = False
    retake: bool = True
    source: Callable[[], tuple[str, int]] | None = None
    idle: deque[Connection] = field(default_factory=deque)
    open: int = 0

    async def ask(self, request: bytes, held: Held | None = None) -> Attempt:
        """Send one request; never raises for what the server or the network does."""
        attempt = Attempt()
        if self.open >= self.most_open:
            attempt.trouble, attempt.ended = UNSENT, time.time()
            return attempt
        self.open += 1
        try:
            async with asyncio.timeout(self.timeout + (max(0.0, held.until - time.time()) if held else 0)):
                await self._ask(request, held, attempt)
        except TimeoutError:
            attempt.trouble = TIMEOUT
        except (Lost, ConnectionResetError, BrokenPipeError):
            attempt.trouble = RESET
        except OSError:
            attempt.trouble = UNREACHABLE
        finally:
            self.open -= 1
        attempt.ended = time.time()
        return attempt

    def close(self) -> None:
        for connection in self.idle:
            connection.close()
        self.idle.clear()

    async def _ask(self, request: bytes, held: Held | None, attempt: Attempt) -> None:
        connection, kept = await self._connection()
        try:
            attempt.answer = await _exchange(connection, request, held, attempt)
        except Lost:
            if not (kept and self.retake and not connection.buffer):
                raise
            connection = await self._connect()
            attempt.answer = await _exchange(connection, request, held, attempt)
        finally:
            self._put_back(connection, told=attempt.answer is not None)

    async def _connection(self) -> tuple[Connection, bool]:
        while self.idle and not self.fresh:
            connection = self.idle.popleft()
            if connection.usable:
                return connection, True
        return await self._connect(), False

    async def _connect(self) -> Connection:
        local = self.source() if self.source else None
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Connection, self.host, self.port, local_addr=local))[1]

    def _put_back(self, connection: Connection, *, told: bool) -> None:
        if told and connection.usable and not self.fresh:
            self.idle.append(connection)
        else:
            connection.close()


async def _exchange(connection: Connection, request: bytes, held: Held | None, attempt: Attempt) -> Answer:
    answer = connection.expect()
    if held:
        connection.transport.write(request[: -held.tail])
        await asyncio.sleep(max(0.0, held.until - time.time()))
        for position in range(len(request) - held.tail, len(request) - 1):
            connection.transport.write(request[position : position + 1])
            await asyncio.sleep(held.pace)
        request = request[-1:]
    if not answer.done():
        attempt.begun = time.time()
        connection.transport.write(request)
        if not connection.transport.get_write_buffer_size():
            attempt.written = time.time()
    return await answer
