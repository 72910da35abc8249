"""The stamp on every form that is shown to somebody signed in: whose form it is, and which showing of it.

A session ends, and another person may sign in in the same browser; the form in the other tab stays whose it was. Only we can
make a stamp, so no other site can send a form in somebody's name.
"""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

FIELD = "stamp"
LASTS = 14 * 24 * 3600  # as long as a session
_SALT = "normsite.accounts.stamps"


@dataclass(frozen=True)
class Stamp:
    writer: int
    showing: str


def stamp_of(request: HttpRequest) -> str:
    """The stamp of the forms on the page that answers this request; empty when nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    stamp: str | None = getattr(request, "_stamp", None)
    if stamp is None:
        stamp = signing.dumps([user.pk, secrets.token_urlsafe(9)], salt=_SALT)
        request._stamp = stamp  # type: ignore[attr-defined]  # the same for all forms of the page
    return stamp


def stamp_on(request: HttpRequest) -> Stamp | None:
    """The stamp of the form that was sent; None when it has none that is ours."""
    try:
        writer, showing = signing.loads(request.POST.get(FIELD, ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return Stamp(writer, showing)


def is_sent_by_hand(request: HttpRequest) -> bool:
    """A form that a person has sent, whose page is gone with it; what a script sends stays in its page."""
    return request.method == "POST" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
