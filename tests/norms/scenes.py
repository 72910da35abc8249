"""Scenes for the tests of the desk: a norm with a draft of a few clauses, and what its pages are sent."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from norms.models import Clause, Norm, Revision
from norms.services import add_clause, register_norm, save_clause
from normsite.foundation.accounts.models import User
from tests.cast import Cast

KEYS = "The module shall erase its keys.\n\nIt should do so within a second."


def norm_with_draft(cast: Cast, title: str = "Quantum key modules") -> Norm:
    """Revision 1 with `scope`, `keys` (below it `erasure`), `alarms` and the annex `tests`."""
    norm = register_norm(title=title, summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.get()
    add_clause(revision=revision, title="Scope", kind="scope", anchor="scope", body="This norm is about modules.", by=cast.edda)
    keys = add_clause(revision=revision, title="Keys", anchor="keys", body=KEYS, rationale="Keys leak.", by=cast.edda)
    add_clause(revision=revision, title="Erasure", anchor="erasure", parent=keys, body="It may use noise.", by=cast.edda)
    add_clause(revision=revision, title="Alarms", anchor="alarms", body="The module shall raise an alarm.", by=cast.edda)
    add_clause(revision=revision, title="Tests", anchor="tests", kind="annex", body="Tests shall be run.", by=cast.edda)
    return norm


def draft(norm: Norm) -> Revision:
    return norm.revisions.select_related("norm").get(state="draft")


def clause(norm: Norm, anchor: str) -> Clause:
    """The clause in the newest revision."""
    return (
        Clause.objects.select_related("revision__norm", "parent")
        .filter(revision__norm=norm, anchor=anchor)
        .latest("revision__number")
    )


def save(clause: Clause, by: User, **words: Any) -> Clause:
    """The clause saved as it was read, with some words changed."""
    said: dict[str, Any] = {
        "title": clause.title,
        "body": clause.body,
        "rationale": clause.rationale,
        "version": clause.version,
    }
    return save_clause(clause=clause, by=by, **(said | words))


def numbers(norm: Norm) -> dict[str, str]:
    """Anchor and number of each clause of the newest revision, in reading order."""
    newest = norm.revisions.latest("number")
    return dict(Clause.objects.filter(revision=newest).order_by("order").values_list("anchor", "number"))


def provisions(norm: Norm, anchor: str) -> dict[str, str]:
    """Code and words of each provision of a clause, in order."""
    rows = clause(norm, anchor).statements.order_by("position").values_list("provision__code", "text")
    return dict(rows)


def address(name: str, norm: Norm, *more: str) -> str:
    return reverse(f"norms:{name}", args=[norm.code, *more])


def typed(norm: Norm, anchor: str = "keys", **words: Any) -> dict[str, Any]:
    """What the editor's form sends for a clause, with some words changed."""
    stored = clause(norm, anchor)
    sent = {name: getattr(stored, name) for name in ("title", "kind", "body", "rationale", "version")}
    return sent | ({"normative": "on"} if stored.normative else {}) | words


def text(response: HttpResponse) -> str:
    return response.content.decode()
