"""Positions of national bodies: a draft that its body alone sees, then a version in public that never changes again."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.events import tell_position
from norms.models import Adoption, CarveOut, Clause, Norm, Position, Revision
from normsite.foundation.accounts.models import Organisation, User
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_address, check_text
from normsite.foundation.unseen import isolated

SILENT = (Adoption.NOT_EQUIVALENT, Adoption.NOT_ADOPTED)  # of which nobody understands the reason without a statement
MOST_CARVE_OUTS = 2_000


@transaction.atomic
def draft_position(*, norm: Norm, body: Organisation, by: User) -> Position:
    """The draft of this body's position on this norm: the one that there is, or the next version, begun from the last one.

    It is about the newest text that anybody may read; carve-outs on clauses that this text no longer has are left behind.
    Refused while nobody may read a text.
    """
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    known = Position.objects.filter(norm=norm, body=body).order_by("-number")
    draft = known.drafts().first()
    if draft is not None:
        return draft
    revision = Revision.objects.released().filter(norm=norm).order_by("-number").first()
    if revision is None:
        raise Refused("No text of this norm is public yet.", "A position is about a text that anybody can read.")
    last = known.first()
    draft = Position.objects.create(
        norm=norm,
        body=body,
        jurisdiction=str(body.country.code),
        number=last.number + 1 if last else 1,
        revision=revision,
        adoption=last.adoption if last else Adoption.IDENTICAL,
        designation=last.designation if last else "",
        statement=last.statement if last else "",
        created_by=by,
    )
    if last is not None:
        _take_over(last, draft)
    return draft


def _take_over(last: Position, draft: Position) -> None:
    clauses = {clause.anchor: clause for clause in Clause.objects.filter(revision=draft.revision).outline()}
    for known in last.carve_outs.select_related("clause"):
        if known.clause.anchor in clauses:
            known.pk, known.position, known.clause = None, draft, clauses[known.clause.anchor]
            known._state.adding = True
            known.save()


@transaction.atomic
def change_position(*, position: Position, version: int, adoption: str, designation: str, statement: str, by: User) -> Position:
    """Say how far the norm is adopted; `EditConflict` when a colleague has saved since `version` was read."""
    facts = stripped({"adoption": adoption, "designation": designation, "statement": statement})
    check_words(Position, **facts)
    check_text(facts["statement"])
    position = _lock(position)
    if stands_already(position, facts):
        return position
    if position.version != version:
        raise EditConflict("A colleague has changed the position while you were writing.", position)
    for field, value in facts.items():
        setattr(position, field, value)
    position.version += 1
    position.save()
    return position


@transaction.atomic
def add_carve_out(*, position: Position, by: User, **facts: Any) -> CarveOut:
    """Say that a clause doesn't hold as written: `clause`, `reason`, `legal_basis`, `source` (its address), `starts_on` and
    `ends_on` (both days are included; None: no end yet).

    Refused: the same once more, more than 2,000, a clause of another text.
    """
    position = _lock(position)
    _refuse_more(position.carve_outs.count())
    return _save(CarveOut(position=position), facts)


@transaction.atomic
def add_carve_outs(*, position: Position, rows: Sequence[tuple[int, dict[str, Any]]], by: User) -> list[tuple[int, str]]:
    """Add the carve-outs of a table, each with the number of its row; what is given back are the rows refused, and why."""
    position = _lock(position)
    there, refusals = position.carve_outs.count(), []
    for number, facts in rows:
        try:
            _refuse_more(there)
            _save(CarveOut(position=position), facts)
        except Refused as refused:
            refusals.append((number, str(refused)))
        else:
            there += 1
    return refusals


def _refuse_more(there: int) -> None:
    if there >= MOST_CARVE_OUTS:
        raise Refused(f"A position has at most {MOST_CARVE_OUTS:,} carve-outs.")


@transaction.atomic
def change_carve_out(*, carve_out: CarveOut, by: User, **facts: Any) -> CarveOut:
    """Correct a carve-out of a draft. Refused where a colleague has taken it out meanwhile."""
    _lock(carve_out.position)
    found = CarveOut.objects.select_related("position").filter(pk=carve_out.pk).first()
    if found is None:
        raise Refused("A colleague has taken this carve-out out of the draft.", "Enter it anew, if it holds after all.")
    return _save(found, facts)


@transaction.atomic
def remove_carve_out(*, carve_out: CarveOut, by: User) -> None:
    """Take a carve-out out of a draft. One that is gone already stays gone."""
    _lock(carve_out.position)
    CarveOut.objects.filter(pk=carve_out.pk).delete()


@transaction.atomic
def discard_position(*, position: Position, by: User) -> None:
    """Throw a draft away; what was published before it goes on standing."""
    _lock(position).delete()


@transaction.atomic
def publish_position(*, position: Position, by: User, seen: str | None = None) -> Position:
    """Show the draft to everybody, for ever; the version before it stays readable. The ledger has a digest of all it says.

    `seen` is the digest of what was read before the button was pressed (`digest`): a colleague may have changed it since.
    Refused where it differs, and an identical adoption with carve-outs or a modified one without any, and silence about why the
    norm is not adopted or not equivalent.
    """
    position = _lock(position)
    refuse_unready(position)
    if seen is not None and seen != digest(position):
        raise Refused("The draft was changed while you were reading it.", "Look at what it says now, then publish it.")
    position.published_at, position.published_by = timezone.now(), by
    position.save()
    public = {
        "jurisdiction": position.jurisdiction,
        "adoption": position.adoption,
        "number": str(position.number),
        "digest": digest(position),
    }
    record(Act.POSITION_PUBLISHED, position.norm.code, public=public, facts={"body": position.body.name})
    tell_position(position)
    return position


def refuse_unready(position: Position) -> None:
    """What a page says beforehand, and publishing refuses by."""
    carved = position.carve_outs.exists()
    if position.adoption == Adoption.IDENTICAL and carved:
        raise Refused("An identical adoption has no carve-outs.", "Say that the norm is adopted modified, or take them out.")
    if position.adoption == Adoption.MODIFIED and not carved:
        raise Refused("Nothing says what is modified.", "Enter a carve-out for each clause that holds otherwise.")
    if position.adoption in SILENT and not position.statement.strip():
        raise Refused("Nothing says why.", "Write the reason in the body's own words.")


def digest(position: Position) -> str:
    """SHA-256 over what the position says, as canonical JSON."""
    said = {
        "norm": position.norm.code,
        "revision": position.revision.number,
        "jurisdiction": position.jurisdiction,
        "number": position.number,
        "adoption": position.adoption,
        "designation": position.designation,
        "statement": position.statement,
        "carve_outs": [
            {
                "clause": one.clause.anchor,
                "reason": one.reason,
                "legal_basis": one.legal_basis,
                "source": one.source,
                "from": one.starts_on.isoformat(),
                "until": one.ends_on.isoformat() if one.ends_on else "",
            }
            for one in position.carve_outs.select_related("clause")
        ],
    }
    words = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def _lock(position: Position) -> Position:
    found = (
        Position.objects.select_for_update(of=("self",), no_key=True)
        .select_related("norm", "body", "revision")
        .filter(pk=position.pk)
        .first()
    )
    if found is None:
        raise Refused("This draft was thrown away.", "Begin the next version.")
    if not found.is_draft:
        raise Refused("This position is published, so it stays as it is.", "Begin the next version.")
    return found


def _save(carve_out: CarveOut, facts: dict[str, Any]) -> CarveOut:
    facts = stripped(facts)
    check_words(CarveOut, **facts)
    check_text(facts["reason"])
    check_address(facts["source"], "the legal basis")
    if facts["ends_on"] and facts["ends_on"] < facts["starts_on"]:
        raise Refused("The carve-out would end before it begins.")
    if facts["clause"].revision_id != carve_out.position.revision_id:
        raise Refused("This clause is of another text than the position.")
    for field, value in facts.items():
        setattr(carve_out, field, value)
    same = CarveOut.objects.filter(
        position=carve_out.position, clause=carve_out.clause, legal_basis=carve_out.legal_basis, starts_on=carve_out.starts_on
    )
    if same.exclude(pk=carve_out.pk).exists():
        raise Refused(f"{isolated(carve_out.clause)} has a carve-out on this legal basis from that day already.")
    carve_out.save()
    return carve_out
