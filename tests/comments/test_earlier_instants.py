"""The migration that gives earlier submissions the instant of their storing, while the site takes others in."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from comments.models import CountedBy, Submission
from tests.comments import scenes

migration = import_module("comments.migrations.0006_instants_of_earlier_submissions")
pytestmark = pytest.mark.django_db
NOW = timezone.now()


def submission(cast, consultation, *, waited: timedelta, by: CountedBy) -> int:
    """One that was stored now and had come so long before."""
    made = scenes.send(consultation).submission
    Submission.objects.filter(pk=made.pk).update(received_at=NOW - waited, stored_at=NOW, counted_by=by)
    return int(made.pk)


def waits(*keys: int) -> list[timedelta]:
    rows = Submission.objects.in_bulk(keys)
    return [rows[key].stored_at - rows[key].received_at for key in keys]


def test_earlier_ones_were_stored_when_they_came_and_what_is_stored_meanwhile_keeps_its_instant(cast, monkeypatch):
    consultation = scenes.opened(cast)
    three_days, a_moment, nothing = timedelta(days=3), timedelta(seconds=20), timedelta()
    earlier = [submission(cast, consultation, waited=three_days, by=CountedBy.STORING) for _ in range(3)]
    own = [
        submission(cast, consultation, waited=a_moment, by=CountedBy.ARRIVAL),
        submission(cast, consultation, waited=a_moment, by=CountedBy.TICKET),
        submission(cast, consultation, waited=nothing, by=CountedBy.STORING),
    ]
    monkeypatch.setattr(migration, "AT_ONCE", 2)

    for _ in range(2):  # stopped and begun anew, it comes to the same
        migration.store_when_received(apps, SimpleNamespace(connection=connection))

    assert waits(*earlier, *own) == [nothing, nothing, nothing, a_moment, a_moment, nothing]


def test_it_locks_no_more_than_some_at_a_time(cast, monkeypatch, django_assert_num_queries):
    consultation = scenes.opened(cast)
    for _ in range(5):
        submission(cast, consultation, waited=timedelta(days=3), by=CountedBy.STORING)
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    with django_assert_num_queries(4 + 3):  # it looks four times, and changes two, two and one
        migration.store_when_received(apps, SimpleNamespace(connection=connection))
    assert not migration.Migration.atomic
