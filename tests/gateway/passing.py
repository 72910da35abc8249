"""Requests that pass through a gateway in this process, with an application of the test's own behind it."""

import asyncio
import contextlib
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from normsite.gateway import Gateway

FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
Outcome = TypeVar("Outcome")


def played(scene: Coroutine[Any, Any, Outcome]) -> Outcome:
    """What comes of a scene; in a thread of its own, since a browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as stage:
        return stage.submit(asyncio.run, scene).result()


@dataclass
class Passage:
    """One request: what it brings, piece by piece, and what it was answered.

    After its pieces it goes on only when `going_on` is set; whoever reads takes another piece only when `reading` is set.
    """

    method: str
    path: str
    pieces: Iterable[bytes] = ()
    headers: tuple[tuple[str, str], ...] = ()
    address: str = "127.0.0.1"
    query: str = ""
    status: int = 0
    said: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = False
    going_on: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        return self.body.decode()

    async def through(self, gateway: Gateway) -> "Passage":
        """To its end."""
        self.going_on.set()
        self.reading.set()
        async with asyncio.timeout(20):
            await gateway(self._scope(), self._receive(), self._send)
        return self

    def begin(self, gateway: Gateway) -> "asyncio.Task[None]":
        """As far as it gets without `going_on` and `reading`."""
        return asyncio.ensure_future(gateway(self._scope(), self._receive(), self._send))

    def _receive(self) -> Any:
        pieces = self._pieces()
        return lambda: anext(pieces)

    async def _pieces(self) -> Any:
        for piece in self.pieces:
            yield {"type": "http.request", "body": piece, "more_body": True}
        await self.going_on.wait()
        yield {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.said = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        await self.reading.wait()
        self.body += message["body"]
        self.whole = not message.get("more_body", False)

    def _scope(self) -> dict[str, Any]:
        named = {name for name, _ in self.headers}
        sent = [
            *[("Host", "localhost")] * ("Host" not in named),
            *self.headers,
            *[("Transfer-Encoding", "chunked")] * bool(self.pieces),
        ]
        return {
            "type": "http",
            "method": self.method,
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": self.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent],
            "scheme": "http",
            "http_version": "1.1",
            "client": (self.address, 50000),
            "server": ("127.0.0.1", 8000),
        }


def answering(environ: dict[str, Any], start: Any) -> list[bytes]:
    """An application that says how much it was sent."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(len(environ["wsgi.input"].read())).encode()]


async def settled() -> None:
    """Until everything that can go on by itself has."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)


async def ended(*tasks: "asyncio.Task[None]") -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.gather(*tasks), 20)
