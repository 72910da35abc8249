"""Compute the results of an assessment again, and put on record whether they came out equal."""

import logging
from dataclasses import asdict
from functools import partial

from django.db import transaction
from django.utils import timezone

from normsite.foundation.turns import Busy, turn
from normsite.foundation.workers import hand_over
from riskreviews.models import Assessment, Verification, VerificationState
from riskreviews.queries import recompute
from riskreviews.services.simulations import OVERDUE

logger = logging.getLogger(__name__)
KEPT = 5  # of each assessment, the newest


@transaction.atomic
def ask_for_verification(*, assessment: Assessment) -> Verification:
    """Have all results of an assessment computed again by a worker. Whoever asks while one waits gets that one."""
    verification, is_new = Verification.objects.get_or_create(assessment=assessment, state=VerificationState.QUEUED)
    if is_new:
        transaction.on_commit(partial(hand_over, "riskreviews.verify", verification.pk))
    return verification


def carry_out_verification(*, verification: Verification) -> None:
    """Compute and compare; one at a time on the whole site, `Busy` meanwhile. One that is done stays as it is."""
    with turn("riskreviews.verify") as is_ours:
        if not is_ours:
            raise Busy("Another assessment is being verified.")
        verification.refresh_from_db()
        if verification.state != VerificationState.QUEUED:
            return
        try:
            found = list(recompute(verification.assessment))
        except Exception:
            logger.exception("%s failed", verification)
            verification.state = VerificationState.FAILED
        else:
            verification.state = VerificationState.DONE
            verification.lines = [asdict(one) for one in found]
            verification.is_equal = not any(one.differences for one in found)
        verification.ended_at = timezone.now()
        verification.save()
        _forget_old(verification.assessment)


def _forget_old(assessment: Assessment) -> None:
    kept = assessment.verifications.done().values("pk")[:KEPT]
    assessment.verifications.done().exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def hand_over_next_verification() -> None:
    """Hand the one that has waited longest to a worker."""
    waiting = Verification.objects.unfinished().order_by("asked_at").first()
    if waiting is not None:
        hand_over("riskreviews.verify", waiting.pk)


def resume_verifications() -> None:
    """Hand to a worker again what has waited for long: one, which has the next one done."""
    if Verification.objects.unfinished().filter(asked_at__lt=timezone.now() - OVERDUE).exists():
        hand_over_next_verification()
