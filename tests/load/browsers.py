"""Somebody at a browser without scripts: the form from its first page to the button that sends it, with files, with the rows of
a comment form, by the link of a shared list."""

import html
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from tests.load.patience import Patience
from tests.load.submissions import DECLARED, HOST, Writer
from tests.load.wire import Attempt

INPUT = re.compile(r"<input\b[^>]*>", re.I)
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"', re.I)
COOKIE = re.compile(rb"\r\nset-cookie:\s*([^=;\s]+)=([^;\r]*)", re.I)
EDGE = "edge-of-a-field-of-the-load-tools"
SHOWN_AGAIN = (409, 422)  # the page says why nothing came of it; whoever presses its button once more sends what is in it
BUSY = 503


class Stuck(Exception):
    """A page of the form was not what it should be; the text says which."""


class File(NamedTuple):
    """One that is chosen in a field of a form."""

    name: str
    data: bytes


@dataclass
class Browser:
    """One visitor with a session, who presses a button again until a page comes of it; `request` is what the last one sends."""

    patience: Patience
    code: str
    network: str
    cookies: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    async def write(self, words: str, files: Sequence[File] = ()) -> None:
        """Put one comment into the list, with these files."""
        await self._open("comment/")
        typed = {"about": "whole", "kind": "ge", "text": words, "proposed_change": "", "website": ""}
        await self._press("comment/", typed, "new_files", files)

    async def upload(self, form: File) -> None:
        """Put all rows of a comment form into the list; a page that was read anew meanwhile leads back to itself."""
        await self._open("form/")
        await self._press("form/", {}, "file", [form])
        where = "/form/"
        while where.endswith("/form/"):
            await self._open("form/")
            where = await self._press("form/", {"keep": "all"})

    async def share(self, email: str) -> None:
        """Keep the list so that it is gone on with by a link, which is mailed."""
        await self._open("comment/later/")
        await self._press("comment/later/", {"email": email, "name": "Lea"})

    async def follow(self, link: str) -> None:
        """Open a list by the path of its link."""
        await self._open(link)
        await self._press(link, {"name": "Kim"})

    async def sign(self, email: str = "") -> None:
        """Say who sends it (nobody, where there is no address for mail), and open the page that sends it."""
        who = {"capacity": "individual", "name": "Lea Load", "email": email} if email else {"capacity": "anonymous"}
        await self._open("comment/you/")
        await self._press("comment/you/", who)
        await self.check()

    async def check(self) -> None:
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

    async def until(self, wanted: int, request: Callable[[], bytes]) -> Attempt:
        """Ask until the status is the wanted one, however often the page is shown again meanwhile; the last that came."""
        last = Attempt()

        def note(attempt: Attempt) -> int:
            nonlocal last
            last = attempt
            self.read(attempt)
            return BUSY if attempt.status in SHOWN_AGAIN else attempt.status

        await self.patience.until_told(request, note)
        if last.status != wanted:
            raise Stuck(f"{request().partition(b' HTTP')[0].decode()} answered {last.outcome}")
        return last

    async def _open(self, where: str) -> None:
        await self.until(200, lambda: f"GET {self._path(where)} HTTP/1.1\r\n{self._headers()}\r\n".encode())

    async def _press(self, where: str, words: dict[str, str], name: str = "", files: Sequence[File] = ()) -> str:
        """Where it leads."""
        attempt = await self.until(302, lambda: self._post(where, self.fields | words, name, files))
        assert attempt.answer
        return attempt.answer.header("Location")

    def _post(self, where: str, words: dict[str, str], name: str = "", files: Sequence[File] = ()) -> bytes:
        kind, body = multipart(words, name, files) if files else _plain(words)
        head = (
            f"POST {self._path(where)} HTTP/1.1\r\n{self._headers()}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _path(self, where: str) -> str:
        return where if where.startswith("/") else f"/consultations/{self.code}/{where}"

    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"Host: {HOST}\r\nX-Forwarded-For: {self.network}\r\n" + (f"Cookie: {cookies}\r\n" if cookies else "")


def _plain(words: dict[str, str]) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(words).encode()


def multipart(words: dict[str, str], name: str, files: Sequence[File]) -> tuple[str, bytes]:
    """The type and the body of a form with files in the field `name`."""
    said = f'--{EDGE}\r\nContent-Disposition: form-data; name="'
    parts = [f'{said}{each}"\r\n\r\n{value}\r\n'.encode() for each, value in words.items()]
    parts += [f'{said}{name}"; filename="{one.name}"\r\n\r\n'.encode() + one.data + b"\r\n" for one in files]
    return f"multipart/form-data; boundary={EDGE}", b"".join([*parts, f"--{EDGE}--\r\n".encode()])


def _hidden_fields(page: str) -> list[tuple[str, str]]:
    fields = []
    for tag in INPUT.findall(page):
        found = {name.lower(): html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        if 'type="hidden"' in tag and "name" in found:
            fields.append((found["name"], found.get("value", "")))
    return fields


def browser(patience: Patience, code: str, chance: random.Random) -> Browser:
    return Browser(patience, code, Writer(chance, [code]).network())
