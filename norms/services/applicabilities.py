"""Whom a norm binds and in which cases: named, renamed, removed. None of it is a text, so frozen texts are left as they are."""

from django.db import transaction
from django.db.models import ProtectedError

from norms.models import Applicability, ApplicabilityKind, Norm
from normsite.foundation.accounts.models import User
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import isolated, without_joiners

MOST = 12
"""Of one kind and norm: who is asked which of them they are reads them all."""


@transaction.atomic
def add_applicability(*, norm: Norm, kind: str, name: str, by: User) -> Applicability:
    """Name another addressee, or another case. Refused: the same twice, and more than `MOST` of a kind."""
    check_words(Applicability, name=name)
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    there = norm.applicabilities.filter(kind=ApplicabilityKind(kind))
    _refuse_double(norm, kind, name)
    if there.count() >= MOST:
        raise Refused(f"There are {MOST} already, and whoever asks reads them all.", "Join two of them under one name.")
    made = Applicability.objects.create(norm=norm, kind=kind, name=name.strip())
    _record(norm, kind, by, was="", name=made.name)
    return made


@transaction.atomic
def rename_applicability(*, applicability: Applicability, was: str, name: str, by: User) -> Applicability:
    """Give it another name, at once wherever it is read; `EditConflict` when it is called otherwise than `was` by now."""
    check_words(Applicability, name=name)
    Norm.objects.select_for_update(no_key=True).get(pk=applicability.norm_id)
    found = Applicability.objects.select_related("norm").filter(pk=applicability.pk).first()
    if found is None:
        raise removed_meanwhile()
    applicability = found
    if applicability.name == name.strip():
        return applicability
    if applicability.name != was:
        raise EditConflict(f"It was renamed “{isolated(applicability.name)}” while you were writing.", applicability)
    _refuse_double(applicability.norm, applicability.kind, name, besides=applicability)
    applicability.name = name.strip()
    applicability.save(update_fields=["name"])
    _record(applicability.norm, applicability.kind, by, was=was, name=applicability.name)
    return applicability


@transaction.atomic
def remove_applicability(*, applicability: Applicability, by: User) -> None:
    """Take it away. Refused while something is said to apply to it; what is gone already stays gone."""
    locked = Applicability.objects.select_for_update(of=("self",)).select_related("norm").filter(pk=applicability.pk).first()
    if locked is None:
        return
    try:
        locked.delete()
    except ProtectedError as used:
        count = len(used.protected_objects)
        raise Refused(
            f"“{isolated(locked.name)}” is chosen for {count} safeguard{'' if count == 1 else 's'}.",
            "Rename it, or take it out of those whose assessment is still a draft; what is agreed to stays.",
        ) from used
    _record(locked.norm, locked.kind, by, was=locked.name, name="")


def _record(norm: Norm, kind: str, by: User, *, was: str, name: str) -> None:
    """What a published safeguard says is changed by it at once. The names may be of a draft, so the record commits to them."""
    facts = {"by": by.email, "was": was, "name": name}
    record(Act.APPLICABILITY_CHANGED, norm.code, facts=facts, public={"kind": kind})


def removed_meanwhile() -> Refused:
    """What is said to whoever renames one that is gone."""
    return Refused("It was removed while you were writing.", "Add it again under the name that you typed, if it is needed.")


def _refuse_double(norm: Norm, kind: str, name: str, besides: Applicability | None = None) -> None:
    others = [one for one in norm.applicabilities.filter(kind=kind) if one != besides]
    if any(_as_read(one.name) == _as_read(name) for one in others):
        raise Refused(f"“{isolated(name.strip())}” is named already.", "Choose another name.")


def _as_read(name: str) -> str:
    """The name by which a reader knows it: small and capital letters alike, without signs that nobody sees."""
    return " ".join(without_joiners(name).split()).casefold()
