"""The list of obligations, and which provision serves which."""

from datetime import date

from django.db import connection, transaction

from norms.events import tell_obligation_changed
from norms.models import Obligation, ObligationLink, Provision
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.references import next_code
from normsite.foundation.unseen import isolated


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
    verified: bool = False,
) -> Obligation:
    """Add an obligation to the list. Refused when the same place of the same instrument is listed already, and where a text
    can't be shown."""
    check_words(Obligation, kind=kind, instrument=instrument, reference=reference, title=title, text=text, source=source)
    for words in (instrument, reference, title, text, source):
        check_text(words)
    _lock_obligations()
    _refuse_double(instrument, reference, None)
    return Obligation.objects.create(
        code=next_code(Kind.OBLIGATION),
        kind=kind,
        instrument=instrument.strip(),
        reference=reference.strip(),
        title=title.strip(),
        text=text.strip(),
        source=source.strip(),
        as_of=as_of,
        verified=verified,
    )


@transaction.atomic
def change_obligation(*, obligation: Obligation, version: int, by: User, **facts: object) -> Obligation:
    """Correct an obligation's facts; `EditConflict` when somebody else has saved since `version` was read.

    Saving what stands already changes nothing.
    """
    facts = stripped(facts)
    check_words(Obligation, **facts)
    for words in facts.values():
        check_text(words if isinstance(words, str) else "")
    _lock_obligations()
    obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
    if stands_already(obligation, facts):
        return obligation
    if obligation.version != version:
        raise EditConflict("The obligation was changed by somebody else while you were writing.", obligation)
    for field, value in facts.items():
        setattr(obligation, field, value)
    _refuse_double(obligation.instrument, obligation.reference, obligation.pk)
    obligation.version += 1
    obligation.save()
    tell_obligation_changed(obligation)
    return obligation


def _lock_obligations() -> None:
    """One entry of the list is written at a time, by whomever: a second writer waits here, then meets what the first wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('norms.obligation'))")


def _refuse_double(instrument: str, reference: str, own: int | None) -> None:
    same = Obligation.objects.filter(instrument__iexact=instrument.strip(), reference__iexact=reference.strip())
    other = (same.exclude(pk=own) if own else same).first()
    if other is not None:
        raise Refused(f"{isolated(other)} is in the list already, as {other.code}.")


@transaction.atomic
def link_obligation(*, provision: Provision, obligation: Obligation, by: User, note: str = "") -> ObligationLink:
    """Say that a provision serves an obligation; saying it again corrects the note. What changes is in the ledger."""
    check_words(ObligationLink, note=note)
    provision = Provision.objects.select_for_update(no_key=True).get(pk=provision.pk)
    note = note.strip()
    link = ObligationLink.objects.filter(provision=provision, obligation=obligation).first()
    if link is not None and link.note == note:
        return link
    link = link or ObligationLink(provision=provision, obligation=obligation, created_by=by)
    link.note = note
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
    record(act, link.provision.code, public={"obligation": link.obligation.code}, facts={"note": link.note})
