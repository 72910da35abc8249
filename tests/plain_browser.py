"""A browser without scripts, for tests: it reads the forms of a page and sends them as they stand, with tokens and stamps."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from normsite.foundation.accounts.models import User
from tests.cast import PASSWORD

SITE = "http://testserver"


@dataclass
class Form:
    """A form as it would be sent now."""

    action: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str | None, value: str | None) -> None:
        if name:
            self.fields.setdefault(name, []).append(value or "")

    def __getitem__(self, name: str) -> str:
        """What stands in a field; empty when it isn't sent."""
        return next(iter(self.fields.get(name, [""])))


class _Reader(HTMLParser):
    """Collects the forms of a page, without fields that belong to a form by its id alone."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select: tuple[str, list[str], list[str]] | None = None
        self.area: tuple[str, list[str]] | None = None
        self.within = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.within = True
            self.forms.append(Form(given.get("action") or ""))
        elif not self.within:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self.select = (given.get("name") or "", [], [])
        elif tag == "option" and self.select:
            _, all_of_them, chosen = self.select
            all_of_them.append(given.get("value") or "")
            if "selected" in given:
                chosen.append(given.get("value") or "")
        elif tag == "textarea":
            self.area = (given.get("name") or "", [])

    def _input(self, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind in ("submit", "button", "file") or (kind in ("radio", "checkbox") and "checked" not in given):
            return
        self.forms[-1].add(given.get("name"), given.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = False
        elif tag == "textarea" and self.area:
            name, parts = self.area
            self.forms[-1].add(name, "".join(parts).removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.select:
            name, all_of_them, chosen = self.select
            for value in chosen or all_of_them[:1]:
                self.forms[-1].add(name, value)
            self.select = None


class PlainBrowser(Client):
    """Signs in and sends forms as people do; the site checks tokens as it does for them."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.address = "/"
        self.page: Any = HttpResponse()

    def open(self, address: str) -> Any:
        self.page = self.get(address, follow=True)
        self.address = self.page.request["PATH_INFO"]
        if self.page.request["QUERY_STRING"]:
            self.address += "?" + self.page.request["QUERY_STRING"]
        return self.page

    def forms(self) -> list[Form]:
        return _Reader(self.page.text).forms

    def form_with(self, name: str) -> Form:
        """The form on the page in which there is a field of this name."""
        return next(form for form in self.forms() if name in form.fields)

    def send(self, form: Form, *, headers: dict[str, str] | None = None, **words: str | list[str]) -> Any:
        """Send it from the page that is open, with some fields filled in; the answer, not what it leads to."""
        data = form.fields | {name: value if isinstance(value, list) else [value] for name, value in words.items()}
        told = {"Origin": SITE, "Referer": SITE + self.address, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
        return self.post(form.action or self.address, data, headers=told | (headers or {}))

    def follow(self, answer: HttpResponse) -> HttpResponse:
        assert answer.status_code == 302, answer.status_code
        return self.open(answer.headers["Location"])

    def sign_in(self, person: User, password: str = PASSWORD) -> HttpResponse:
        """From the page of signing in if that is open, and so back to where one was sent from."""
        if not self.address.startswith("/accounts/login/"):
            self.open("/accounts/login/")
        return self.follow(self.send(self.form_with("login"), login=person.email, password=password))

    def sign_out(self) -> None:
        """In another tab: the page that is open stays open."""
        here, page = self.address, self.page
        self.open("/about/")
        self.follow(self.send(next(form for form in self.forms() if form.action == "/accounts/logout/")))
        self.address, self.page = here, page

    def sign_in_elsewhere(self, person: User) -> None:
        """In another tab: the page that is open stays open."""
        here, page = self.address, self.page
        self.address = "/"
        self.sign_in(person)
        self.address, self.page = here, page
