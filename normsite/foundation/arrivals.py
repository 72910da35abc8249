"""When a request had arrived whole, and the ticket of one that was refused although it had arrived in time.

The gateway reads each request to its last byte before anything else happens, and notes the moment. How long the request then
waits is our affair, so the moment of arrival counts (docs/decisions/0005-taking-comments-in.md).
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl

from django.core import signing
from django.http import HttpRequest

from normsite.foundation.clock import clock

HEADER = "Normsite-Ticket"
FIELD = "ticket"
TICKET_LASTS = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=30)  # what may lie between the arrival of a request and its being worked on
LONGEST_FORM = 256 * 1024
_MOST_FIELDS = 1000
_LONGEST_HEAD = 500
_WITH_FILES = re.compile(
    r"multipart/form-data; ?boundary=(?P<quote>\"?)(?P<boundary>[\w'()+,./:=?-]{1,70})(?P=quote)", re.I | re.A
)
_PART = re.compile(
    r'\r\nContent-Disposition: form-data; name="(?P<name>[^"\\\r\n]*)"(?P<file>; filename="")?'
    r"(?:\r\nContent-Type: (?:application/octet-stream|text/plain)(?:; ?charset=utf-8)?)?\r\n\r\n(?P<value>.*)\r\n",
    re.I | re.S,
)
_NAME = "normsite.sent"
_NOT_WORDS = (FIELD, "csrfmiddlewaretoken", "altcha")  # what may differ when the same form is sent again


@cache
def _signer() -> signing.Signer:
    """Made when it is first needed, since rooms are loaded where no key is set."""
    return signing.Signer(salt="normsite.arrivals.ticket")


@dataclass(frozen=True)
class Arrival:
    """`read_at`: the moment of `time.monotonic()` at which the last byte had been read. `refused_at`: the database's instant at
    which the same words had arrived before, and were refused for want of room; it counts for `TICKET_LASTS`."""

    read_at: float
    refused_at: datetime | None = None


@dataclass(frozen=True)
class Sent:
    """What was sent to which path, and the moment of `time.monotonic()` at which its last byte had been read.

    What is made of the content is made once: Django and the gateway ask for the same while there is least time to spare.
    """

    read_at: float
    path: str
    content_type: str
    ticket_given: str  # in a header; a form gives it in a field
    content: Callable[[], bytes]

    def note(self, environ: dict[str, Any]) -> None:
        """Leave it for Django, in the environment of WSGI."""
        environ[_NAME] = self

    @cached_property
    def fields(self) -> list[tuple[str, str]] | None:
        """Those of a form in their order; None for anything else, a form of more than 256 kB, and one that brings a file."""
        read = _FORMS.get(self.content_type.partition(";")[0].strip().lower())
        if read is None or len(content := self.content()) > LONGEST_FORM:
            return None
        try:
            return read(self.content_type, content)
        except (ValueError, LookupError):
            return None

    def arrival(self) -> Arrival:
        """A ticket that isn't ours, or isn't for these words at this path, counts for nothing."""
        given = self._given()
        return Arrival(self.read_at, self._refused_at(given) if given else None)

    @cached_property
    def ticket(self) -> str:
        """A signed note of the arrival, for a request that is refused for want of room: the earlier one while that lasts; empty
        where the moment can't be told by the database's clock."""
        given, instant = self._given(), clock.instant_of(self.read_at)
        earlier = self._refused_at(given) if given else None
        if earlier and (instant is None or instant - earlier <= TICKET_LASTS):
            return given
        return "" if instant is None else _signer().sign_object({"at": instant.timestamp(), "digest": self._digest})

    def _given(self) -> str:
        return self.ticket_given or dict(self.fields or ()).get(FIELD, "")

    def _refused_at(self, ticket: str) -> datetime | None:
        try:
            told = _signer().unsign_object(ticket)
        except signing.BadSignature:
            return None
        return datetime.fromtimestamp(told["at"], UTC) if told["digest"] == self._digest else None

    @cached_property
    def _digest(self) -> str:
        """SHA-256 over the path and what was sent to it; of a form over its fields, but for ticket, CSRF token and proof."""
        if self.fields is None:
            content = self.content()
        else:
            content = repr(sorted(pair for pair in self.fields if pair[0] not in _NOT_WORDS)).encode()
        return hashlib.sha256(self.path.encode() + b"\0" + content).hexdigest()


def boundary_of(content_type: str) -> str:
    """What parts the fields of a form with places for files, as browsers write it; empty for anything else."""
    kind = _WITH_FILES.fullmatch(content_type)
    return kind["boundary"] if kind else ""


def _plain_fields(content_type: str, content: bytes) -> list[tuple[str, str]]:
    return parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)


def _fields_beside_files(content_type: str, content: bytes) -> list[tuple[str, str]] | None:
    """Those of a form with places for files, of which none holds one, as browsers write it; None for anything else.

    It is split once, wherever Django would, and not read like a mail: parts within parts would cost the square of their number.
    """
    boundary = boundary_of(content_type)
    if not boundary:
        return None
    first, *parts = content.split(b"--" + boundary.encode(), _MOST_FIELDS + 2)
    if first or not parts or parts.pop().rstrip() != b"--":
        return None
    told = [_part(part) for part in parts]
    return None if None in told else [(part["name"], part["value"]) for part in told if part and part["file"] is None]


def _part(part: bytes) -> re.Match[str] | None:
    """Its head and its words; None for one with a file, with parts of its own, or with what no browser says."""
    return _PART.fullmatch(part.decode()) if part[:_LONGEST_HEAD].find(b"\r\n\r\n", 2) > 0 else None


_FORMS = {"application/x-www-form-urlencoded": _plain_fields, "multipart/form-data": _fields_beside_files}


def arrival_of(request: HttpRequest) -> Arrival | None:
    """When this request had arrived; None where no gateway stands before Django."""
    sent: Sent | None = request.META.get(_NAME)
    return sent.arrival() if sent else None


def ticket_of(request: HttpRequest) -> str:
    """The ticket for a form that is refused now and may be sent again; empty where its arrival can't be dated."""
    sent: Sent | None = request.META.get(_NAME)
    return sent.ticket if sent else ""
