"""What is to be forgotten."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from norms.models import KeptRedline

UNUSED_DAYS = 60
MOST_CHARACTERS = 200_000_000


@shared_task(name="norms.forget_redlines")
def forget_redlines() -> None:
    """Delete comparisons that nobody has looked at for long, and beyond a limit those looked at last of all."""
    KeptRedline.objects.filter(used_on__lt=timezone.now().date() - timedelta(days=UNUSED_DAYS)).delete()
    KeptRedline.objects.filter(pk__in=list(KeptRedline.objects.beyond(MOST_CHARACTERS).values_list("pk", flat=True))).delete()
