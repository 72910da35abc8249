"""What is done by the clock, and by a worker."""

from contextlib import suppress

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from normsite.foundation.errors import Refused
from normsite.foundation.workers import periodic
from riskreviews.events import tell_review_due
from riskreviews.models import Screening
from riskreviews.queries import reviews_due
from riskreviews.services import find_hits


@periodic("riskreviews.tell_of_reviews", every=crontab(hour="5", minute="10"))
def tell_of_reviews() -> None:
    """Published assessments whose review date has come, once for each date."""
    for assessment, day, codes in reviews_due(timezone.localdate()):
        tell_review_due(assessment, day, codes)


@shared_task(name="riskreviews.look_through")
def look_through(key: int) -> None:
    """Look through a long text. Where it is changed or submitted meanwhile, whoever comes next looks through it again."""
    screening = Screening.objects.select_related("revision__norm", "control_list").filter(pk=key).first()
    if screening is not None:
        with suppress(Refused):
            find_hits(screening=screening)
