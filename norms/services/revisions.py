"""Freeze a revision, start the next, make one public."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from norms.checks import before_release, without_text
from norms.guards import refuse_unnamed
from norms.models import Clause, Norm, Revision, RevisionState, Statement
from norms.services.clauses import open_draft
from norms.services.restrictions import inherit_restriction
from normsite.foundation.accounts.models import User
from normsite.foundation.checks import refuse_for
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.unseen import isolated

PLACE = ("anchor", "position", "order", "depth", "number", "written_number", "kind", "normative")
# The version goes on too: a form that was opened in the old revision must never pass for a newer one.
COPIED = (*PLACE, "title", "body", "body_html", "words", "names", "rationale", "rationale_html", "version")


def fingerprint(revision: Revision) -> str:
    """SHA-256 over the text as canonical JSON: for each clause in order its anchor, number, kind, title, body and rationale."""
    return fingerprints([revision])[revision.pk]


def fingerprints(revisions: Collection[Revision]) -> dict[int, str]:
    """Those of several texts by their keys, in one query."""
    rows: dict[int, list[tuple[object, ...]]] = {revision.pk: [] for revision in revisions}
    fields = ("anchor", "number", "kind", "normative", "title", "body", "rationale")
    found = Clause.objects.filter(revision__in=rows).order_by("revision", "order")
    for key, *facts in found.values_list("revision", *fields):
        rows[key].append(tuple(facts))
    return {key: _digest(text) for key, text in rows.items()}


def _digest(rows: list[tuple[object, ...]]) -> str:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def freeze_revision(*, revision: Revision, by: User) -> Revision:
    """End the work on a draft: its text never changes again, so people can comment on it. Refused while something blocks it."""
    revision = open_draft(revision, by)
    refuse_for(without_text(revision))
    revision.fingerprint = fingerprint(revision)
    revision.state, revision.frozen_at, revision.frozen_by = RevisionState.FROZEN, timezone.now(), by
    revision.save(update_fields=["state", "fingerprint", "frozen_at", "frozen_by"])
    facts = {"revision": str(revision.number), "fingerprint": revision.fingerprint}
    said = {"facts": facts} if revision.is_restricted else {"public": facts}  # its fingerprint would let words be guessed at
    record(Act.REVISION_FROZEN, revision.norm.code, **said)
    return revision


@transaction.atomic
def start_revision(*, revision: Revision, by: User, label: str = "", note: str = "") -> Revision:
    """Begin the next draft with the text, the anchors and the provisions of a frozen revision. One draft at a time.

    From a restricted one only its named readers can, and the draft is restricted to them too.
    """
    norm = Norm.objects.select_for_update(no_key=True).get(pk=revision.norm_id)
    revision.refresh_from_db()
    refuse_unnamed(revision, by)
    refuse_second_draft(norm)
    following = new_draft(norm, based_on=revision, by=by, label=label, note=note)
    _copy_clauses(revision, following, by)
    return following


def refuse_second_draft(norm: Norm) -> None:
    draft = norm.revisions.filter(state=RevisionState.DRAFT).first()
    if draft is not None:
        raise Refused(
            f"{isolated(draft.name)} of this norm is still a draft.", "Freeze it first: there is one draft at a time."
        )


def new_draft(norm: Norm, *, based_on: Revision | None, by: User, label: str, note: str) -> Revision:
    """The next revision of the norm, without a text; restricted as the one on which it is based."""
    check_words(Revision, label=label, note=note)
    check_text(note, what="The note")
    newest = norm.revisions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    draft = Revision.objects.create(
        norm=norm, number=number, based_on=based_on, label=label.strip(), note=note.strip(), created_by=by
    )
    inherit_restriction(revision=draft, source=based_on, by=by)
    return draft


def _copy_clauses(old: Revision, new: Revision, by: User) -> None:
    """Copy level by level, so that each copy can name the copy of its parent."""
    rows = list(Clause.objects.filter(revision=old).order_by("depth", "order"))
    copies: dict[int, Clause] = {}
    for depth in sorted({row.depth for row in rows}):
        originals = [row for row in rows if row.depth == depth]
        made = Clause.objects.bulk_create(_copy(row, new, copies, by) for row in originals)
        copies |= {row.pk: copy for row, copy in zip(originals, made, strict=True)}
    Statement.objects.bulk_create(
        Statement(
            provision_id=one.provision_id,
            clause=copies[one.clause_id],
            position=one.position,
            kind=one.kind,
            keyword=one.keyword,
            text=one.text,
        )
        for one in Statement.objects.filter(clause__revision=old)
    )


def _copy(row: Clause, new: Revision, copies: dict[int, Clause], by: User) -> Clause:
    values = {field: getattr(row, field) for field in COPIED}
    return Clause(revision=new, parent=copies[row.parent_id] if row.parent_id else None, updated_by=by, **values)


@transaction.atomic
def release_revision(*, revision: Revision, at: datetime, by: User) -> Revision:
    """Make a frozen revision readable by anybody from `at`; an earlier instant that was set before stays.

    Refused while a control list in force is there by which its words were not cleared, or not as long as that.
    """
    revision = Revision.objects.select_for_update(of=("self",)).select_related("norm").get(pk=revision.pk)
    if revision.is_draft:
        raise Refused("A draft can't be made public.", "Freeze it first.")
    if revision.released_at is not None and revision.released_at <= at:
        return revision
    before_release(revision, at).refuse()
    return _appoint(revision, at)


@transaction.atomic
def put_off_release(*, revision: Revision, at: datetime) -> Revision:
    """Let a later instant take the place of the appointed one, before which anybody could read the text by the clock alone.
    Nothing where none is appointed, or anybody may read it."""
    revision = Revision.objects.select_for_update(of=("self",)).select_related("norm").get(pk=revision.pk)
    is_to_come = revision.released_at is not None and timezone.now() < revision.released_at < at
    return _appoint(revision, at) if is_to_come else revision


@transaction.atomic
def take_back_release(*, revision: Revision) -> Revision:
    """Let no instant be appointed any more; nothing where none is, or anybody may read the text."""
    revision = Revision.objects.select_for_update(of=("self",)).select_related("norm").get(pk=revision.pk)
    if revision.released_at is None or revision.released_at <= timezone.now():
        return revision
    return _appoint(revision, None)


def _appoint(revision: Revision, at: datetime | None) -> Revision:
    revision.released_at = at
    revision.save(update_fields=["released_at"])
    facts = {"revision": str(revision.number), "from": at.isoformat(timespec="seconds") if at else "never"}
    record(Act.REVISION_RELEASED, revision.norm.code, public=facts)
    return revision
