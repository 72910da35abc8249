"""Somebody at a browser without scripts: the form from its first page to the button that sends it."""

import html
import random
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.load.submissions import DECLARED, HOST, Writer
from tests.load.wire import Attempt, Client

INPUT = re.compile(r"<input\b[^>]*>", re.I)
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"', re.I)
COOKIE = re.compile(rb"\r\nset-cookie:\s*([^=;\s]+)=([^;\r]*)", re.I)


class Stuck(Exception):
    """A page of the form was not what it should be; the text says which."""


@dataclass
class Browser:
    """One visitor with a session; `prepare` goes as far as the last page, `request` is what its button sends."""

    client: Client
    code: str
    network: str
    cookies: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    async def prepare(self, words: str) -> None:
        """Write one comment, say who sends it (nobody), and open the page that sends it."""
        await self._open("comment/")
        await self._send("comment/", {"about": "whole", "kind": "ge", "text": words, "proposed_change": "", "website": ""})
        await self._open("comment/you/")
        await self._send("comment/you/", {"capacity": "anonymous"})
        await self._open("comment/check/")

    @property
    def key(self) -> str:
        return self.fields.get("key", "")

    def request(self) -> bytes:
        """What the button on the page sends now; after a refusal for load that page has a ticket in it."""
        return self._post("comment/check/", self.fields | {"declaration": DECLARED})

    def read(self, attempt: Attempt) -> None:
        """Take over the cookies and the hidden fields of the page that came back, where it holds a form like ours."""
        if attempt.answer is None:
            return
        for name, value in COOKIE.findall(attempt.answer.head):
            self.cookies[name.decode()] = value.decode()
        fields = dict(_hidden_fields(attempt.answer.body.decode(errors="replace")))
        if "csrfmiddlewaretoken" in fields or "ticket" in fields:
            self.fields = fields

    async def _open(self, where: str) -> None:
        await self._ask(f"GET {self._path(where)} HTTP/1.1\r\n{self._headers()}\r\n".encode(), where, 200)

    async def _send(self, where: str, words: dict[str, str]) -> None:
        await self._ask(self._post(where, self.fields | words), where, 302)

    async def _ask(self, request: bytes, where: str, wanted: int) -> None:
        attempt = await self.client.ask(request)
        self.read(attempt)
        if attempt.status != wanted:
            raise Stuck(f"{where} answered {attempt.outcome}")

    def _post(self, where: str, words: dict[str, str]) -> bytes:
        body = urlencode(words).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return (
            f"POST {self._path(where)} HTTP/1.1\r\n{self._headers()}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )

    def _path(self, where: str) -> str:
        return f"/consultations/{self.code}/{where}"

    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"Host: {HOST}\r\nX-Forwarded-For: {self.network}\r\n" + (f"Cookie: {cookies}\r\n" if cookies else "")


def _hidden_fields(page: str) -> list[tuple[str, str]]:
    fields = []
    for tag in INPUT.findall(page):
        found = {name.lower(): html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        if 'type="hidden"' in tag and "name" in found:
            fields.append((found["name"], found.get("value", "")))
    return fields


def browser(client: Client, code: str, chance: random.Random) -> Browser:
    return Browser(client, code, Writer(chance, [code]).network())
