"""The list of obligations, with what each was compared, and what provisions do for them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.events import tell_obligation_changed
from norms.models import Obligation, ObligationLink, Provision, Relation
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_address, check_text
from normsite.foundation.references import next_code
from normsite.foundation.turns import wait_for
from normsite.foundation.unseen import isolated

COMPARED = ("instrument", "reference", "text", "edition")  # with other words here, a comparison no longer holds


@transaction.atomic
def register_obligation(
    *,
    kind: str,
    instrument: str,
    reference: str,
    title: str,
    text: str,
    as_of: date,
    by: User,
    source: str = "",
    address: str = "",
    edition: str = "",
    compared_on: date | None = None,
) -> Obligation:
    """Add an obligation to the list; with `compared_on`, whoever adds it has compared it with `edition` on that day.

    Refused when the same place of the same instrument is listed already, where a text can't be shown or the address leads
    nowhere, and a comparison that doesn't say with which edition.
    """
    words = {"instrument": instrument, "reference": reference, "title": title, "text": text, "source": source}
    words |= {"edition": edition, "address": address}
    _check(kind=kind, compared_on=compared_on, **words)
    _lock_obligations()
    _refuse_double(instrument, reference, None)
    return Obligation.objects.create(
        code=next_code(Kind.OBLIGATION),
        kind=kind,
        as_of=as_of,
        compared_on=compared_on,
        compared_by=by if compared_on else None,
        **stripped(words),
    )


@transaction.atomic
def change_obligation(*, obligation: Obligation, version: int, by: User, **facts: object) -> Obligation:
    """Correct an obligation's facts; `EditConflict` when somebody else has saved since `version` was read.

    With another day of comparison, or other words on the same day, it is `by` who has compared. Refused: other words under the
    day on which the former ones were compared. Saving what stands already changes nothing.
    """
    facts = stripped(facts)
    _lock_obligations()
    obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
    if stands_already(obligation, facts):
        return obligation
    if obligation.version != version:
        raise EditConflict("The obligation was changed by somebody else while you were writing.", obligation)
    _compare_anew(obligation, facts, by)
    for field, value in facts.items():
        setattr(obligation, field, value)
    _check(**{field.name: getattr(obligation, field.name) for field in Obligation._meta.fields})
    _refuse_double(obligation.instrument, obligation.reference, obligation.pk)
    obligation.version += 1
    obligation.save()
    tell_obligation_changed(obligation)
    return obligation


def _check(*, compared_on: date | None, **facts: Any) -> None:
    check_words(Obligation, **facts)
    for words in facts.values():
        check_text(words if isinstance(words, str) else "")
    check_address(facts["address"].strip(), "the official text")
    if compared_on and not facts["edition"].strip():
        raise Refused("It isn't said with which edition it was compared.", "Name the edition, or leave the day empty.")


def _compare_anew(obligation: Obligation, facts: dict[str, Any], by: User) -> None:
    """Say whose comparison it is from now on; called before the facts are changed."""
    day = facts.get("compared_on", obligation.compared_on)
    is_reworded = any(name in facts and facts[name] != getattr(obligation, name) for name in COMPARED)
    if day and is_reworded and day == obligation.compared_on and day < timezone.localdate():
        raise Refused(
            "The words were changed after they had been compared.", "Compare them anew and give the day, or leave it empty."
        )
    if not day:
        obligation.compared_by = None
    elif is_reworded or day != obligation.compared_on:
        obligation.compared_by = by


def _lock_obligations() -> None:
    """One entry of the list is written at a time, by whomever: a second writer waits here, then meets what the first wrote."""
    wait_for("norms.obligation")


def _refuse_double(instrument: str, reference: str, own: int | None) -> None:
    same = Obligation.objects.filter(instrument__iexact=instrument.strip(), reference__iexact=reference.strip())
    other = (same.exclude(pk=own) if own else same).first()
    if other is not None:
        raise Refused(f"{isolated(other)} is in the list already, as {other.code}.")


@transaction.atomic
def link_obligation(
    *, provision: Provision, obligation: Obligation, by: User, relation: str = Relation.SUPPORTS, note: str = ""
) -> ObligationLink:
    """Say what a provision does for an obligation, and why; saying it again corrects that. What changes is in the ledger."""
    check_words(ObligationLink, note=note)
    if relation not in Relation.values:
        raise Refused("There is no such relation.", "Choose one from the list.")
    provision = Provision.objects.select_for_update(no_key=True).get(pk=provision.pk)
    note = note.strip()
    link = ObligationLink.objects.filter(provision=provision, obligation=obligation).first()
    if link is not None and (link.relation, link.note) == (relation, note):
        return link
    link = link or ObligationLink(provision=provision, obligation=obligation, created_by=by)
    link.relation, link.note = relation, note
    link.save()
    _record(Act.OBLIGATION_LINKED, link)
    return link


@transaction.atomic
def unlink_obligation(*, link: ObligationLink, by: User) -> None:
    """Take the link away; the ledger keeps that it was there. One that is gone already stays gone."""
    Provision.objects.select_for_update(no_key=True).get(pk=link.provision_id)
    found = ObligationLink.objects.select_related("provision", "obligation").filter(pk=link.pk).first()
    if found is not None:
        _record(Act.OBLIGATION_UNLINKED, found)
        found.delete()


def _record(act: Act, link: ObligationLink) -> None:
    public = {"obligation": link.obligation.code, "relation": str(link.relation)}
    record(act, link.provision.code, public=public, facts={"note": link.note})
