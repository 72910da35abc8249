"""What a visitor has written so far, kept until it is sent: through errors, the back button, a deadline.

It stands in the session of their browser, or in a draft that they have a link to."""

import hashlib
import json
import secrets
import time
from collections.abc import Collection, Iterable, Sequence
from functools import wraps
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from comments.guards.replies import supported_twice
from comments.models import (
    CONFIDENTIAL,
    MOST_COMMENTS,
    MOST_TOGETHER,
    NAMES,
    Attachment,
    Consultation,
    Draft,
    DraftLink,
    Submission,
    tokens_in,
)
from comments.services import finish_draft, move_files, renew_files, renew_key, write_draft
from normsite.foundation.accounts.access import Rest, View

OWN = "comments:basket:"
SENT = "comments:sent"
GIVEN = "comments:given"
PLACE = "comments:place"
LINKS = "comments:links"
MOST_REMEMBERED = 20


_sessions = SessionMiddleware(lambda request: HttpResponse())


def lock_session(view: View[Rest]) -> View[Rest]:
    """What one browser sends is taken one after another: of two tabs, neither would else see what the other has added. So is
    what several browsers send to one draft.

    A view that is given a link has its draft locked with the others, so that all browsers take them in one order and none waits
    for another in a circle. The session is read behind the lock, also where it was read before, and saved before the lock is
    given up.
    """
    locked = lock_always(view)

    @wraps(view)
    def taken(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        return (locked if request.method == "POST" else view)(request, *args, **kwargs)

    return taken


def lock_always(view: View[Rest]) -> View[Rest]:
    """As `lock_session`, also where a page is only asked for."""

    @wraps(view)
    def taken(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        with transaction.atomic():
            _lock(request.session)
            _lock_drafts(request.session, [one.pk for one in args if isinstance(one, DraftLink)])
            response = _sessions.process_response(request, view(request, *args, **kwargs))
            request.session.modified = False
            return response

    return taken


def _lock(session: SessionBase) -> None:
    """Lock the session, and forget what was read of it before: another tab may have changed it meanwhile.

    What a view has changed of it stays: it has done so behind this same lock, and only a step of it locks once more. Of a
    session that was ended meanwhile, as by signing out, nothing is forgotten, so that saving it is refused.
    """
    there = Session.objects.select_for_update().filter(pk=session.session_key).first()
    if there and not session.modified:
        vars(session).pop("_session_cache", None)


def _lock_drafts(session: SessionBase, opened: Sequence[int]) -> None:
    """Of several browsers that work on one draft, the others wait until this transaction ends. `opened` are keys of links by
    which the browser is about to work."""
    if numbers := [*session.get(LINKS, {}).values(), *opened]:
        drafts = Draft.objects.filter(links__in=numbers).order_by("pk")
        list(drafts.select_for_update(of=("self",)).values_list("pk"))


class OwnStore:
    """In the session of one browser."""

    def __init__(self, session: SessionBase, consultation: Consultation) -> None:
        self._session, self._code = session, consultation.code
        self._name = f"{OWN}{consultation.code}"

    @property
    def is_begun(self) -> bool:
        return self._name in self._session

    def read(self) -> dict[str, Any]:
        new = {"key": secrets.token_urlsafe(32), "began": time.time(), "items": [], "sender": {}}
        return self._session.get(self._name) or new

    def write(self, kept: dict[str, Any]) -> None:
        self._session[self._name] = kept
        renew_files(tokens=self._tokens())

    def _tokens(self) -> list[str]:
        """Of the files in all lists of this browser: what is written in one keeps the others here too."""
        lists = [kept for name, kept in self._session.items() if name.startswith(OWN)]
        return tokens_in(item for kept in lists for item in kept["items"])

    @property
    def place(self) -> str:
        """By what name files are this list's alone; empty until a browser has been given one."""
        return f"{self._session[PLACE]}:{self._code}" if PLACE in self._session else ""

    def begin_place(self) -> None:
        self._session.setdefault(PLACE, secrets.token_urlsafe(16))

    def renew(self, kept: dict[str, Any]) -> None:
        self.write({**kept, "key": secrets.token_urlsafe(32)})

    def next_number(self) -> int:
        self._session[GIVEN] = self._session.get(GIVEN, 0) + 1
        return int(self._session[GIVEN])

    def finish(self, _submission: Submission) -> None:
        self.clear()

    def clear(self) -> None:
        self._session.pop(self._name, None)


class SharedStore:
    """In a draft, which several browsers may work on: `lock_session` has locked it for whoever writes."""

    is_begun = True

    def __init__(self, link: DraftLink) -> None:
        self._link = link
        self._draft = link.draft

    def read(self) -> dict[str, Any]:
        draft = self._draft
        return {"key": draft.key, "began": draft.created_at.timestamp(), "items": draft.items, "sender": draft.sender}

    def write(self, kept: dict[str, Any]) -> None:
        write_draft(draft=self._draft, items=kept["items"], sender=kept["sender"], given=self._draft.given)

    def renew(self, _kept: dict[str, Any]) -> None:
        renew_key(draft=self._draft)

    def next_number(self) -> int:
        self._draft.given += 1
        return self._draft.given

    @property
    def place(self) -> str:
        return self._draft.place

    def begin_place(self) -> None:
        """A draft has its own from the beginning."""

    def finish(self, submission: Submission) -> None:
        finish_draft(draft=self._draft, submission=submission, by=self._link.name)


def link_in(session: SessionBase, consultation: Consultation) -> DraftLink | None:
    """The link by which this browser works on a draft, if it does and the link wasn't ended."""
    number = session.get(LINKS, {}).get(consultation.code)
    found = DraftLink.objects.select_related("draft__submission")
    link = found.filter(pk=number, draft__consultation=consultation).first() if number else None
    if link is not None:
        link.draft.consultation = consultation
    return link


def work_by(session: SessionBase, link: DraftLink) -> None:
    """From now on this browser works on that draft; what it has in a list of its own waits there."""
    session[LINKS] = {**session.get(LINKS, {}), link.draft.consultation.code: link.pk}


def leave_draft(session: SessionBase, consultation: Consultation) -> None:
    session[LINKS] = {code: pk for code, pk in session.get(LINKS, {}).items() if code != consultation.code}


class Basket:
    """The unsent comments for one consultation, with who sends them and the key under which they count once.

    They stand in the browser's session, or in the draft that the browser works on, until that is sent.
    """

    def __init__(self, session: SessionBase, consultation: Consultation) -> None:
        self._session = session
        self._code = consultation.code
        self._name_of_rows = f"comments:rows:{consultation.code}"
        self.own = OwnStore(session, consultation)
        self.link = link_in(session, consultation)
        shared = self.link is not None and self.link.draft.submission_id is None
        self._store: OwnStore | SharedStore = SharedStore(self.link) if self.link and shared else self.own
        self._kept: dict[str, Any] = self._store.read()

    @property
    def draft(self) -> Draft | None:
        """The draft that this browser works on, also after somebody has sent it."""
        return self.link.draft if self.link else None

    @property
    def was_ended(self) -> bool:
        """Whether this browser worked on a draft that it can't open any more."""
        return self.link is None and self._code in self._session.get(LINKS, {})

    @property
    def is_shared(self) -> bool:
        """Whether colleagues may work on it too."""
        return isinstance(self._store, SharedStore)

    @property
    def place(self) -> str:
        """Of its files: in any other list they are refused."""
        return self._store.place

    def take_files(self, files: Sequence[Attachment]) -> None:
        """These have just come in, and nobody was told of them yet: from now on they are this list's."""
        if files:
            self._store.begin_place()
            move_files(tokens=[one.token for one in files], to=self.place)

    def files_of(self, item: dict[str, Any] | None) -> dict[str, Any]:
        """What the form of this comment has to know of the files that stand in the list."""
        mine = [] if item is None else tokens_in([item])
        beside = tokens_in(one for one in self._kept["items"] if one is not item)
        return {"place": self.place, "mine": mine, "beside": beside}

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

    @property
    def is_begun(self) -> bool:
        return self._store.is_begun

    def begin(self) -> None:
        """Start the clock."""
        if not self.is_begun:
            self._keep()

    def find(self, number: int) -> dict[str, Any] | None:
        """The comment with this number. A list gives no number twice, so an old page can't mean another comment by it."""
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

    def put(self, item: dict[str, Any], number: int | None = None, *, is_first: bool = False) -> None:
        """Add a comment, or put it in the place of the one with this number; the row of a form from which that came stays.

        `is_first`: from the same form from which that came, sent once more.
        """
        if number is None:
            self.add([item])
        else:
            signed = self._signed(item, is_first=is_first)
            self._kept["items"] = [_instead(one, signed) if one["number"] == number else one for one in self.items]
            self._keep()

    def add(self, items: Iterable[dict[str, Any]]) -> None:
        """Put these comments behind the others."""
        self._kept["items"] += [self._signed(item, is_first=True) | {"number": self._store.next_number()} for item in items]
        self._keep()

    def _signed(self, item: dict[str, Any], *, is_first: bool) -> dict[str, Any]:
        """With who wrote it, where several may, and a mark by which a form tells whether it was changed since; the form from
        which it came knows it by the mark that it had `first`."""
        version = secrets.token_urlsafe(6)
        first = {"first": version} if is_first else {}
        return {**item, "version": version, "by": self.link.name if self.link else "", **first}

    def take_over(self, own: Sequence[dict[str, Any]]) -> None:
        """Put what the browser has in a list of its own into the draft on which it works."""
        self.add(own)
        move_files(tokens=tokens_in(own), source=self.own.place, to=self.place)
        self.own.clear()

    def why_full(self, item: dict[str, Any], replaced: dict[str, Any] | None = None) -> str:
        """Why this comment doesn't fit beside the others, or in the place of one of them; empty where it does."""
        others = [one for one in self.items if replaced is None or one["number"] != replaced["number"]]
        return why_too_many([*others, item]) or why_supported_twice([*others, item])

    def how_many_fit(self, items: Iterable[dict[str, Any]]) -> int:
        """How many of these, from the first on, one submission holds beside the others."""
        room = MOST_TOGETHER - sum(map(_length, self.items))
        lengths = accumulate(map(_length, items))
        return max(0, min(MOST_COMMENTS - len(self.items), sum(length <= room for length in lengths)))

    def renew(self) -> None:
        """Somebody else has sent other words under its key: it counts under a new one."""
        self._store.renew(self._kept)
        self._kept = self._store.read()

    def set_apart(self, codes: Collection[str]) -> None:
        """What refers to one of these comments is a comment of its own."""
        for item in self.items:
            if item.get("in_reply_to") and item["in_reply_to"] in codes:
                self.put({**item, "in_reply_to": "", "stance": ""}, item["number"])

    def remove(self, number: int) -> None:
        """Take a comment out; one that is gone already stays gone."""
        self._kept["items"] = [item for item in self.items if item["number"] != number]
        self._keep()

    @property
    def mark_of_sender(self) -> str:
        """Changes when something else is said of who sends the list."""
        return hashlib.sha256(json.dumps(self._kept["sender"], sort_keys=True).encode()).hexdigest()[:16]

    def says_other(self, sender: dict[str, str], *, shown: str) -> bool:
        """Whether this would replace what a colleague has said of who sends, unseen."""
        is_other = self._kept["sender"] not in ({}, sender)
        return self.is_shared and is_other and shown != self.mark_of_sender

    def say_who(self, sender: dict[str, str]) -> None:
        self._kept["sender"] = sender
        self._keep()

    def sent(self, submission: Submission) -> None:
        """Empty the basket; remember by the key's hash that this browser sent it, so that sending again shows the receipt."""
        remembered = {**self._session.get(SENT, {}), _mark(self.key): submission.code}
        self._session[SENT] = dict(list(remembered.items())[-MOST_REMEMBERED:])
        if self.rows:
            self._session[self._name_of_rows] = sorted(self.rows | self.rows_sent)
        self._store.finish(submission)

    @property
    def last_receipt(self) -> str:
        """The code of what this browser sent last, to this consultation or another; empty where it sent nothing."""
        return next(reversed(self._session.get(SENT, {}).values()), "")

    def was_sent(self, key: str) -> bool:
        return _mark(key) in self._session.get(SENT, {})

    def _keep(self) -> None:
        self._store.write(self._kept)


def begin(request: HttpRequest, consultation: Consultation, basket: Basket) -> None:
    """Start the clock with the first form that is shown. A session that is there already is written behind the lock: else what
    another tab puts into a list at this moment would be lost."""
    if request.session.session_key is None:
        basket.begin()
    elif not basket.is_begun:
        _begin(request, consultation)


@lock_always
def _begin(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    Basket(request.session, consultation).begin()
    return HttpResponse()


def why_too_many(items: Sequence[dict[str, Any]]) -> str:
    """Why these are more than one submission holds; empty where they aren't."""
    if len(items) > MOST_COMMENTS:
        return f"A submission holds at most {MOST_COMMENTS} comments. Send these, then start another."
    if sum(map(_length, items)) > MOST_TOGETHER:
        return f"All comments together are longer than {MOST_TOGETHER:,} characters. Send these, then start another."
    return ""


def why_supported_twice(items: Iterable[dict[str, Any]]) -> str:
    twice = supported_twice((item.get("in_reply_to", ""), item.get("stance", "")) for item in items)
    return f"Your list has your support of {twice} already. Change that one, or reply to the comment." if twice else ""


def _length(item: dict[str, Any]) -> int:
    return sum(len(item.get(name, "")) for name in (*NAMES, CONFIDENTIAL.name))


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
    return {**{name: kept[name] for name in ("number", "row", "first") if name in kept}, **item}


def _mark(key: str) -> str:
    return hashlib.sha256(f"sent:{key}".encode()).hexdigest()[:24]
