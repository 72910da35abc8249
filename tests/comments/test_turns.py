"""When the clock alone changes what public pages show."""

from datetime import timedelta

from django.utils import timezone

from comments.models import Consultation
from norms.models import Revision
from tests import scenes


def at(**ago: float):
    return timezone.now() - timedelta(**ago)


def test_the_next_turn_is_the_first_of_all_openings_closings_and_releases(cast):
    running = scenes.opened(cast, scenes.frozen(cast, "Running"), days_ago=10)
    past = scenes.opened(cast, scenes.frozen(cast, "Past"), days_ago=10)
    Consultation.objects.filter(pk=past.pk).update(opens_at=at(days=80), closes_at=at(days=5))
    assert Consultation.objects.next_turn() == running.closes_at
    opens = at(days=-3)
    coming = scenes.opened(cast, scenes.frozen(cast, "Coming"), days_ago=10)
    Consultation.objects.filter(pk=coming.pk).update(opens_at=opens, closes_at=at(days=-70))
    assert Consultation.objects.next_turn() == opens
    released = at(days=-2)
    text = scenes.frozen(cast, "Released")
    Revision.objects.filter(pk=text.pk).update(released_at=released)
    assert (Consultation.objects.next_turn(), Revision.objects.next_release()) == (released, released)


def test_where_nothing_is_appointed_there_is_no_turn(cast):
    scenes.frozen(cast)
    assert (Consultation.objects.next_turn(), Revision.objects.next_release()) == (None, None)
