"""Restrict a text to named readers, say who they are, note what each was shown, lift it; and hold what must not be erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from norms.guards import restricted_sentence
from norms.models import LegalHold, NamedReader, Norm, Restriction, Revision, SanctionsList, Viewing
from norms.queries import jurisdictions_in_force
from norms.services.sanctions import check_reader, lock_lists
from normsite.foundation.accounts.models import UnsentForm, User
from normsite.foundation.controls.jurisdictions import jurisdiction_name
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words, one_line
from normsite.foundation.unseen import can_be_seen, isolated

KEPT = timedelta(days=5 * 366)
"""As long as records of exports are kept: five years, by 15 CFR 762.6 and by Article 27 of Regulation (EU) 2021/821."""


@dataclass(frozen=True)
class ReaderFacts:
    """Who is to be named, and the facts by which that is decided; `grounds` is needed for a release abroad."""

    person: User
    nationality: str
    location: str
    employer: str
    grounds: str = ""


@transaction.atomic
def restrict_revision(*, revision: Revision, reason: str, by: User, readers: Iterable[ReaderFacts] = ()) -> Restriction:
    """From now on only named readers see the text: `by`, so that nobody is locked out, and `readers`. Whoever has written in it
    is not one by that.

    So are the texts made from it that are not public yet, since they hold its words. Refused for a text that anybody may read,
    or may from an appointed instant on.
    """
    _refuse_without(reason, "why it is restricted")
    revision = _lock(revision)
    if revision.released_at is not None:
        raise Refused("Anybody may read this text, or will: it can't be restricted.", "Restrict the revision after it.")
    if revision.is_restricted:
        raise Refused(restricted_sentence(revision), "Nothing is changed.")
    restriction = _restrict(revision, reason, by)
    for facts in readers:
        _name(revision, facts, by)
    for later in revision.norm.revisions.after(revision).filter(released_at=None, is_restricted=False).order_by("number"):
        if later.based_on_id is not None and Revision.objects.filter(pk=later.based_on_id, is_restricted=True).exists():
            _inherit(revision, later, reason, by)
    return restriction


@transaction.atomic
def lift_restriction(*, revision: Revision, reason: str, by: User) -> Restriction:
    """Whoever may see the desk may read the text again; its readers end. What was noted of them stays. Refused where none
    stands."""
    _refuse_without(reason, "why it is lifted")
    revision = _lock(revision)
    standing = Restriction.objects.standing().filter(revision=revision).first()
    if standing is None:
        raise Refused("The text is not restricted.", "Nothing is changed.")
    standing.lifted_at, standing.lifted_by, standing.lift_reason = timezone.now(), by, reason.strip()
    standing.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    ended = {"ended_at": standing.lifted_at, "ended_by": by, "end_reason": "The restriction was lifted."}
    revision.named_readers.standing().update(**ended)
    revision.is_restricted = False
    revision.save(update_fields=["is_restricted"])
    record(Act.RESTRICTION_LIFTED, revision.norm.code, facts=_facts(revision, reason, by))
    return standing


def inherit_restriction(*, revision: Revision, source: Revision | None, by: User) -> None:
    """A text that is made from a restricted one is restricted too, to the same readers. For use under the lock of the norm."""
    if source is None or revision.is_restricted:
        return
    standing = Restriction.objects.standing().filter(revision=source).first()
    if standing is not None:
        _inherit(source, revision, standing.reason, by)


@transaction.atomic
def name_reader(*, revision: Revision, facts: ReaderFacts, by: User) -> NamedReader:
    """Let a person read a restricted text. Naming somebody again corrects the facts, and checks anew.

    Refused: oneself, unless named already; nationality, place or employer left out; nobody to check against; a release abroad
    without its grounds.
    """
    revision = _lock(revision)
    if not revision.is_restricted:
        raise Refused("The text is not restricted, so it has no named readers.", "Restrict it first.")
    return _name(revision, facts, by)


@transaction.atomic
def end_reader(*, reader: NamedReader, reason: str, by: User) -> None:
    """The person may not read the text any more. Refused for the last one who may read it, or nobody could."""
    _refuse_without(reason, "why it ends")
    revision = _lock(reader.revision)
    reader = NamedReader.objects.select_for_update(of=("self",)).get(pk=reader.pk)
    if reader.ended_at is not None:
        raise Refused("This person is no reader of the text any more.", "Nothing is changed.")
    if reader.may_read and not revision.named_readers.reading().exclude(pk=reader.pk).exists():
        raise Refused("Nobody could read the text then.", "Name another reader first, or lift the restriction.")
    _end(reader, reason.strip(), by)


def note_viewing(*, revision: Revision, person: User, method: str, page: str) -> Viewing:
    """Note that something of a restricted text is shown to this person now."""
    return Viewing.objects.create(revision=revision, person=person, method=method[:7], page=page[:300])


@transaction.atomic
def set_legal_hold(*, revision: Revision, reason: str, by: User) -> LegalHold:
    """Nothing about the circulation of the text is erased from now on, however old, nor the account of whoever it is about."""
    _refuse_without(reason, "why it must be kept")
    revision = _lock(revision)
    if LegalHold.objects.standing().filter(revision=revision).exists():
        raise Refused("A legal hold stands on this text already.", "Nothing is changed.")
    return LegalHold.objects.create(revision=revision, reason=reason.strip(), set_by=by)


@transaction.atomic
def lift_legal_hold(*, hold: LegalHold, reason: str, by: User) -> LegalHold:
    """What is older than it must be kept is erased again from now on."""
    _refuse_without(reason, "why it need not be kept any more")
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.lifted_at is not None:
        raise Refused("This legal hold is lifted already.", "Nothing is changed.")
    hold.lifted_at, hold.lifted_by, hold.lift_reason = timezone.now(), by, reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    return hold


@transaction.atomic
def end_closed_readers() -> None:
    """Whose account is closed reads nothing any more, also when it is opened again: they would have to be named anew."""
    closed = NamedReader.objects.standing().filter(person__is_active=False)
    closed.update(ended_at=timezone.now(), end_reason="The account was closed.")


@transaction.atomic
def forget_circulation() -> None:
    """Delete what was noted of readers more than five years ago, but for texts on which a legal hold stands.

    A viewing counts from its instant, a reader with all checks from the end.
    """
    limit = timezone.now() - KEPT
    held = Exists(LegalHold.objects.standing().filter(revision=OuterRef("revision")))
    Viewing.objects.filter(~held, at__lt=limit).delete()
    NamedReader.objects.filter(~held, ended_at__lt=limit).delete()
    free = SanctionsList.objects.filter(superseded_at__lt=limit)
    free.delete()


def _lock(revision: Revision) -> Revision:
    """The norm first, as every verb does, then the revision, as it stands now."""
    Norm.objects.select_for_update(no_key=True).get(pk=revision.norm_id)
    return Revision.objects.select_for_update(of=("self",), no_key=True).select_related("norm").get(pk=revision.pk)


def _restrict(revision: Revision, reason: str, by: User) -> Restriction:
    restriction = Restriction.objects.create(revision=revision, reason=reason.strip(), decided_by=by)
    revision.is_restricted = True
    revision.save(update_fields=["is_restricted"])
    # What somebody was typing in it when their session ended holds its words.
    UnsentForm.objects.filter(page__startswith=f"/desk/norms/{revision.norm.code}/").exclude(user=by).delete()
    if not revision.named_readers.standing().filter(person=by).exists():
        check_reader(NamedReader.objects.create(revision=revision, person=by, named_by=by, **_known_facts(by)))
    record(Act.REVISION_RESTRICTED, revision.norm.code, facts=_facts(revision, reason, by))
    return restriction


def _known_facts(person: User) -> dict[str, str]:
    """What was said of the person when they were named last, of any text."""
    before = NamedReader.objects.filter(person=person).exclude(nationality="").order_by("-named_at").first()
    if before is None:
        return {}
    return {name: getattr(before, name) for name in ("nationality", "location", "employer", "grounds")}


def _inherit(source: Revision, revision: Revision, reason: str, by: User) -> None:
    """The decision stays whose it was: `source` must be restricted."""
    standing = Restriction.objects.standing().select_related("decided_by").get(revision=source)
    for reader in source.named_readers.standing().select_related("person"):
        copy = NamedReader.objects.create(
            revision=revision,
            person=reader.person,
            nationality=reader.nationality,
            location=reader.location,
            employer=reader.employer,
            grounds=reader.grounds,
            standing=reader.standing,
            named_by=reader.named_by,
        )
        check_reader(copy)
    revision.is_restricted = True
    revision.save(update_fields=["is_restricted"])
    Restriction.objects.create(revision=revision, reason=reason.strip(), decided_by=standing.decided_by)
    record(Act.REVISION_RESTRICTED, revision.norm.code, facts=_facts(revision, reason, by))


def _name(revision: Revision, facts: ReaderFacts, by: User) -> NamedReader:
    lock_lists()  # before any row of a reader, as whoever takes in a list does
    before = revision.named_readers.standing().filter(person=facts.person).first()
    if facts.person.pk == by.pk and before is None:
        raise Refused("Nobody names themselves.", "Ask another reader who may name people.")
    if not facts.person.is_active:
        raise Refused(f"The account of {isolated(facts.person.name)} is closed.")
    given = {"nationality": facts.nationality, "location": facts.location, "employer": one_line(facts.employer)}
    check_words(NamedReader, grounds=facts.grounds, **given)
    if not all(can_be_seen(value) for value in given.values()):
        raise Refused("Nationality, place and employer are needed.", "Ask the person, and write down what they say.")
    if not SanctionsList.objects.in_force().exists():
        raise Refused("There is no sanctions list to check people against.", "Upload one first.")
    reader = NamedReader(revision=revision, person=facts.person, named_by=by, grounds=facts.grounds.strip(), **given)
    abroad = jurisdictions_abroad(reader)
    if abroad and not can_be_seen(reader.grounds):
        raise Refused(
            f"To {isolated(facts.person.name)} this would be a release abroad by the rules of {' and '.join(abroad)}.",
            "Write down why it may be released.",
        )
    if before is not None:
        _end(before, "The facts were corrected.", by)
    reader.save()
    check_reader(reader)
    return reader


def jurisdictions_abroad(reader: NamedReader) -> list[str]:
    """The names of the jurisdictions of control lists in force in which nationality or place does not lie: for their rules,
    reading is an export (15 CFR 734.13(a)(2) calls it deemed)."""
    return [jurisdiction_name(code) for code in jurisdictions_in_force() if reader.is_abroad(code)]


def _end(reader: NamedReader, reason: str, by: User) -> None:
    reader.ended_at, reader.ended_by, reader.end_reason = timezone.now(), by, reason
    reader.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _facts(revision: Revision, reason: str, by: User) -> dict[str, str]:
    return {"revision": str(revision.number), "reason": reason.strip(), "by": by.email}


def _refuse_without(reason: str, what: str) -> None:
    if not can_be_seen(reason):
        raise Refused(f"Say {what}.", "It is kept with the decision.")
