"""Check named readers against the sanctions lists that staff upload; decide on names that look alike."""

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.models import (
    CheckResult,
    Decision,
    NamedReader,
    SanctionsCheck,
    SanctionsEntry,
    SanctionsList,
    Standing,
)
from norms.sanctions.likeness import Names
from norms.sanctions.reading import read_list
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words, one_line
from normsite.foundation.turns import wait_for
from normsite.foundation.unseen import can_be_seen, isolated

LISTS = "norms_sanctionslist"


def lock_lists() -> None:
    """Until the end of the transaction nobody else takes a list in or names a reader: whoever is named while a list comes in
    would be checked by the one before it, and not be among those who are checked anew."""
    wait_for(LISTS)


@transaction.atomic
def upload_sanctions_list(*, issuer: str, as_of: date, content: bytes, by: User) -> SanctionsList:
    """Take in a file of names in place of the one that its issuer had before, and check every named reader anew.

    Refused: a file in no shape that is known, without a single name, older than the one in force, or that very one.
    """
    issuer = one_line(issuer)
    check_words(SanctionsList, issuer=issuer)
    read = read_list(content)
    lock_lists()
    before = SanctionsList.objects.select_for_update().in_force().filter(issuer__iexact=issuer).first()
    digest = hashlib.sha256(content).hexdigest()
    if before is not None and before.digest == digest:
        raise Refused("This very file is in force already.", "Nothing is changed.")
    if before is not None and as_of < before.as_of:
        raise Refused(f"A newer list is in force: {isolated(before)}.", "People are checked against the newest one alone.")
    if before is not None:
        before.superseded_at = timezone.now()
        before.save(update_fields=["superseded_at"])
    made = SanctionsList.objects.create(
        issuer=issuer,
        as_of=as_of,
        shape=read.shape,
        digest=digest,
        number=len(read.entries),
        unread=list(read.unread),
        uploaded_by=by,
    )
    SanctionsEntry.objects.bulk_create(
        (SanctionsEntry(sanctions_list=made, reference=one.reference[:80], names=list(one.names)) for one in read.entries),
        batch_size=2000,
    )
    lists = Lists()
    for reader in NamedReader.objects.select_for_update(of=("self",)).standing().select_related("person"):
        check_reader(reader, lists)
    return made


class Lists:
    """The lists in force, read once for as many people as are checked."""

    def __init__(self) -> None:
        self.lists = [str(one) for one in SanctionsList.objects.in_force()]
        entries = SanctionsEntry.objects.filter(sanctions_list__superseded_at=None).select_related("sanctions_list")
        self.rows = [(entry, name) for entry in entries for name in entry.names]
        self.names = Names(name for _, name in self.rows)

    def alike(self, what: str) -> list[dict[str, Any]]:
        """The entries whose names look like this one, each once, the most like first."""
        found: dict[int, dict[str, Any]] = {}
        for one in self.names.like(what):
            entry, name = self.rows[one.place]
            issuer = entry.sanctions_list.issuer
            found.setdefault(
                entry.pk,
                {"list": issuer, "reference": entry.reference, "name": name, "like": what, "percent": one.percent},
            )
        return list(found.values())


def check_reader(reader: NamedReader, lists: Lists | None = None) -> SanctionsCheck:
    """Compare the person's name, and that of the employer, with the lists in force.

    Who looks like an entry may not read until a person has decided; what was decided of the same person and entry before
    stands.
    """
    if lists is None:
        lock_lists()
        lists = Lists()
    asked = [name for name in (reader.person.name, reader.employer) if can_be_seen(name)]
    alike = [found for name in asked for found in lists.alike(name)]
    decided = _decided(reader)
    check = SanctionsCheck(reader=reader, lists=lists.lists, result=_result(lists, alike), alike=alike)
    earlier = [decided.get(_key(one)) for one in alike]
    if alike and None not in earlier:
        _take_over(check, [one for one in earlier if one is not None])
    check.save()
    reader.standing = _standing(check)
    reader.save(update_fields=["standing"])
    return check


def _result(lists: Lists, alike: list[dict[str, Any]]) -> CheckResult:
    if not lists.lists:
        return CheckResult.NOT_CHECKED
    return CheckResult.POSSIBLE_MATCH if alike else CheckResult.NO_MATCH


def _take_over(check: SanctionsCheck, earlier: list[SanctionsCheck]) -> None:
    """What was decided before of each entry that looks alike; one that is the same person outweighs all others."""
    decided = next((one for one in earlier if one.decision == Decision.THE_SAME), earlier[0])
    for field in ("decision", "reason", "decided_at", "decided_by"):
        setattr(check, field, getattr(decided, field))


def _standing(check: SanctionsCheck) -> Standing:
    """Whether the reader may read by this check."""
    if check.result != CheckResult.POSSIBLE_MATCH or check.decision == Decision.ANOTHER:
        return Standing.CLEAR
    return Standing.BARRED if check.decision else Standing.UNDECIDED


def _key(alike: dict[str, Any]) -> tuple[str, str, str]:
    return alike["list"], alike["reference"], alike["like"]


def _decided(reader: NamedReader) -> dict[tuple[str, str, str], SanctionsCheck]:
    """By entry and name the last check of this person in which it was decided on; who was found to be the same stays it."""
    checks = SanctionsCheck.objects.filter(reader__person=reader.person_id).exclude(decision="").order_by("decided_at", "pk")
    return {_key(one): check for check in checks for one in check.alike}


@transaction.atomic
def decide_match(*, check: SanctionsCheck, decision: str, reason: str, by: User) -> SanctionsCheck:
    """Say whether the reader is one of those whose entries look alike. Refused: of oneself, without a reason, and twice."""
    if not can_be_seen(reason):
        raise Refused("Say how you know.", "It is kept with the decision.")
    reader = NamedReader.objects.select_for_update(of=("self",)).select_related("person").get(pk=check.reader_id)
    check = SanctionsCheck.objects.select_for_update().get(pk=check.pk)
    if reader.person_id == by.pk:
        raise Refused("Nobody decides about themselves.", "Ask a colleague.")
    newest = reader.checks.order_by("-at", "-pk").first()
    if newest != check or check.result != CheckResult.POSSIBLE_MATCH or check.decision:
        raise Refused("There is nothing left to decide here.", "Look at the newest check.")
    check.decision, check.reason = Decision(decision), reason.strip()
    check.decided_at, check.decided_by = timezone.now(), by
    check.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
    reader.standing = _standing(check)
    reader.save(update_fields=["standing"])
    return check
