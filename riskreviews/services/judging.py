"""What two reviewers come to, and what follows from it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from norms.models import Revision
from norms.services import clear_circulation, restrict_revision, take_back_release, withdraw_clearances
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen
from riskreviews.checks import before_clearing
from riskreviews.models import Opinion, Outcome, Screening, ScreeningState
from riskreviews.models.screening import CLEARING
from riskreviews.queries import text_fingerprint
from riskreviews.rules import has_prepared
from riskreviews.services.screenings import begin_round, lock_screening


@transaction.atomic
def judge_screening(*, screening: Screening, words: str, outcome: str, reason: str, until: date | None, by: User) -> Opinion:
    """Say what the text may be used for until a day, and why. With the second person of the same opinion it is concluded;
    where the second differs, it is open again with both opinions on record.

    `words` is the fingerprint of the text that the reviewer has read. Refused to whoever has prepared the screening or written
    the text, and to clear what `checks.before_clearing` finds.
    """
    screening, opinion = _reviewable(screening, reason, by)
    if opinion is not None and (opinion.outcome, opinion.reason, opinion.until) == (outcome, reason.strip(), until):
        return opinion
    _refuse_second(opinion)
    if outcome not in Outcome.values:
        raise Refused("Say what the outcome is.")
    if until is None or until < timezone.localdate():
        raise Refused("Say until which day this holds.", "Give a day to come.")
    if not words == screening.fingerprint == text_fingerprint(screening.revision):
        raise Refused("The text was changed meanwhile.", "Return the screening, so that the text is looked through again.")
    if outcome in CLEARING:
        before_clearing(screening, outcome, until).refuse()
    opinion = _give(screening, reason, by, outcome=outcome, until=until)
    first = screening.opinions.filter(round=screening.round).exclude(pk=opinion.pk).first()
    if first is not None and first.outcome != outcome:
        begin_round(screening)
    elif first is not None and first.until is not None:
        _conclude(screening, outcome, min(first.until, until), by)
    return opinion


@transaction.atomic
def return_screening(*, screening: Screening, reason: str, by: User) -> Opinion:
    """Send it back to whoever prepares it, and say why."""
    screening, opinion = _reviewable(screening, reason, by)
    _refuse_second(opinion)
    opinion = _give(screening, reason, by)
    begin_round(screening)
    return opinion


@transaction.atomic
def reopen_screening(*, screening: Screening, by: User) -> Screening:
    """Take up again what was concluded, on record: the text, the list or the day has changed. What it cleared is cleared no
    more."""
    screening = lock_screening(screening)
    if screening.state != ScreeningState.CONCLUDED:
        raise Refused(f"{screening.code} is not concluded.")
    if not screening.control_list.in_force:
        raise Refused(f"{screening.control_list} is superseded.", "Screen by the edition in force.")
    withdraw_clearances(revision=screening.revision, control_list=screening.control_list)
    begin_round(screening)
    record(Act.SCREENING_REOPENED, screening.code)
    return screening


def _reviewable(screening: Screening, reason: str, by: User) -> tuple[Screening, Opinion | None]:
    """The screening, locked, and what this person has said in this round; refused where they may not say anything."""
    check_words(Opinion, reason=reason)
    screening = lock_screening(screening)
    given = screening.opinions.filter(reviewer=by, round=screening.round).first()
    if given is not None:
        return screening, given
    if screening.state != ScreeningState.IN_REVIEW:
        raise Refused(f"{screening.code} is {screening.get_state_display().lower()}, so there is nothing to decide now.")
    if has_prepared(by, screening):
        raise Refused(
            "You have prepared this screening or written in the text, so you can't decide on it.", "Ask somebody else."
        )
    if not can_be_seen(reason):
        raise Refused("Say why.", "Another person must be able to follow it.")
    return screening, None


def _refuse_second(opinion: Opinion | None) -> None:
    if opinion is not None:
        raise Refused("You have given your opinion in this round already.", "A second person decides now.")


def _give(screening: Screening, reason: str, by: User, *, outcome: str = "", until: date | None = None) -> Opinion:
    return Opinion.objects.create(
        screening=screening, round=screening.round, reviewer=by, outcome=outcome, reason=reason.strip(), until=until
    )


def _conclude(screening: Screening, outcome: str, until: date, by: User) -> None:
    screening.state, screening.outcome, screening.until = ScreeningState.CONCLUDED, outcome, until
    screening.concluded_at = timezone.now()
    screening.save(update_fields=["state", "outcome", "until", "concluded_at"])
    revision, control_list = screening.revision, screening.control_list
    withdraw_clearances(revision=revision, control_list=control_list)
    if screening.is_clearing:
        clear_circulation(revision=revision, control_list=control_list, grounds=_grounds(screening), until=until, by=by)
    else:
        _restrict(screening, by)
    _record(screening)


def _restrict(screening: Screening, by: User) -> None:
    """What may not go out is for named readers alone from now on, and the clock does not let it out either; what is public
    already stays so."""
    revision = take_back_release(revision=Revision.objects.get(pk=screening.revision_id))
    if not revision.is_restricted and revision.released_at is None:
        outcome = screening.get_outcome_display().lower()
        reason = f"Screening {screening.code} by {screening.control_list} came to: {outcome}."
        restrict_revision(revision=revision, reason=reason, by=by)


def _grounds(screening: Screening) -> str:
    """On what a clearance rests, for people."""
    words = f"Screening {screening.code}"
    if screening.reply is not None:
        words += f"; reply of {screening.reply.authority}, {screening.reply.reply_number or screening.reply.number}"
    if screening.exclusion:
        words += f"; {screening.exclusion}"
    return words if len(words) <= 300 else f"{words[:299]}…"


def _record(screening: Screening) -> None:
    """By which list is public, and what was cleared until when. That a text was held back is committed to alone, with the
    fingerprint of its words, by which these could be guessed at; so is that of a text that stays restricted."""
    public = {
        "norm": screening.revision.norm.code,
        "revision": str(screening.revision.number),
        "list": f"{screening.control_list.series}/{screening.control_list.edition}",
    }
    said = {"outcome": screening.outcome, "fingerprint": screening.fingerprint, "until": str(screening.until)}
    if screening.is_clearing and not screening.revision.is_restricted:
        record(Act.SCREENING_CONCLUDED, screening.code, public=public | said)
    else:
        record(Act.SCREENING_CONCLUDED, screening.code, facts=said, public=public)
