"""What is to come, for calendars that keep up with it: what has passed leaves them."""

from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from comments.documents import deadline_entry, opening_entry
from comments.models import Consultation
from norms.models import Norm
from normsite.foundation.calendars import calendar
from riskreviews.documents import review_entry
from riskreviews.queries import reviews_to_come


def deadlines(norm: Norm | None = None) -> bytes:
    """When consultations open and close, and when published assessments will be looked at again: everywhere, or of one norm."""
    consultations = Consultation.objects.for_norm(norm) if norm else Consultation.objects.all()
    announced = list(consultations.announced().order_by("opens_at", "pk"))
    running = consultations.running().order_by("closes_at", "pk").prefetch_related("extensions")
    # Who takes all of them in has not asked to be reminded of each.
    closing = [replace(deadline_entry(one), reminder="") for one in running]
    reviews = map(review_entry, reviews_to_come(timezone.now().date(), norm))
    title = norm.title if norm else "Deadlines"
    return calendar([*map(opening_entry, announced), *closing, *reviews], name=f"{title} – {settings.SITE_NAME}")
