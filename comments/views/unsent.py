"""What a visitor has written so far, kept in their session until it is sent: through errors, the back button, a deadline."""

import hashlib
import json
import secrets
import time
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from comments.models import Consultation
from normsite.foundation.accounts.access import Rest, View

SENT = "comments:sent"
GIVEN = "comments:given"
MOST_REMEMBERED = 20


_sessions = SessionMiddleware(lambda request: HttpResponse())


def lock_session(view: View[Rest]) -> View[Rest]:
    """What one browser sends is taken one after another: of two tabs, neither would else see what the other has added.

    The session is read behind the lock and saved before the lock is given up.
    """

    @wraps(view)
    def taken(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            Session.objects.select_for_update().filter(pk=request.session.session_key).first()
            response = _sessions.process_response(request, view(request, *args, **kwargs))
            request.session.modified = False
            return response

    return taken


class Basket:
    """The unsent comments of one browser for one consultation, with who sends them and the key under which they count once."""

    def __init__(self, session: SessionBase, consultation: Consultation) -> None:
        self._session = session
        self._name = f"comments:basket:{consultation.code}"
        self._name_of_rows = f"comments:rows:{consultation.code}"
        self._kept: dict[str, Any] = session.get(self._name) or {
            "key": secrets.token_urlsafe(32),
            "began": time.time(),
            "items": [],
            "sender": {},
        }

    @property
    def key(self) -> str:
        return str(self._kept["key"])

    @property
    def items(self) -> list[dict[str, Any]]:
        return list(self._kept["items"])

    @property
    def sender(self) -> dict[str, str]:
        return dict(self._kept["sender"])

    @property
    def seconds(self) -> float:
        """How long ago it was begun."""
        return time.time() - float(self._kept["began"])

    @property
    def digest(self) -> str:
        """Changes when anything in the basket changes, so that nobody sends what they haven't seen."""
        body = json.dumps([self._kept["items"], self._kept["sender"]], sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()[:32]

    def begin(self) -> None:
        """Start the clock with the first form that is shown."""
        if self._name not in self._session:
            self._keep()

    def find(self, number: int) -> dict[str, Any] | None:
        """The comment with this number. A browser gets no number twice, so an old page can't mean another comment by it."""
        return next((item for item in self._kept["items"] if item["number"] == number), None)

    def of_form(self, key: str) -> dict[str, Any] | None:
        """The comment that came from the form with this key: a second click, or the back button, sends the same form again."""
        return next((item for item in self._kept["items"] if key and item.get("form_key") == key), None)

    @property
    def rows(self) -> set[str]:
        """The rows of uploaded forms that are here already, however they were changed since."""
        return {item["row"] for item in self._kept["items"] if item.get("row")}

    @property
    def rows_sent(self) -> set[str]:
        """Those that this browser has sent to this consultation."""
        return set(self._session.get(self._name_of_rows, []))

    def put(self, item: dict[str, Any], number: int | None = None) -> None:
        """Add a comment, or put it in the place of the one with this number; the row of a form from which that came stays."""
        if number is None:
            number = self._session[GIVEN] = self._session.get(GIVEN, 0) + 1
            self._kept["items"].append({**item, "number": number})
        else:
            self._kept["items"] = [_instead(one, item) if one["number"] == number else one for one in self.items]
        self._keep()

    def remove(self, number: int) -> None:
        """Take a comment out; one that is gone already stays gone."""
        self._kept["items"] = [item for item in self.items if item["number"] != number]
        self._keep()

    def say_who(self, sender: dict[str, str]) -> None:
        self._kept["sender"] = sender
        self._keep()

    def sent(self, code: str) -> None:
        """Empty the basket; remember by the key's hash that this browser sent it, so that sending again shows the receipt."""
        remembered = {**self._session.get(SENT, {}), _mark(self.key): code}
        self._session[SENT] = dict(list(remembered.items())[-MOST_REMEMBERED:])
        if self.rows:
            self._session[self._name_of_rows] = sorted(self.rows | self.rows_sent)
        self._session.pop(self._name, None)

    @property
    def last_receipt(self) -> str:
        """The code of what this browser sent last, to this consultation or another; empty where it sent nothing."""
        return next(reversed(self._session.get(SENT, {}).values()), "")

    def was_sent(self, key: str) -> bool:
        return _mark(key) in self._session.get(SENT, {})

    def _keep(self) -> None:
        self._session[self._name] = self._kept


def kept_in(request: HttpRequest, consultation: Consultation) -> int:
    """How many comments this browser keeps unsent; who has no session has kept nothing, and gets none by this."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not consultation.is_open:
        return 0
    return len(Basket(request.session, consultation).items)


def show_with_kept(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page that says how much is `kept`; where something is, no browser keeps the page.

    Else the back button would show as unsent what has been sent.
    """
    response = render(request, template, context)
    if context["kept"]:
        add_never_cache_headers(response)
    return response


def _instead(kept: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    return {**{name: kept[name] for name in ("number", "row") if name in kept}, **item}


def _mark(key: str) -> str:
    return hashlib.sha256(f"sent:{key}".encode()).hexdigest()[:24]
