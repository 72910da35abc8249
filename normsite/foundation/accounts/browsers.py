"""Browsers in which somebody has signed in before. Each has a secret for each account, kept in a signed cookie.

The scheme is OWASP's "device cookies": wrong guesses made elsewhere slow nobody down in a browser that the account knows.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from normsite.foundation.accounts.models import User

COOKIE = "__Host-known" if settings.HTTPS else "known"
LASTS = 365 * 24 * 3600
MOST_ACCOUNTS = 5
PROVED = "accounts:proved-by-mail"
_SALT = "normsite.accounts.browsers"


def known_to(request: HttpRequest, account: str) -> str:
    """What this browser is called with the account; empty when nobody has signed in to it here."""
    proved: dict[str, str] = request.session.get(PROVED, {})
    return _secrets(request).get(account, "") or proved.get(account, "")


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Somebody has signed in here: let the browser be known to the account from now on."""
    known = _secrets(request)
    own = {str(user.pk): known.pop(str(user.pk), "") or secrets.token_urlsafe(12)}
    latest = dict([*own.items(), *known.items()][:MOST_ACCOUNTS])
    response.set_cookie(
        COOKIE, signing.dumps(latest, salt=_SALT), max_age=LASTS, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def let_in_by_mail(request: HttpRequest, user: User) -> None:
    """Somebody has chosen a new password through the mailbox: known for this session, until the sign-in that follows."""
    request.session[PROVED] = {str(user.pk): secrets.token_urlsafe(12)}


def _secrets(request: HttpRequest) -> dict[str, Any]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return dict(known)
