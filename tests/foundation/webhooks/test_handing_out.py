"""From what happened to one delivery for each endpoint."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from comments.services import publish_comment, withhold_comment
from normsite.foundation.notices.events import call_back, withdraw_event
from normsite.foundation.notices.models import Event
from normsite.foundation.webhooks.endpoints import forget_old, pause_endpoint, start_endpoint
from normsite.foundation.webhooks.handing_out import hand_out
from normsite.foundation.webhooks.models import Delivery, Endpoint, NewEvent
from normsite.foundation.webhooks.sending import send_due
from tests import scenes
from tests.comments.scenes import only_comment, send
from tests.foundation.notices.scenes import told
from tests.foundation.webhooks.scenes import carried, endpoint_of, happened

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://hooks.example/in"


def test_an_endpoint_gets_what_it_follows_once_however_many_of_its_targets_say_so(cast, receiver):
    revision = scenes.frozen(cast)
    endpoint_of(cast.nils, receiver.url, "site", f"norm:{revision.norm.code}")
    endpoint_of(cast.rosa, ELSEWHERE, "norm:N-999")
    scenes.opened(cast, revision, days_ago=0)
    assert [carried(), carried()] == [1, 0]
    assert receiver.titles == ["Open for comments: Draft of quantum key modules"]


def test_what_was_recorded_before_the_endpoint_was_added_is_not_sent(cast):
    happened()
    endpoint_of(cast.nils, ELSEWHERE)
    hand_out()
    assert not Delivery.objects.exists()


def test_what_is_for_some_alone_is_sent_to_nobody(cast):
    endpoint_of(cast.nils, ELSEWHERE, "site", "norm:N-1")
    happened("work/1", "work_waits", audience="staff", facts={"sentence": "Decide."})
    happened("mine/1", "my_comment_published", audience="sender", facts={"comment": "C-1", "title": "Draft"})
    assert (hand_out(), Delivery.objects.count()) == (0, 0)


def test_nothing_is_sent_before_it_may_be_known(cast):
    endpoint_of(cast.nils, ELSEWHERE)
    event = happened(told_at=None, at=timezone.now() + timedelta(days=2))
    told()
    hand_out()
    assert not Delivery.objects.exists()
    Event.objects.filter(pk=event.pk).update(at=timezone.now())
    told()
    hand_out()
    assert Delivery.objects.get().event == event


def test_only_what_matters_leaves_single_comments_out(cast):
    chosen = endpoint_of(cast.nils, ELSEWHERE, everything=True)
    endpoint_of(cast.rosa, ELSEWHERE, everything=False)
    happened("comment/C-1", "comment_published", facts={"comment": "C-1", "about": "Keys", "title": "Draft"})
    hand_out()
    assert Delivery.objects.get().endpoint == chosen


def test_an_event_that_is_told_by_the_slower_of_two_transactions_is_not_missed(cast):
    endpoint_of(cast.nils, ELSEWHERE)
    slow = happened("first", told_at=None)
    happened("second")
    hand_out()
    Event.objects.filter(pk=slow.pk).update(told_at=timezone.now() - timedelta(hours=1))
    hand_out()
    assert set(Delivery.objects.values_list("event__occasion", flat=True)) == {"first", "second"}


def test_a_worker_that_dies_leaves_the_event_to_the_next(cast):
    endpoint_of(cast.nils, ELSEWHERE)
    happened()
    with transaction.atomic():
        hand_out()
        transaction.set_rollback(True)  # as the database does when its client is gone
    assert (Delivery.objects.count(), NewEvent.objects.count()) == (0, 1)
    hand_out()
    NewEvent.objects.create(event=Event.objects.get())  # told a second time
    hand_out()
    assert (Delivery.objects.count(), NewEvent.objects.count()) == (1, 0)


def test_a_comment_that_is_withheld_before_it_was_sent_is_not_sent_and_stands_in_no_log(cast, receiver):
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=0)
    carried()
    endpoint = endpoint_of(cast.nils, receiver.url)
    comment = only_comment(send(consultation, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=comment, by=cast.sami)
    told()
    hand_out()
    withhold_comment(comment=comment, ground="security", reason="It tells how.", by=cast.sami)
    assert (send_due(), list(Delivery.objects.filter(endpoint=endpoint).in_log())) == (0, [])
    publish_comment(comment=comment, by=cast.sami)
    assert (carried(), receiver.titles) == (1, [f"New comment {comment.code}, on the whole text"])


def test_what_was_sent_and_withdrawn_is_shown_no_more(cast, receiver):
    endpoint_of(cast.nils, receiver.url)
    event = happened()
    carried()
    withdraw_event(event.occasion)
    delivery = Delivery.objects.select_related("event").get()
    assert (delivery.is_shown, delivery.sent, delivery.is_tellable) == (False, {}, False)


def test_a_correction_goes_to_whoever_got_the_first_and_names_its_id(cast, receiver):
    endpoint_of(cast.nils, receiver.url, everything=False)
    event = happened()
    carried()
    endpoint_of(cast.rosa, ELSEWHERE)
    call_back(event=event, correction="It opens on Monday.", by=cast.sami)
    carried()
    first, correction = receiver.got
    assert correction.read["type"] == "called.back"
    assert correction.read["data"]["corrects"] == first.id != correction.id
    assert "It opens on Monday." in correction.read["data"]["text"]
    assert Delivery.objects.count() == 2


def test_what_was_called_back_before_it_was_sent_is_only_corrected(cast, receiver):
    endpoint_of(cast.nils, receiver.url)
    call_back(event=happened(), correction="It opens on Monday.", by=cast.sami)
    assert (carried(), [message.read["type"] for message in receiver.got]) == (1, ["called.back"])


def test_what_happens_in_a_pause_waits(cast, receiver):
    endpoint = endpoint_of(cast.nils, receiver.url)
    pause_endpoint(endpoint=endpoint)
    happened()
    assert carried() == 0
    start_endpoint(endpoint=endpoint)
    assert carried() == 1


def test_a_closed_account_is_sent_nothing(cast, receiver):
    endpoint_of(cast.nils, receiver.url)
    happened("first")
    hand_out()
    cast.nils.is_active = False
    cast.nils.save()
    happened("second")
    assert (carried(), Delivery.objects.count()) == (0, 1)


def test_with_an_account_its_endpoints_go(cast):
    endpoint_of(cast.nils, ELSEWHERE)
    happened()
    hand_out()
    cast.nils.delete()
    assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)


def test_the_log_reaches_back_ninety_days(cast):
    endpoint_of(cast.nils, ELSEWHERE)
    for days in (89, 91):
        happened(f"event/{days}")
        hand_out()
        Delivery.objects.filter(event__occasion=f"event/{days}").update(created_at=timezone.now() - timedelta(days=days))
    forget_old()
    assert list(Delivery.objects.values_list("event__occasion", flat=True)) == ["event/89"]


@pytest.mark.parametrize("number", [1, 3])
def test_an_event_costs_the_same_for_many_endpoints(cast, number, django_assert_num_queries):
    for place in range(number):
        endpoint_of(cast.nils, f"{ELSEWHERE}/{place}")
    happened()
    with django_assert_num_queries(9):
        hand_out()
    assert Delivery.objects.count() == number
