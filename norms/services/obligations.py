"""The list of obligations, and which provision serves which."""

from datetime import date

from django.db import transaction

from norms.models import Obligation, ObligationLink, Provision
from normsite.accounts.models import User
from normsite.errors import Refused
from normsite.references import Kind, next_code


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
    """Add an obligation to the list. Refused when the same place of the same instrument is listed already."""
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
def change_obligation(*, obligation: Obligation, by: User, **facts: object) -> Obligation:
    """Correct an obligation's facts."""
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    for field, value in facts.items():
        setattr(obligation, field, value.strip() if isinstance(value, str) else value)
    _refuse_double(obligation.instrument, obligation.reference, obligation.pk)
    obligation.save()
    return obligation


def _refuse_double(instrument: str, reference: str, own: int | None) -> None:
    same = Obligation.objects.filter(instrument__iexact=instrument.strip(), reference__iexact=reference.strip())
    other = (same.exclude(pk=own) if own else same).first()
    if other is not None:
        raise Refused(f"{other} is in the list already, as {other.code}.")


@transaction.atomic
def link_obligation(*, provision: Provision, obligation: Obligation, by: User, note: str = "") -> ObligationLink:
    """Say that a provision serves an obligation; saying it again corrects the note."""
    link, _ = ObligationLink.objects.update_or_create(
        provision=provision,
        obligation=obligation,
        defaults={"note": note.strip()},
        create_defaults={"note": note.strip(), "created_by": by},
    )
    return link


@transaction.atomic
def unlink_obligation(*, link: ObligationLink, by: User) -> None:
    """Take the link away."""
    link.delete()
