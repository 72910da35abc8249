"""Withhold a part of the record, withhold it further, make it public again: one row for the facts, one for each decision.

Rooms and roof say which part it is, what it says and who wrote it; nothing here knows where the words stand.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind as CodeKind
from normsite.foundation.errors import Refused
from normsite.foundation.ledger import models as ledger
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.turns import wait_for
from normsite.foundation.withholding.models import Decision, Withholding
from normsite.foundation.withholding.vocabulary import MOST_DAYS, Act, Basis, Part, last_day
from normsite.foundation.withholding.wording import keys_of


@dataclass(frozen=True)
class Words:
    """What a part says, and the keys of all who have written in it. Of a file `size` counts its bytes. `told_by`: by which of
    these words it is known again, where not by all."""

    text: str
    writers: Collection[int] = ()
    size: int | None = None
    told_by: str | None = None

    @property
    def keys(self) -> list[str]:
        return keys_of(self.text if self.told_by is None else self.told_by)

    @property
    def length(self) -> int:
        return len(self.text) if self.size is None else self.size

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@transaction.atomic
def withhold(*, part: Part, words: Words, basis: str, reason: str, until: date, by: User, norm: str = "") -> Withholding:
    """Keep a part from the public until a day, on a ground and for a reason that are public. The words stay as typed.

    Refused: to whoever has written in it, where there is nothing to withhold, where it is withheld already, and a day that is
    not to come or lies more than `MOST_DAYS` ahead.
    """
    _refuse(basis, reason, until)
    _refuse_writer(words.writers, by)
    wait_for(f"withhold {part}")  # the second of two who decide at once meets what the first has written
    if not words.length:
        raise Refused("There is nothing to withhold: it says nothing.")
    if (standing := Withholding.objects.standing().of_part(part).first()) is not None:
        raise Refused(f"It is withheld already, as {standing.code}.", "Withhold that one further, or make it public.")
    now = timezone.now()
    made = Withholding.objects.create(
        code=next_code(CodeKind.WITHHOLDING),
        kind=part.kind,
        about=part.about,
        place=part.place,
        since_revision=part.since_revision,
        norm=norm,
        basis=basis,
        reason=reason.strip(),
        since=now,
        decided_on=timezone.localdate(now),
        until=until,
        authorised_by=by,
        length=words.length,
        fingerprint=words.fingerprint,
        keys=words.keys,
    )
    _note(made, Act.AUTHORISED, by, basis, made.reason, until)
    facts = {"part": str(part), "words": words.text, "reason": made.reason}
    record(ledger.Act.PART_WITHHELD, made.code, facts=facts, public=_public(made))
    return made


@transaction.atomic
def renew(*, withholding: Withholding, words: Words, basis: str, reason: str, until: date, by: User) -> Withholding:
    """Withhold something further, by a new decision of another person: the day, the ground and the reason are theirs."""
    found = _lock(withholding)
    _refuse(basis, reason, until)
    refuse_further(found, words.writers, by)
    found.basis, found.reason, found.until, found.authorised_by = basis, reason.strip(), until, by
    found.decided_on, found.length, found.fingerprint = timezone.localdate(), words.length, words.fingerprint
    found.keys = sorted({*found.keys, *words.keys})
    found.task_opened_on, found.overdue_since = None, None
    found.save()
    _note(found, Act.RENEWED, by, basis, found.reason, until)
    facts = {"words": words.text, "reason": found.reason}
    record(ledger.Act.WITHHOLDING_RENEWED, found.code, facts=facts, public=_public(found))
    return found


@transaction.atomic
def correct(*, withholding: Withholding, basis: str, reason: str, by: User) -> Withholding:
    """Put ground or reason right; the day and who authorised it stay. Without a difference nothing changes."""
    found = _lock(withholding)
    _refuse(basis, reason, found.until, is_new=False)
    if (found.basis, found.reason) == (basis, reason.strip()):
        return found
    found.basis, found.reason = basis, reason.strip()
    found.save(update_fields=["basis", "reason"])
    _note(found, Act.CORRECTED, by, basis, found.reason, found.until)
    return found


@transaction.atomic
def lift(*, withholding: Withholding, reason: str, by: User) -> Withholding:
    """Make it public again, with a reason that is public too. What was decided before stays to be read."""
    found = _lock(withholding)
    check_words(Withholding, reason=reason)
    found.lifted_at, found.lifted_by, found.lift_reason = timezone.now(), by, reason.strip()
    found.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    _note(found, Act.LIFTED, by, found.basis, found.lift_reason, None)
    record(ledger.Act.WITHHOLDING_LIFTED, found.code, facts={"reason": found.lift_reason}, public={"basis": found.basis})
    return found


@transaction.atomic
def carry_withholdings(*, old: str, new: str, places: Mapping[str, str] | None = None) -> None:
    """What is withheld of what bears the code `old` is withheld of its copy too, by the same decision until the same day.

    `places` says where a place of the original is in the copy; the others are called alike.
    """
    named = places or {}
    for one in Withholding.objects.standing().filter(about=old).select_related("authorised_by"):
        _carry(one, replace(one.part, about=new, place=named.get(one.place, one.place)))


def carry_to(withholding: Withholding, part: Part, keys: Iterable[str]) -> None:
    """Withhold a part by the decision on another that says the same."""
    _carry(withholding, part, keys)


def keys_with(withholding: Withholding, keys: Iterable[str]) -> None:
    """Let what was written in it since be known again too."""
    found = Withholding.objects.select_for_update().get(pk=withholding.pk)
    if (known := sorted({*found.keys, *keys})) != found.keys:
        found.keys = known
        found.save(update_fields=["keys"])


@transaction.atomic
def withhold_copies(*, withholding: Withholding, copies: Iterable[Part]) -> None:
    """Withhold by the same decision what says the same elsewhere. What is withheld already stays as it is; so does what was
    once, by this decision, and everything once the decision is over: what was made public in between is not withheld again."""
    found = Withholding.objects.get(pk=withholding.pk)
    if not found.stands:
        return
    once = {one.part.named for one in Withholding.objects.filter(carried_from=found).defer("keys")}
    for part in copies:
        if part.named not in once:
            _carry(found, part)


def _carry(one: Withholding, part: Part, keys: Iterable[str] = ()) -> None:
    """Unless it is withheld already."""
    if Withholding.objects.standing().of_part(part).exists():
        return
    twin = Withholding.objects.get(pk=one.pk)
    twin.pk, twin.code, twin.carried_from, twin._state.adding = None, next_code(CodeKind.WITHHOLDING), one, True
    twin.kind, twin.about, twin.place, twin.since_revision = part.kind, part.about, part.place, part.since_revision
    twin.ended_at, twin.keys = None, sorted({*twin.keys, *keys})
    try:
        with transaction.atomic():
            twin.save()
    except IntegrityError:
        return  # somebody has withheld it in this instant
    _inherit(twin, one)
    record(ledger.Act.PART_WITHHELD, twin.code, facts={"part": str(twin.part)}, public=_public(twin))


def _inherit(twin: Withholding, one: Withholding) -> None:
    """The decisions on a copy are those on the original, by whom and when they were made."""
    for decision in one.decisions.exclude(act=Act.LIFTED):
        decision.pk, decision.withholding, decision._state.adding = None, twin, True
        decision.save()


@transaction.atomic
def end_withholdings(*, about: str, place: str = "") -> None:
    """What was withheld of something is not there any more: nothing of it becomes public, and nobody has to look again."""
    found = Withholding.objects.standing().filter(about=about)
    (found.filter(place=place) if place else found).update(ended_at=timezone.now())


def _lock(withholding: Withholding) -> Withholding:
    found = Withholding.objects.select_for_update().get(pk=withholding.pk)
    refuse_over(found)
    return found


def refuse_further(withholding: Withholding, writers: Collection[int], by: User) -> None:
    """Refused to whoever decided on it last, and to whoever has written in it."""
    if by.pk == withholding.authorised_by_id:
        raise Refused("You decided before that it is withheld.", "Another person has to decide this time.")
    _refuse_writer(writers, by)


def _refuse_writer(writers: Collection[int], by: User) -> None:
    if by.pk in writers:
        raise Refused("You have written in it yourself.", "Let somebody who has not decide whether it is withheld.")


def refuse_over(withholding: Withholding) -> None:
    """Refused unless it stands."""
    if withholding.lifted_at is not None:
        raise Refused(f"{withholding.code} was made public already.", "Withhold the part anew if it has to be.")
    if withholding.ended_at is not None:
        raise Refused(f"What {withholding.code} withheld is not there any more.", "Nothing has to be decided on it.")


def _refuse(basis: str, reason: str, until: date, *, is_new: bool = True) -> None:
    if basis not in Basis.values:
        raise Refused("Say on which ground it is withheld.")
    check_words(Withholding, reason=reason)
    today = timezone.localdate()
    if not is_new:
        return
    if until <= today:
        raise Refused("The day on which it is looked at again has to come yet.", "Choose a later day.")
    if until > last_day(today):
        raise Refused(
            f"Nothing is withheld for more than {MOST_DAYS:,} days without another look.",
            f"Choose {last_day(today):%-d %B %Y} or an earlier day.",
        )


def _note(withholding: Withholding, act: Act, by: User, basis: str, reason: str, until: date | None) -> None:
    Decision.objects.create(withholding=withholding, act=act, at=timezone.now(), by=by, basis=basis, reason=reason, until=until)


def _public(withholding: Withholding) -> dict[str, str]:
    return {"basis": withholding.basis, "until": str(withholding.until), "length": withholding.measure}
