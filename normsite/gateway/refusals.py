"""What the gateway answers by itself, without Django: that somebody was too slow, or that there is no room at this moment."""

import html
import json
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

from normsite.foundation.arrivals import FIELD, HEADER
from normsite.gateway.replies import Headers

RETRY_SECONDS = 5
SPREAD_SECONDS = 10  # so that those who were refused together don't come back together
_HTML, _JSON, _TEXT = "text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"
_CODE = re.compile(r"[\w.:=+/-]*", re.ASCII)  # keys, tokens, numbers, choices
_PART = re.compile("@(here|seconds|why|fields)@")


class Why(Enum):
    """What stands in the way, as the beginning of a sentence."""

    CROWD = "So many are here at this moment"
    OUT_OF_REACH = "The site can't reach its records at this moment"


@dataclass(frozen=True)
class Refusal:
    status: int
    body: bytes
    content_type: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> Headers:
        told = {
            "content-type": self.content_type,
            "content-length": str(len(self.body)),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            **self.more,
        }
        return [(name.lower().encode(), value.encode("latin-1")) for name, value in told.items()]


def too_slow() -> Refusal:
    """The connection is closed: what still comes on it is nobody's."""
    words = "This request came too slowly, so it was not read to its end. Nothing was taken. Send it again.\n"
    return Refusal(408, words.encode(), _TEXT, {"connection": "close"})


def busy(method: str, address: str, why: Why, *, fields: Iterable[tuple[str, str]] | None = None, ticket: str = "") -> Refusal:
    """No room. Says when to come back; gives a form back with its fields, and with the ticket that keeps its place in time."""
    seconds = RETRY_SECONDS + random.randrange(SPREAD_SECONDS + 1)  # noqa: S311  (spreads visitors, keeps no secret)
    more = {"retry-after": str(seconds)} | ({HEADER: ticket} if ticket else {})
    if address.startswith("/api/"):
        return Refusal(503, _for_programs(why, seconds), _JSON, more)
    more["content-security-policy"] = _policy()
    parts = {"here": address, "seconds": seconds, "why": why.value}
    if method in ("GET", "HEAD"):
        page = _page("load", parts)
    elif fields is None:
        page = _page("back", parts)
    else:
        kept = [pair for pair in fields if pair[0] != FIELD] + [(FIELD, ticket)] * bool(ticket)
        page = _page("dated" if ticket else "send", parts, kept)
    return Refusal(503, page, _HTML, more)


@cache
def _for_programs(why: Why, seconds: int) -> bytes:
    said = {
        "reason": f"{why.value}; this was not taken.",
        "mend": f"Send exactly the same again in {seconds} seconds, with the header {HEADER} if this answer has one: "
        "it then counts from now.",
    }
    return json.dumps(said).encode()


def _page(kind: str, parts: Mapping[str, object], fields: Iterable[tuple[str, str]] = ()) -> bytes:
    """A page that was made once for all, with this request's own parts put in."""
    put = {name: html.escape(str(value)) for name, value in parts.items()}
    put["fields"] = "".join(_field(html.escape(name), html.escape(value)) for name, value in fields)
    return _PART.sub(lambda part: put[part[1]], _made(kind)).encode()


def _field(name: str, value: str) -> str:
    """Words are shown in any script, so that they can be kept elsewhere too, and addresses; codes and keys are not. A token is
    longer than most words, so its length tells nothing."""
    if not _CODE.fullmatch(value) or "://" in value:
        return (
            f'<textarea class="govuk-textarea" name="{name}" rows="5" aria-label="What you typed" readonly>\n{value}</textarea>'
        )
    return f'<input type="hidden" name="{name}" value="{value}">'


@cache
def _made(kind: str) -> str:
    return render_to_string("503_busy.html", {"kind": kind, "site_name": settings.SITE_NAME})


@cache
def _policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
