"""Published safeguards that are due to be looked at again: noted by the clock or by a person, answered once."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen
from riskreviews.events import tell_reappraisal_due
from riskreviews.models import Cause, Crossing, Reappraisal, ReappraisalOutcome, Safeguard
from riskreviews.queries import can_be_due


@transaction.atomic
def note_reappraisal(
    *,
    safeguard: Safeguard,
    cause: str,
    due_on: date,
    what: str = "",
    crossing: Crossing | None = None,
    by: User | None = None,
) -> Reappraisal | None:
    """Note that a published safeguard is due; None where that was noted already. `what` says what has happened, in a line.

    The clock notes days that have come. A person notes an event; whoever watches an indicator notes that it crossed
    (`Cause.INDICATOR`, with the name and the figure as `what`). A day of the safeguard is noted once, an event of one day once
    in the same words, a `crossing` once. Followers are told once of what could lift it; of review dates they are told by
    `tell_of_reviews`.
    """
    check_words(Reappraisal, what=what)
    if cause not in Cause.values:
        raise Refused("A safeguard isn't due for that.", f"Choose one of {', '.join(Cause.values)}.")
    if not can_be_due(safeguard):
        raise Refused(f"{safeguard.code} isn't in the newest published text.", "Change it in its assessment.")
    if due_on > timezone.localdate():
        raise Refused("That day is still to come.", "Note it on the day.")
    if cause in (Cause.EVENT, Cause.INDICATOR) and not can_be_seen(what):
        raise Refused("Say what has happened.", "One line is enough; it is published.")
    facts: dict[str, Any] = {"cause": cause, "due_on": due_on, "what": what.strip()}
    once = {"crossing": crossing} if crossing else {"crossing": None, **facts}
    found, is_new = Reappraisal.objects.get_or_create(safeguard=safeguard, **once, defaults={**facts, "noted_by": by})
    if is_new and cause != Cause.REVIEW:
        tell_reappraisal_due(found)
    return found if is_new else None


@transaction.atomic
def answer_reappraisal(
    *, reappraisal: Reappraisal, outcome: str, reason: str, by: User, next_on: date | None = None
) -> Reappraisal:
    """Say what comes of it, with a reason that is published. Kept, it is looked at again on `next_on`."""
    check_words(Reappraisal, reason=reason)
    reappraisal = Reappraisal.objects.select_for_update(of=("self",)).get(pk=reappraisal.pk)
    said = (outcome, reason.strip(), next_on)
    if said == (reappraisal.outcome, reappraisal.reason, reappraisal.next_on):
        return reappraisal
    if reappraisal.outcome:
        raise Refused(f"This was answered already: {reappraisal.get_outcome_display().lower()}.")
    if outcome not in ReappraisalOutcome.values:
        raise Refused("Say what comes of it.")
    if not can_be_seen(reason):
        raise Refused("Say why.", "The reason is published.")
    if outcome == ReappraisalOutcome.KEEP and next_on is None:
        raise Refused("What is kept is looked at again.", "Give the day.")
    if outcome == ReappraisalOutcome.KEEP and next_on is not None and next_on <= timezone.localdate():
        raise Refused("The day of the next look is over, or today.", "Give a day to come.")
    markup.check_text(reason, what="The reason")
    reappraisal.outcome, reappraisal.reason = outcome, reason.strip()
    reappraisal.next_on = next_on if outcome == ReappraisalOutcome.KEEP else None
    reappraisal.answered_at, reappraisal.answered_by = timezone.now(), by
    reappraisal.save()
    return reappraisal
