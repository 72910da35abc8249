"""What is done by the clock."""

from celery.schedules import crontab
from django.utils import timezone

from normsite.foundation.workers import periodic
from riskreviews.events import tell_review_due
from riskreviews.queries import reviews_due


@periodic("riskreviews.tell_of_reviews", every=crontab(hour="5", minute="10"))
def tell_of_reviews() -> None:
    """Published assessments whose review date has come, once for each date."""
    for assessment, day, codes in reviews_due(timezone.localdate()):
        tell_review_due(assessment, day, codes)
