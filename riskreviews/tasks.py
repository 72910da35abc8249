"""What is done by the clock, and by a worker."""

from contextlib import suppress

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy
from normsite.foundation.workers import periodic
from riskreviews.events import tell_reading_overdue, tell_review_due
from riskreviews.models import Screening, Simulation, Verification
from riskreviews.queries import due_safeguards, overdue, reviews_due
from riskreviews.rules import can_keep_indicators
from riskreviews.services import (
    carry_out_simulation,
    carry_out_verification,
    find_hits,
    hand_over_next_verification,
    note_reappraisal,
    resume_simulations,
    resume_verifications,
)


@periodic("riskreviews.tell_of_reviews", every=crontab(hour="5", minute="10"))
def tell_of_reviews() -> None:
    """Published assessments whose review date has come, or the day until which a safeguard was kept; once for each date."""
    for promised in reviews_due(timezone.localdate()):
        tell_review_due(promised.assessment, promised.day, promised.codes)


@periodic("riskreviews.note_reappraisals", every=crontab(hour="4", minute="20"))
def note_reappraisals() -> None:
    """Published safeguards whose review date or day of declassification has come, once for each day."""
    for safeguard, cause, day in due_safeguards(timezone.localdate()):
        note_reappraisal(safeguard=safeguard, cause=cause, due_on=day)


@periodic("riskreviews.tell_of_readings", every=crontab(hour="5", minute="20"))
def tell_of_readings() -> None:
    """Readings of indicators that were expected and did not come, once for each period."""
    staff = User.objects.filter(is_active=True, grants__isnull=False).distinct()
    keepers = [one for one in staff if can_keep_indicators(one)]
    for watched in overdue(timezone.localdate()):
        tell_reading_overdue(watched.indicator, watched.missed[0], keepers)


@shared_task(name="riskreviews.look_through")
def look_through(key: int) -> None:
    """Look through a long text. Where it is changed or submitted meanwhile, whoever comes next looks through it again."""
    screening = Screening.objects.select_related("revision__norm", "control_list").filter(pk=key).first()
    if screening is not None:
        with suppress(Refused):
            find_hits(screening=screening)


@shared_task(name="riskreviews.simulate")
def simulate(key: int) -> None:
    """Simulate a scenario. Where its scenario is gone meanwhile there is nothing to do."""
    simulation = Simulation.objects.filter(pk=key).first()
    if simulation is not None:
        carry_out_simulation(simulation=simulation)


@periodic("riskreviews.resume_simulations", every=60)
def resume() -> None:
    """Go on with simulations and verifications that no worker is at."""
    resume_simulations()
    resume_verifications()


@shared_task(name="riskreviews.verify")
def verify(key: int) -> None:
    """Compute the results of an assessment again, then have the next one done that waits. While another one is computed it
    waits for that, or for the clock."""
    verification = Verification.objects.select_related("assessment").filter(pk=key).first()
    if verification is not None:
        with suppress(Busy):
            carry_out_verification(verification=verification)
            hand_over_next_verification()
