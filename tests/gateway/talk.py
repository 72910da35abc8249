"""Talking to the real web server, byte by byte where it matters."""

import http.client
import json
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comments.models.declaration import VERSION


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Served:
    """Where the server listens, and the file that holds what it says."""

    port: int
    log: Path

    def ask(self, method: str, path: str, body: str = "", *, seconds: float = 20, **headers: str) -> Answer:
        """One request on a connection of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, path, body.encode() or None, {"Host": "localhost"} | named)
            answer = line.getresponse()
            names = {name.lower() for name, _ in answer.getheaders()}
            return Answer(answer.status, {name: answer.getheader(name, "") for name in names}, answer.read())
        finally:
            line.close()

    def send(self, code: str, body: str, **headers: str) -> Answer:
        """A submission by the programming interface."""
        path = f"/api/v1/consultations/{code}/submissions/"
        told: dict[str, Any] = {"Content_Type": "application/json", **headers}
        return self.ask("POST", path, body, **told)

    @contextmanager
    def line(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            yield line


def submission(text: str = "Say how fast.", key: str = "") -> str:
    """What a program sends."""
    return json.dumps(
        {
            "idempotency_key": key or secrets.token_urlsafe(32),
            "capacity": "individual",
            "name": "Petra Program",
            "declaration": VERSION,
            "comments": [{"clause": "keys", "kind": "te", "text": text}],
        }
    )


def head(method: str, path: str, length: int, *more: str) -> bytes:
    """The head of a request whose body is to come."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", "Connection: close", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def status_of(line: socket.socket) -> int:
    """The status of the answer on a raw connection."""
    first = b""
    while b"\r\n" not in first:
        piece = line.recv(4096)
        if not piece:
            break
        first += piece
    return int(first.split(b" ", 2)[1]) if first else 0


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
