"""Keeps the notes few."""

from datetime import timedelta

from django.utils import timezone

from normsite.foundation.changes.models import Change
from normsite.foundation.workers import periodic

KEPT = timedelta(minutes=5)  # each web server looks four times a second


@periodic("changes.forget_old", every=300)
def forget_old() -> None:
    """Delete what every web server has seen long ago. It is a change of the notes too: all pages are made anew once."""
    Change.objects.filter(at__lt=timezone.now() - KEPT).delete()
