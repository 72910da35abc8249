"""Readers who ask for every address in every way, and what they were told that they may not be told."""

import io
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import QueryDict
from django.http.cookie import SimpleCookie
from django.http.request import HttpHeaders
from django.test import Client

from tests.leaks.addresses import Address
from tests.leaks.guesses import NEVER, guesses
from tests.leaks.planting import BIRD, INSIDERS, NAMED_READER, ROLES, STAFF, World

PLANTED = re.compile(rf"{BIRD}(?:-[a-z0-9]+)*")
STAFF_ADDRESS = re.compile(r"[\w.-]+@people\.example")
TOKEN = re.compile(r'(name="(?:csrfmiddlewaretoken|stamp|form_key)" value=")[^"]*')
METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "POST")


@dataclass(frozen=True)
class Answer:
    """What came back, in the parts that can tell something."""

    status: int
    headers: dict[str, str]
    cookies: frozenset[str]
    text: str
    problem: str

    @property
    def told(self) -> str:
        return "\n".join([self.text, *map(unquote, self.headers.values())])

    def is_like(self, other: "Answer", swaps: Iterable[tuple[str, str]]) -> bool:
        """Whether both say the same, but for what was asked for: `swaps` are the words of this question and of the other."""
        words = sorted({word for pair in swaps for word in pair}, key=lambda word: -len(word))
        mine, others = self._compared(), other._compared()
        return mine == others or _swapped(mine, words) == _swapped(others, words)

    def _compared(self) -> list[str]:
        headers = [f"{name}: {unquote(value)}" for name, value in sorted(self.headers.items())]
        return [str(self.status), *sorted(self.cookies), *headers, TOKEN.sub(r"\1", self.text).replace(" selected", "")]


def _swapped(told: list[str], words: Iterable[str]) -> list[str]:
    for word in words:
        told = [one.replace(word, "‹›") for one in told]
    return told


class Lean(Client):
    """The test client without its notes on templates and contexts, which are most of its work."""

    problem: BaseException | None = None

    def request(self, **request: Any) -> Any:
        self.problem = None
        got_request_exception.connect(self._note, dispatch_uid="leak crawl")
        response = self.handler(self._base_environ(**request))  # type: ignore[attr-defined]  # private: not in the stubs
        got_request_exception.disconnect(dispatch_uid="leak crawl")
        self.cookies.update(response.cookies)
        return response

    def _note(self, **told: Any) -> None:
        self.problem = sys.exc_info()[1]


class Browser:
    """One reader's browser. Whatever an address does is undone again, and the reader stays signed in."""

    def __init__(self, world: World, reader: str) -> None:
        self.reader = reader
        self._client = Lean()
        people = {
            "an account": world.cast.nils,
            "the commenter": world.commenter,
            "staff without second factor": world.cast.sami,
        }
        people |= {role: getattr(world.cast, name) for role, name in ROLES.items()} | {NAMED_READER: world.reader}
        if reader in people:
            self._client.force_login(people[reader])
        self.address = people[reader].email if reader in people else ""
        self._cookies = self._client.cookies.output()

    @contextmanager
    def visit(self) -> Iterator[None]:
        """Several requests in a row, undone together."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self._client.cookies = SimpleCookie()
        self._client.cookies.load(self._cookies.replace("Set-Cookie: ", ""))

    def ask(self, method: str, path: str, data: Any = None, **options: Any) -> Answer:
        with self.visit():
            return self.go(method, path, data, **options)

    def go(self, method: str, path: str, data: Any = None, **options: Any) -> Answer:
        """One request of a visit."""
        send = getattr(self._client, method.lower())
        response = send(path, **options) if method == "TRACE" else send(path, data or {}, **options)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        skipped = {"Content-Length", "Vary", "Expires", "Last-Modified"}
        headers = {name: value for name, value in response.headers.items() if name not in skipped}
        cookies, problem = frozenset(response.cookies), repr(self._client.problem or "")
        return Answer(response.status_code, headers, cookies, unpacked(text).decode("utf-8", "replace"), problem)


def unpacked(body: bytes) -> bytes:
    """What stands in the parts of a file of an office program; anything else as it is."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"\n".join(part for name in parts.namelist() for part in (name.encode(), parts.read(name)))


@dataclass
class Crawl:
    """What readers met, and each thing that they were told and shouldn't have been."""

    world: World
    met: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    leaks: list[str] = field(default_factory=list)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def look(self, browser: Browser, method: str, path: str, answer: Answer, own: Collection[str] = ()) -> Answer:
        """Note what the answer tells beside what the reader has asked for; `own` are words that this one may read besides."""
        told = answer.told.lower().replace(unquote(path).lower(), "")
        where = f"{browser.reader}: {method} {path} ({answer.status})"
        for word in set(PLANTED.findall(told)) if BIRD in told else ():
            self.met[browser.reader].add(word)
            if word not in own and word not in path and not self._may_read(browser.reader, word):
                self.leaks.append(f"{where} tells {word}")
        for code, receipt in self.world.receipts.items():
            if receipt.token in answer.told and receipt.token not in own:
                self.leaks.append(f"{where} tells the key of {code}")
        if browser.reader not in INSIDERS and set(STAFF_ADDRESS.findall(told)) - {browser.address}:
            self.leaks.append(f"{where} tells the address of somebody's account")
        if answer.status >= 500:
            self.leaks.append(f"{where} breaks: {answer.problem}")
        return answer

    def _may_read(self, reader: str, word: str) -> bool:
        """A word that a page has cut short may be any that begins so. The named reader sees the desk as others do."""
        whole = [word] if word in self.world.words else [one for one in self.world.words if one.startswith(word)]
        read_by = [self.world.words[one] for one in whole]
        return any(reader in one or (reader == NAMED_READER and STAFF & one) for one in read_by)

    def get(self, browser: Browser, address: Address) -> Answer:
        """Ask for an address; once more as our own scripts do, where the code listens for that."""
        with asked_for(QueryDict) as names, asked_for(HttpHeaders) as headers:
            answer = self.ask(browser, "GET", address)
        self.names[address.route] |= names
        if "HX-Request" in headers:
            self.ask(browser, "GET", address, headers={"HX-Request": "true"})
        return answer

    def ask(self, browser: Browser, method: str, address: Address, data: Any = None, **options: Any) -> Answer:
        """One request; what an outsider may not know of must be answered like what was never there."""
        answer = self.look(browser, method, address.path, browser.ask(method, address.path, data, **options))
        if address.twin is not None and browser.reader not in INSIDERS:
            other = browser.ask(method, address.twin, data, **options)
            if not answer.is_like(other, [(address.path, address.twin), *address.swaps]):
                answers = f"({answer.status}) isn't answered as {address.twin} ({other.status})"
                self.leaks.append(f"{browser.reader}: {method} {address.path} {answers}")
        return answer

    def guess(self, browser: Browser, address: Address) -> None:
        """Search and filter by what is hidden: the answer must be that for what nobody has planted."""
        for name in sorted(self.names[address.route]):
            known = guesses(self.world, browser.reader, address, name)
            if known is None or not known.values:
                continue
            ground = browser.ask("GET", address.path, {name: known.never})
            for value in known.values:
                path = f"{address.path}?{name}={value}"
                answer = self.look(browser, "GET", path, browser.ask("GET", address.path, {name: value}))
                if not answer.is_like(ground, [(f"{name}={value}", f"{name}={known.never}"), (value, known.never)]):
                    self.leaks.append(f"{browser.reader}: GET {path} isn't answered as {name}={known.never}")


@contextmanager
def asked_for(kind: type) -> Iterator[set[str]]:
    """The names by which the code looks something up in a mapping of this kind: a query, the headers."""
    names: set[str] = set()

    def recording(original: Callable[..., Any]) -> Callable[..., Any]:
        def ask(asked: object, name: str, *more: Any, **options: Any) -> Any:
            names.add(name)
            return original(asked, name, *more, **options)

        return ask

    with ExitStack() as recorded:
        for method in {"get", "getlist", "__getitem__", "__contains__"} & set(dir(kind)):
            recorded.enter_context(patch.object(kind, method, recording(getattr(kind, method))))
        yield names


@dataclass
class Form:
    """A form of a page, as a browser would send it: what stands in it, and something in what is empty."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that change something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = Form(given.get("action") or "") if (given.get("method") or "").lower() == "post" else None
            self.found += [self._form] if self._form else []
        if self._form is None:
            return
        name = given.get("name") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self._form.fields or "selected" in given) and given.get("value"):
            self._form.fields[self._select] = str(given["value"])
        elif tag == "textarea" and name:
            self._form.fields[name] = NEVER
        elif tag == "input" and name and name != "website":
            self._fill(name, given)

    def _fill(self, name: str, given: dict[str, str | None]) -> None:
        assert self._form is not None
        kind, value = given.get("type") or "text", given.get("value") or ""
        if kind in ("radio", "checkbox"):
            self._form.fields.setdefault(name, value)
        else:
            self._form.fields[name] = value or (f"{NEVER}@birds.example" if kind == "email" else NEVER)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def forms_of(answer: Answer) -> list[Form]:
    return Forms(answer.text).found if answer.headers.get("Content-Type", "").startswith("text/html") else []


def as_json(**body: Any) -> dict[str, Any]:
    return {"data": json.dumps(body), "content_type": "application/json"}
