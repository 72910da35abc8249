"""The decisions on what is withheld, with what the rooms say of it: the words, and who wrote them."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.db import transaction

from comments.guards.locks import lock_comment
from comments.models import Comment, ConfidentialViewing
from comments.rules import can_moderate_comment, can_read_confidential
from comments.services import mark_file, publish_comment, withhold_comment
from normsite.foundation.accounts.models import User
from normsite.foundation.accounts.rules import Rule
from normsite.foundation.errors import Refused
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.rules import can_withhold
from normsite.foundation.withholding.services import lift, refuse_further, refuse_over, renew, withhold, withhold_copies
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.portal.withheld.subjects import Subject, copies_of, find_subject, parts_of

RULES: dict[str, Rule] = {Kind.COMMENT: can_moderate_comment, Kind.CONFIDENTIAL: can_read_confidential}

UNKNOWN = "The form did not say what you had read of it."


def rule_of(kind: str) -> Rule:
    """Who may decide on what is withheld already: on a comment whoever may moderate it, on the confidential part of one whoever
    may open it, on anything else whoever may withhold it."""
    return RULES.get(kind, can_withhold)


@transaction.atomic
def withhold_subject(
    *, subject: Subject, basis: str, reason: str, until: date, by: User, earlier: bool = False, seen: str | None = None
) -> Withholding:
    """Withhold a part in the words that it has now, and its copies (`copies_of`); `earlier`: also what texts before said
    instead. Refused where `seen`, the digest of the words that `by` was shown, is that of others, and to whoever has
    written in a copy."""
    refuse_unseen(subject, seen)
    part = replace(subject.part, since_revision=0) if earlier else subject.part
    made = withhold(part=part, words=subject.words(), basis=basis, reason=reason, until=until, by=by, norm=subject.norm_code)
    copies = copies_of(subject)
    _refuse_own(copies, by)
    withhold_copies(withholding=made, copies=copies)
    transaction.on_commit(partial(_withhold_what_came_meanwhile, made, subject), robust=True)
    if part.kind == Kind.ATTACHMENT:
        mark_file(comment=part.about, number=part.place, withheld_as=made.code)
    return made


def refuse_unseen(subject: Subject | None, seen: str | None) -> None:
    """Nobody decides on words that they were not shown, of which `seen` is the digest; None where nobody was shown a form."""
    if seen is None or seen == (subject.fingerprint if subject else ""):
        return
    raise Refused("What it says was changed meanwhile." if seen else UNKNOWN, "Read it as it stands now, then decide.")


def _refuse_own(copies: list[Part], by: User) -> None:
    """Nobody withholds their own words, nor along with others'. A copy is named as they see it, if they still do."""
    own = next((one.part for one in parts_of(copies) if by.pk in one.wrote()), None)
    if own is None:
        return
    seen = find_subject(replace(own, since_revision=0), by)
    raise Refused(
        f"What says the same is withheld along, and you have written in it yourself: {seen.title if seen else 'a copy'}.",
        "Let somebody decide who has written in neither.",
    )


@transaction.atomic
def _withhold_what_came_meanwhile(withholding: Withholding, subject: Subject) -> None:
    """Somebody may have written the same in the instant of the decision, unseen before the commit."""
    withhold_copies(withholding=withholding, copies=copies_of(subject))


@transaction.atomic
def renew_withholding(*, withholding: Withholding, basis: str, reason: str, until: date, by: User) -> Withholding:
    """Withhold something further, in the words that it has now. A comment is, where comments are."""
    if withholding.kind == Kind.COMMENT:
        withhold_comment(comment=_comment(withholding), ground=basis, reason=reason, until=until, by=by)
        withholding.refresh_from_db()
        return withholding
    subject = find_subject(withholding.part, by)
    if subject is None:
        raise Refused("What was withheld is not there any more.", "Make it public: then its history is complete.")
    if withholding.kind == Kind.CONFIDENTIAL:
        _refuse_unread(withholding, by)
    return renew(withholding=withholding, words=subject.words(), basis=basis, reason=reason, until=until, by=by)


def why_not_further(withholding: Withholding, subject: Subject | None, by: User) -> str:
    """Why this person can't withhold it further, known before they fill anything in; empty where they can. Of a comment its
    ground may be put right by whoever decided."""
    if subject is None or withholding.kind == Kind.COMMENT:
        return ""
    try:
        refuse_further(withholding, frozenset(subject.wrote()), by)
    except Refused as refused:
        return str(refused)
    return ""


@transaction.atomic
def make_public(*, withholding: Withholding, reason: str, by: User) -> None:
    """Make it public, with a reason. A comment is published where comments are; what its sender keeps back stays withheld."""
    if withholding.kind == Kind.CONFIDENTIAL:
        raise Refused(
            "Its sender has asked that this part stays confidential, so it can't be made public here.",
            "Withhold it further, or ask them for another public version.",
        )
    if withholding.kind == Kind.COMMENT:
        publish_comment(comment=_comment(withholding), by=by, reason=reason)
        return
    lift(withholding=withholding, reason=reason, by=by)
    if withholding.kind == Kind.ATTACHMENT:
        mark_file(comment=withholding.about, number=withholding.place, withheld_as="")


def _refuse_unread(withholding: Withholding, by: User) -> None:
    """Nobody withholds further what they have not opened; each opening is noted where comments are."""
    if not ConfidentialViewing.objects.filter(part__comment__code=withholding.about, person=by).exists():
        raise Refused("You have not opened this part yet.", "Open it on its own page and read it, then decide.")


def _comment(withholding: Withholding) -> Comment:
    """The comment, locked as everything that moves one does; refused where this withholding of it is over meanwhile."""
    comment = lock_comment(Comment.objects.only("pk").get(code=withholding.about).pk)
    refuse_over(Withholding.objects.get(pk=withholding.pk))
    return comment
