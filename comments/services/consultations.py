"""Open a consultation; extend one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.template.defaultfilters import date as written
from django.utils import timezone

from comments.events import tell_announced, tell_closed, tell_closing, tell_extended, tell_opened
from comments.models import DEFAULT_DAYS, WEEK, Consultation, Extension, Question, new_question
from norms.checks import before_release
from norms.models import Revision
from norms.services import put_off_release, release_revision
from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.clock import database_now
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import can_be_seen

A_MOMENT = timedelta(minutes=10)
A_DAY = timedelta(days=1)


@transaction.atomic
def open_consultation(
    *,
    revision: Revision,
    title: str,
    asks: str,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    anonymous_allowed: bool = True,
    replies_allowed: bool = False,
    questions: Sequence[str] = (),
    short_reason: str = "",
    at: datetime | None = None,
) -> Consultation:
    """Announce a consultation on a frozen revision, and make the revision readable from `opens_at`.

    Refused: a draft; a revision that is being consulted on already; an opening that lies more than ten minutes before the
    act; a deadline before the opening; a period shorter than `DEFAULT_DAYS` without a reason. A question is a line as
    `new_question` reads it, with its answers where one chooses among them. `at` is the instant of the act,
    now unless demonstration data are made.
    """
    check_words(Consultation, title=title, asks=asks, short_reason=short_reason)
    asked = [new_question(line) for line in questions if line.strip()]
    for one in asked:
        check_words(Question, text=one.text)
    revision = Revision.objects.select_for_update(of=("self",)).select_related("norm").get(pk=revision.pk)
    at = at or database_now()
    for words in (short_reason, *questions):
        markup.check_text(words)
    _refuse_wrong_revision(revision)
    _refuse_wrong_span(opens_at, closes_at, at, short_reason)
    consultation = Consultation.objects.create(
        code=next_code(Kind.CONSULTATION),
        revision=revision,
        title=title.strip(),
        asks=asks.strip(),
        asks_html=markup.render(asks.strip()),
        opens_at=opens_at,
        closes_at=closes_at,
        anonymous_allowed=anonymous_allowed,
        replies_allowed=replies_allowed,
        short_reason=short_reason.strip(),
        created_by=by,
    )
    Question.objects.bulk_create(
        Question(consultation=consultation, position=position, text=one.text, answers=list(one.answers))
        for position, one in enumerate(asked, 1)
    )
    release_revision(revision=revision, at=opens_at, by=by)
    record(Act.CONSULTATION_OPENED, consultation.code, public=_public_facts(consultation))
    if opens_at > at:
        tell_announced(consultation)
    else:
        tell_opened(consultation)
    return consultation


def _refuse_wrong_revision(revision: Revision) -> None:
    if revision.is_draft:
        raise Refused("A draft can't be consulted on: its words could change meanwhile.", "Freeze the revision first.")
    running = Consultation.objects.for_revision(revision).filter(concluded_at=None).first()
    if running is not None:
        raise Refused(
            f"{revision} is the subject of {running.code} already.",
            "Extend that consultation, or conclude it before you open another.",
        )


def _refuse_wrong_span(opens_at: datetime, closes_at: datetime, at: datetime, short_reason: str) -> None:
    if opens_at < at - A_MOMENT:
        raise Refused("The opening lies in the past.", "Open it now, or choose a later time.")
    if closes_at <= opens_at:
        raise Refused("The consultation would close before it opens.", "Choose a deadline after the opening.")
    if closes_at - opens_at < timedelta(days=DEFAULT_DAYS) and not can_be_seen(short_reason):
        raise Refused(
            f"A period of {_length(closes_at - opens_at)} is shorter than the usual {DEFAULT_DAYS} days.",
            "Choose a later deadline, or give the reason, which is published.",
        )


def _length(span: timedelta) -> str:
    days, hours = span.days, span.seconds // 3600
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in ((days, "day"), (hours, "hour")) if number]
    return " and ".join(parts) or "less than an hour"


def _public_facts(consultation: Consultation) -> dict[str, str]:
    return {
        "revision": str(consultation.revision),
        "fingerprint": consultation.revision.fingerprint,
        "opens_at": consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at.isoformat(),
    }


@transaction.atomic
def confirm_opening(consultation: Consultation) -> bool:
    """Look once more, before the clock opens it, whether its text may go out; whether all stays as it is.

    The text was cleared when the opening was appointed; a newer edition or two reviewers may have said otherwise since. Then
    the opening and the deadline are put off by a day, and the release with them.
    """
    consultation = Consultation.objects.select_for_update(of=("self",)).select_related("revision__norm").get(pk=consultation.pk)
    revision = Revision.objects.select_for_update(of=("self",)).select_related("norm").get(pk=consultation.revision_id)
    if database_now() >= consultation.opens_at:
        return True
    if before_release(revision, consultation.opens_at).blocking:
        _put_off(consultation, revision)
        return False
    if revision.released_at is None:  # it was taken back meanwhile, and cleared anew
        release_revision(revision=revision, at=consultation.opens_at, by=consultation.created_by)
    return True


def _put_off(consultation: Consultation, revision: Revision) -> None:
    consultation.opens_at += A_DAY
    consultation.closes_at += A_DAY
    consultation.save(update_fields=["opens_at", "closes_at"])
    put_off_release(revision=revision, at=consultation.opens_at)
    record(Act.CONSULTATION_CHANGED, consultation.code, public=_public_facts(consultation))


@transaction.atomic
def extend_consultation(*, consultation: Consultation, closes_at: datetime, reason: str, by: User) -> Consultation:
    """Give people more time, with a reason that is published. Refused after the deadline, and for an earlier deadline."""
    consultation = Consultation.objects.select_for_update(of=("self",)).select_related("revision__norm").get(pk=consultation.pk)
    now = database_now()
    if now >= consultation.closes_at:
        raise Refused(
            f"The consultation closed on {written(consultation.closes_at, 'j F Y, H:i e')}.",
            "Those who kept to the deadline may rely on it. Open a second consultation to hear more.",
        )
    if closes_at <= consultation.closes_at:
        raise Refused("A consultation can be made longer, never shorter.", "Choose a later deadline than the present one.")
    check_words(Extension, reason=reason)
    if not can_be_seen(reason):
        raise Refused("An extension needs a reason.", "Write it in one sentence; it is published.")
    markup.check_text(reason, what="The reason")
    extension = Extension.objects.create(
        consultation=consultation,
        closed_before=consultation.closes_at,
        closes_now=closes_at,
        reason=reason.strip(),
        made_at=now,
        made_by=by,
    )
    consultation.closes_at = closes_at
    consultation.save(update_fields=["closes_at"])
    record(Act.CONSULTATION_CHANGED, consultation.code, public=_public_facts(consultation))
    tell_extended(extension)
    return consultation


@transaction.atomic
def tell_of_turn(consultation: Consultation) -> None:
    """Tell that the clock has opened it, will close it soon, or has closed it: each once for each deadline. Who extends it at
    this moment comes before or after, so that nobody is told of a deadline that has just been moved."""
    consultation = Consultation.objects.select_for_update(of=("self",)).select_related("revision__norm").get(pk=consultation.pk)
    left = consultation.closes_at - timezone.now()
    if left <= timedelta():
        tell_closed(consultation)
        return
    tell_opened(consultation)
    if left <= timedelta(days=1):
        tell_closing(consultation, "closing_in_a_day")
    elif left <= WEEK and consultation.closes_at - consultation.opens_at > WEEK + timedelta(days=1):
        tell_closing(consultation, "closing_in_a_week")  # of a shorter one whoever has just read that it opens knows
