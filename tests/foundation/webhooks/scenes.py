"""A program of somebody's that listens, and what comes there."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.notices.models import Event
from normsite.foundation.webhooks.endpoints import add_endpoint
from normsite.foundation.webhooks.handing_out import hand_out
from normsite.foundation.webhooks.models import Delivery, Endpoint
from normsite.foundation.webhooks.sending import send_due
from tests.foundation.notices.scenes import told


@dataclass
class Message:
    """What came in one request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def read(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass
class Receiver:
    """A program that listens: what it got, and how it answers next."""

    got: list[Message] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    instead: Callable[[BaseHTTPRequestHandler], object] | None = None
    reached: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?from=normsite"

    @property
    def titles(self) -> list[str]:
        return [message.read["data"]["title"] for message in self.got]


@contextmanager
def listening(secured: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver at a port of this machine, until the end of the block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Message(self.path, headers, body))
            receiver.reached.set()
            if receiver.instead:
                receiver.instead(self)
                return
            self.send_response(receiver.status)
            for name, value in {"Content-Length": str(len(receiver.says)), **receiver.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(receiver.says)

        def log_message(self, *told: object) -> None:
            """Nothing of it belongs into the output of a test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if secured is not None:
        server.socket = secured.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def endpoint_of(owner: User, url: str, *targets: str, everything: bool = True) -> Endpoint:
    endpoint, _ = add_endpoint(owner=owner, url=url, description="", targets=targets or ("site",), everything=everything)
    return endpoint


def carried() -> int:
    """What workers do once something has happened; how many messages arrived."""
    told()
    hand_out()
    return send_due()


def again(delivery: Delivery) -> int:
    """The time has come to try it again."""
    Delivery.objects.filter(pk=delivery.pk, state="waiting").update(next_at=timezone.now())
    return send_due()


def happened(occasion: str = "opened/CN-1", kind: str = "consultation_opened", **facts: Any) -> Event:
    """An event that everybody was told."""
    now = timezone.now()
    given: dict[str, Any] = {
        "targets": ["site", "norm:N-1"],
        "norm": "N-1",
        "norm_title": "Quantum key modules",
        "path": "/consultations/CN-1/",
        "at": now,
        "due_at": now + timedelta(days=60),
        "audience": "everybody",
        "told_at": now,
        "facts": {"consultation": "CN-1", "title": "Draft", "closes_at": (now + timedelta(days=60)).isoformat()},
    }
    return Event.objects.create(kind=kind, occasion=occasion, **(given | facts))
