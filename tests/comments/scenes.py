"""Scenes for the tests of this room: a norm with clauses, a consultation in each phase, comments from people."""

import re
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.guards.receipts import Receipt
from comments.models import Comment, Consultation, NewComment
from comments.models.declaration import VERSION
from comments.services import approve_disposition, decide_comment, open_consultation, publish_comment, submit_comments
from norms.models import Revision
from norms.services import add_clause, freeze_revision, register_norm
from normsite.foundation.errors import Refused
from tests.cast import Cast

WORDS = "The key may be refused when the channel is noisy; say how noisy."


def frozen_revision(cast: Cast, title: str = "Quantum key modules") -> Revision:
    """A frozen revision with the clauses `scope`, `keys` and `alarms`."""
    norm = register_norm(title=title, summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.get()
    add_clause(revision=revision, title="Scope", kind="scope", anchor="scope", body="This norm is about modules.", by=cast.edda)
    add_clause(revision=revision, title="Keys", anchor="keys", body="The module shall erase keys.", by=cast.edda)
    add_clause(revision=revision, title="Alarms", anchor="alarms", body="The module shall raise an alarm.", by=cast.edda)
    return freeze_revision(revision=revision, by=cast.edda)


def opened(cast: Cast, *, revision: Revision | None = None, since: timedelta = timedelta(days=1), **facts: Any) -> Consultation:
    """A consultation that opened `since` ago and lasts 61 days."""
    start = timezone.now() - since
    given: dict[str, Any] = {
        "title": "Draft of quantum key modules",
        "asks": "Is the clause on *keys* right?",
        "questions": ["Is a year long enough?"],
        "opens_at": start,
        "closes_at": start + timedelta(days=61),
    }
    return open_consultation(revision=revision or frozen_revision(cast), by=cast.sami, at=start, **(given | facts))


def closed(cast: Cast, **facts: Any) -> Consultation:
    """A consultation that closed four days ago, with nothing sent to it."""
    return opened(cast, since=timedelta(days=65), **facts)


def send(consultation: Consultation, *items: NewComment | str, at: datetime | None = None, **who: Any) -> Receipt:
    """Comments sent; by Nadia for herself unless said otherwise. To a closed consultation: a day after it opened."""
    comments = [item if isinstance(item, NewComment) else NewComment(text=item) for item in items or (WORDS,)]
    if at is None and consultation.closes_at <= timezone.now():
        at = consultation.opens_at + timedelta(days=1)
    author: dict[str, Any] = {"capacity": "individual", "name": "Nadia Nowak"} if "capacity" not in who else {}
    key = who.pop("key", None) or secrets.token_urlsafe(32)
    return submit_comments(consultation=consultation, items=comments, idempotency_key=key, at=at, **author, **who)


def only_comment(receipt: Receipt) -> Comment:
    return Comment.objects.select_related("submission", "consultation").get(submission=receipt.submission)


def published(cast: Cast, consultation: Consultation, *items: NewComment | str, **who: Any) -> Comment:
    comment = only_comment(send(consultation, *items, **who))
    return publish_comment(comment=comment, by=cast.sami)


def answered(cast: Cast, comment: Comment, outcome: str = "rejected", reason: str = "Clause 2 says so already.") -> Comment:
    """Decided by Edda, approved by April."""
    answer = decide_comment(comment=comment, outcome=outcome, reason=reason, effect="none", by=cast.edda)
    approve_disposition(disposition=answer, version=answer.version, by=cast.april)
    return comment


def let_deadline_pass(consultation: Consultation) -> None:
    """As if the last second had just gone by."""
    Consultation.objects.filter(pk=consultation.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


def behind(first: Callable[[], Any], second: Callable[[], Any]) -> str:
    """`second` is begun on a connection of its own while `first` isn't committed yet: how it was refused (empty: it wasn't)."""
    outcome: list[str] = []

    def follow() -> None:
        try:
            second()
            outcome.append("")
        except Refused as refused:
            outcome.append(str(refused))
        finally:
            connection.close()

    thread = threading.Thread(target=follow)
    with transaction.atomic():
        first()
        thread.start()
        while thread.is_alive() and not _somebody_waits():
            time.sleep(0.01)
    thread.join()
    return outcome[0]


def _somebody_waits() -> bool:
    """Whether PostgreSQL says that a session of this database waits for a lock."""
    here = "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN ({here}))")  # noqa: S608
        return bool(cursor.fetchone()[0])


SAID = {"about": "c:keys", "kind": "te", "text": "Why a year?", "proposed_change": "two years", "website": ""}
NADIA = {"capacity": "individual", "name": "Nadia Nowak", "email": "nadia@home.example"}


class Visitor(Client):
    """A browser at the comment form of one consultation."""

    def __init__(self, consultation: Consultation, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.code = consultation.code

    def at(self, page: str, *args: object) -> str:
        return reverse(f"comments:{page}", args=[self.code, *args])

    def write(self, **words: str) -> Any:
        return self.post(self.at("start"), SAID | words)

    def say_who(self, **who: str) -> Any:
        return self.post(self.at("sender"), NADIA | who)

    def hidden(self) -> dict[str, str]:
        """What the form on the check page carries along, and its tick."""
        page = self.get(self.at("check")).content.decode()
        return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', page)) | {"declaration": VERSION}

    def send(self, **form: str) -> Any:
        return self.post(self.at("check"), form or self.hidden())
