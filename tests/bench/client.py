"""The client of the bench: prepared bytes over kept connections, in a process of its own.

It shares the cores with the servers that it measures, so it does next to nothing: one loop without threads or coroutines, which
reads no more of an answer than its status and where it ends. A small answer costs it 20 to 30 µs of processor.
"""

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

CONNECTIONS = 16
PATIENCE = 30.0
AT_ONCE = 64 * 1024
LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.I)
_READ = memoryview(bytearray(512 * 1024))  # what is read is looked at and forgotten


@dataclass(frozen=True)
class Load:
    """What to ask of which port, and which status is right. What is `once` is sent only once, the rest in a circle."""

    port: int
    requests: tuple[bytes, ...]
    status: int = 200
    seconds: float = 2.0
    connections: int = CONNECTIONS
    once: bool = False
    patience: float = PATIENCE  # so many seconds longer for what is under way at the end


@dataclass
class Answers:
    """What came back: seconds for each right answer, how many were wrong or never came, and how long all of it took.

    `waits` says how long was waited for those that never came.
    """

    times: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    wrong: int = 0
    seconds: float = 0.0
    received: int = 0  # bytes
    processor: float = 0.0  # seconds that the client itself used


@dataclass
class Chunks:
    """Where a body ends that comes in chunks: how much is left of this one with its line break, and whether it is the last."""

    left: int = 0
    last: bool = False
    size: bytes = b""

    def read(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self.left:
                step = min(self.left, len(data) - at)
                self.left, at = self.left - step, at + step
            else:
                at = self._read_size(data, at)

    def _read_size(self, data: bytes, at: int) -> int:
        """The line that begins a chunk; where what follows begins."""
        end = data.find(b"\n", at)
        if end < 0:
            self.size += data[at:]
            return len(data)
        size = int((self.size + data[at:end]).partition(b";")[0], 16)
        self.size, self.left, self.last = b"", size + 2, size == 0
        return end + 1

    @property
    def over(self) -> bool:
        return self.last and not self.left


class Line:
    """One connection with one request at a time."""

    chunks: Chunks | None = None

    def __init__(self, port: int) -> None:
        self.port = port
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)

    def ask(self, request: bytes) -> None:
        self.head, self.missing, self.chunks = b"", -1, None
        self.began = time.perf_counter()
        if len(request) <= AT_ONCE:
            self.socket.sendall(request)
            return
        self.socket.setblocking(True)  # more than may fit between us and a server, which reads it meanwhile
        self.socket.sendall(request)
        self.socket.setblocking(False)

    def read(self) -> int:
        """Take what has come; how much that is. Raises `ConnectionError` when the server has hung up."""
        count = self.socket.recv_into(_READ)
        if not count:
            raise ConnectionResetError
        if self.chunks:
            self.chunks.read(bytes(_READ[:count]))
        elif self.missing >= 0:
            self.missing -= count
        else:
            self._read_head(bytes(_READ[:count]))
        return count

    def _read_head(self, data: bytes) -> None:
        self.head += data
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return
        head, rest = self.head[: end + 2], self.head[end + 4 :]
        if length := LENGTH.search(head):
            self.missing = int(length.group(1)) - len(rest)
        elif CHUNKED.search(head):
            self.chunks = Chunks()
            self.chunks.read(rest)
        else:
            self.missing = 0

    @property
    def answered(self) -> bool:
        return self.chunks.over if self.chunks else self.missing == 0

    @property
    def status(self) -> int:
        return int(self.head[9:12])


def drive(load: Load) -> Answers:
    """Each connection asks again as soon as it is answered; what is under way at the end is waited for."""
    answers, asks = Answers(), iter(load.requests) if load.once else cycle(load.requests)
    selector, spent = selectors.DefaultSelector(), time.process_time()
    began = time.perf_counter()
    open_lines = 0
    for _ in range(load.connections):
        line = Line(load.port)
        if _ask_next(line, asks):
            selector.register(line.socket, selectors.EVENT_READ, line)
            open_lines += 1
    end = began + load.seconds
    while open_lines and (left := end + load.patience - time.perf_counter()) > 0:
        for key, _ in selector.select(left):
            if _went_on(key.data, load, answers):
                continue
            if time.perf_counter() < end and _ask_next(key.data, asks):
                if key.data.socket is not key.fileobj:  # it had to connect anew
                    selector.unregister(key.fileobj)
                    selector.register(key.data.socket, selectors.EVENT_READ, key.data)
                continue
            selector.unregister(key.fileobj)
            key.data.socket.close()
            open_lines -= 1
    answers.waits = [time.perf_counter() - key.data.began for key in selector.get_map().values()]
    answers.wrong += open_lines
    answers.seconds, answers.processor = time.perf_counter() - began, time.process_time() - spent
    return answers


def _ask_next(line: Line, asks: Iterator[bytes]) -> bool:
    request = next(asks, None)
    if request is not None:
        line.ask(request)
    return request is not None


def _went_on(line: Line, load: Load, answers: Answers) -> bool:
    """Read; whether more of this answer is still to come."""
    try:
        answers.received += line.read()
    except ConnectionError:
        answers.wrong += 1
        line.connect()
        return False
    if not line.answered:
        return True
    if line.status == load.status:
        answers.times.append(time.perf_counter() - line.began)
    else:
        answers.wrong += 1
    return False
