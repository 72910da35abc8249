"""Every field of every form, as somebody meets it on a page."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode, urljoin

from django.utils import timezone
from lxml import html as lxml_html

from tests.fuzz.site import Door, Send, Site

SKIPPED = frozenset({"csrfmiddlewaretoken"})
LEAVE = ("/accounts/logout/", "/close/", "/accounts/password/change/")  # what would end the session that fuzzes
A_TEXT_COUNTS = 4  # as often as any other field is a field for long texts chosen


def in_forms(site: Site) -> Iterator[Door]:
    """A door for each field, by whomever its form is met first."""
    seen: set[str] = set()
    for name, client in site.clients.items():
        for address in site.addresses:
            response = client.get(address)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                found = [door for door in _in_page(name, address, response.content) if door.name not in seen]
                seen |= {door.name for door in found}
                yield from found


def _in_page(person: str, address: str, page: bytes) -> Iterator[Door]:
    for form in lxml_html.fromstring(page).iter("form"):
        action, method = urljoin(address, form.get("action") or address), (form.get("method") or "get").lower()
        if any(part in action for part in LEAVE):
            continue
        given, buttons = filled_in(form)
        for name in given.keys() - SKIPPED:
            send = _filling(person, method, action, given, name, buttons)
            yield Door(f"{method} {bare(action)} {name}", send, _weight(form, name))


def bare(address: str) -> str:
    return address.partition("?")[0]


def _weight(form: Any, name: str) -> int:
    return A_TEXT_COUNTS if form.xpath(f".//textarea[@name='{name}']") else 1


def filled_in(form: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The fields of a form as a hasty person would leave them, and the buttons that say what is meant."""
    given: dict[str, Any] = {}
    buttons = [("", "")]
    for part in form.xpath(".//input|.//select|.//textarea|.//button"):
        name, kind = part.get("name"), (part.get("type") or "text").lower()
        if not name:
            continue
        if part.tag == "button" or kind in ("submit", "image"):
            buttons.append((name, part.get("value") or "1"))
        elif part.tag == "select":
            options = part.xpath(".//option/@value")
            chosen = part.xpath(".//option[@selected]/@value") or [one for one in options if one][:1]
            given[name] = chosen[0] if chosen else ""
        elif part.tag == "textarea":
            given[name] = (part.text or "").removeprefix("\n") or "Some words."
        elif kind in ("radio", "checkbox"):
            if part.get("checked") is not None or (kind == "radio" and name not in given):
                given[name] = part.get("value") or "on"
            else:
                given.setdefault(name, "")
        elif kind != "file":
            given[name] = part.get("value") or _likely(kind)
    return given, buttons


def _likely(kind: str) -> str:
    soon = timezone.now() + timedelta(days=100)
    likely = {"email": "a@b.example", "date": f"{soon:%Y-%m-%d}", "datetime-local": f"{soon:%Y-%m-%dT%H:%M}", "number": "1"}
    return "" if kind == "hidden" else likely.get(kind, "Some words")


def _filling(person: str, method: str, action: str, given: dict[str, Any], name: str, buttons: list[tuple[str, str]]) -> Send:
    def send(site: Site, words: str, random: Random) -> None:
        button, value = random.choice(buttons)
        sent = {key: value for key, value in given.items() if key not in SKIPPED} | {name: words}
        sent |= {button: value} if button else {}
        client = site.client(person)
        if method == "get":
            client.get(f"{bare(action)}?{urlencode(sent, errors='replace')}")
        else:
            client.follow(client.post(action, sent))

    return send
