"""Keeps the notes few."""

from datetime import timedelta

from django.db import transaction
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from normsite.foundation.changes.models import Change
from normsite.foundation.changes.topics import Topic
from normsite.foundation.workers import periodic

KEPT = timedelta(minutes=1)  # each web server looks four times a second
THIS_TRANSACTION = Cast(Cast(Func(function="pg_current_xact_id"), TextField()), BigIntegerField())


@periodic("changes.forget_old", every=60)
@transaction.atomic
def forget_old() -> None:
    """Delete what every web server has seen long ago. It is a change of the notes too: all pages are made anew once.

    It leaves notes of itself. Without them the state would in the end be again what it was before a change, and what was made
    then would pass for what the record says.
    """
    old = Change.objects.filter(at__lt=timezone.now() - KEPT)
    if old.count() > len(Topic):  # so few may be its own of the time before, which would only make others
        old.delete()
        notes = [Change(topic=topic, transaction=THIS_TRANSACTION) for topic in Topic.values]
        Change.objects.bulk_create(notes, ignore_conflicts=True)
