"""What staff are told of each morning."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from norms.models import Norm
from normsite.foundation.notices.models import Event
from normsite.portal.pages.tasks import tell_of_gates, tell_of_work
from tests import scenes
from tests.cast import gather
from tests.comments.scenes import send
from tests.foundation.notices.scenes import texts, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return gather()


def told_of(person):
    return [event.facts["sentence"] for event in Event.objects.filter(targets=[f"person:{person.pk}"]).order_by("pk")]


def test_a_secretary_is_told_once_a_week_that_comments_wait_and_whoever_may_do_nothing_is_told_nothing(cast):
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=1)
    send(consultation, "Erase them.", **scenes.ROSA)
    tell_of_work()
    tell_of_work()
    assert told_of(cast.sami) == ["1 comment to moderate"]
    assert told_of(cast.olu) == told_of(cast.rosa) == []
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        tell_of_work()
    assert told_of(cast.sami) == ["1 comment to moderate"] * 2


def test_what_should_be_done_already_is_told_as_overdue(cast):
    scenes.spoken(cast, scenes.opened(cast, scenes.frozen(cast)))
    tell_of_work()
    told()
    assert [event.kind for event in Event.objects.filter(targets=[f"person:{cast.edda.pk}"])] == ["work_overdue"]
    assert "2 comments to answer" in texts(cast.edda.email)[0]


def test_a_norm_that_should_soon_be_published_and_can_not_be_is_told_to_who_publishes_with_the_first_thing_in_the_way(cast):
    revision = scenes.drafted(cast)
    Norm.objects.update(intended_publication=timezone.localdate() + timedelta(days=9))
    tell_of_gates()
    tell_of_gates()
    people = Event.objects.filter(kind="gate_unmet").values_list("targets", flat=True)
    assert sorted(map(tuple, people)) == sorted((f"person:{one.pk}",) for one in (cast.april, cast.sami))
    assert Event.objects.filter(kind="gate_unmet")[0].facts["first"] == "The text is still a draft."
    assert revision.norm.code == Event.objects.filter(kind="gate_unmet")[0].norm


def test_a_norm_that_has_time_is_not_told(cast):
    scenes.drafted(cast)
    Norm.objects.update(intended_publication=timezone.localdate() + timedelta(days=30))
    tell_of_gates()
    assert not Event.objects.exists()
