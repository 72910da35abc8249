"""Ask an authority whether a text may go out, and record what it answers."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen, isolated
from riskreviews.models import Referral, Reply, Screening
from riskreviews.queries import text_fingerprint
from riskreviews.services.screenings import lock_screening


@transaction.atomic
def ask_authority(*, screening: Screening, authority: str, number: str, question: str, sent_on: date, by: User) -> Referral:
    """Record that an authority was asked about the text as it stands, under which file number, on which day."""
    check_words(Referral, authority=authority, number=number, question=question)
    screening = lock_screening(screening)
    if not can_be_seen(question):
        raise Refused("Say what the authority was asked.")
    _refuse_day_to_come(sent_on)
    known = screening.referrals.filter(authority__iexact=authority.strip(), number__iexact=number.strip()).first()
    if known is not None:
        raise Refused(f"{isolated(known)} is on record already.")
    referral = Referral.objects.create(
        screening=screening,
        authority=authority.strip(),
        number=number.strip(),
        question=question.strip(),
        sent_on=sent_on,
        fingerprint=text_fingerprint(screening.revision),
        recorded_by=by,
    )
    facts = {"authority": referral.authority, "number": referral.number}
    record(Act.AUTHORITY_ASKED, screening.code, facts=facts, public={"sent_on": str(sent_on)})
    return referral


@transaction.atomic
def note_reply(
    *,
    referral: Referral,
    reply: str,
    replied_on: date,
    by: User,
    reply_number: str = "",
    conditions: str = "",
    until: date | None = None,
) -> Referral:
    """Record the reply, once: what it says, under which number, on which conditions, and until when it holds."""
    check_words(Referral, reply_number=reply_number, conditions=conditions)
    referral = Referral.objects.select_for_update(of=("self",)).select_related("screening").get(pk=referral.pk)
    given = (reply, reply_number.strip(), replied_on, conditions.strip(), until)
    if (referral.reply, referral.reply_number, referral.replied_on, referral.conditions, referral.until) == given:
        return referral
    if referral.reply:
        raise Refused("The reply is on record already.", "What comes later is recorded as a question of its own.")
    if reply not in Reply.values:
        raise Refused("Say what the authority answers.")
    _refuse_day_to_come(replied_on)
    if replied_on < referral.sent_on:
        raise Refused("No authority answers before it is asked.", f"It was asked on {referral.sent_on:%-d %B %Y}.")
    if until is not None and until < replied_on:
        raise Refused("The reply would end before it was given.", "Give a later day, or none.")
    referral.reply, referral.reply_number, referral.replied_on, referral.conditions, referral.until = given
    referral.reply_recorded_by = by
    referral.save()
    record(Act.AUTHORITY_REPLIED, referral.screening.code, facts={"reply": reply, "number": referral.reply_number})
    return referral


def _refuse_day_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise Refused("That day is still to come.", "Give the day on which it happened.")
