"""A real mail server that says what a test wants it to say."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache


class Postbox:
    """An SMTP server's mind: what it got, how it answers, whether it holds its answer back."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.answer = "250 taken"
        self.hold = False
        self.holds_at: int | None = None
        self.reached = threading.Event()
        self.talks = 0
        self.refuses: dict[str, str] = {}
        self.asked: list[str] = []
        self.sender_answer = "250 known"
        self.most_in_a_talk = 1_000
        self.takes = 0.0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        session.mails = getattr(session, "mails", 0) + 1
        if session.mails > self.most_in_a_talk:
            return "421 that was enough"
        envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        self.asked.append(address)
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, responses: list[str]) -> list[str]:  # noqa: N802
        self.talks += 1
        session.host_name = name
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the server's name for it
        if self.holds_at in (None, len(self.got)):
            self.reached.set()
        await asyncio.sleep(self.takes)
        while self.hold or self.holds_at == len(self.got):
            await asyncio.sleep(0.01)
        if self.answer.startswith("250"):
            self.got.append(message_from_bytes(envelope.content))
        return self.answer


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=_free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    yield box
    box.hold = False
    server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def rested():
    """No domain wants rest from the test before."""
    cache.clear()
