"""What an owner may do with an endpoint, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from normsite.foundation.errors import Refused
from normsite.foundation.notices.events import withdraw_event
from normsite.foundation.notices.targets import LONGEST
from normsite.foundation.webhooks.endpoints import (
    MOST_ENDPOINTS,
    MOST_SECRETS,
    add_endpoint,
    change_endpoint,
    pause_endpoint,
    remove_endpoint,
    replay,
    replay_failed,
    rotate_secret,
    send_test,
    start_endpoint,
)
from normsite.foundation.webhooks.handing_out import hand_out
from normsite.foundation.webhooks.models import Delivery, Endpoint, Secret
from normsite.foundation.webhooks.payloads import types
from tests.foundation.webhooks.scenes import endpoint_of, happened

pytestmark = pytest.mark.django_db

HOOKS = "https://hooks.example/in"


def add(owner, url=HOOKS, description="", targets=("site",), everything=False):
    return add_endpoint(owner=owner, url=url, description=description, targets=targets, everything=everything)


def refused(act, *args, **options) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **options)
    return refusal.value.reason


def test_a_secret_is_as_the_scheme_asks_and_another_for_each_endpoint(cast):
    _, first = add(cast.nils)
    _, second = add(cast.nils, f"{HOOKS}/2")
    assert first.startswith("whsec_")
    assert (len(first), first == second) == (len("whsec_") + 44, False)


def test_an_account_has_ten_endpoints_at_most_and_none_twice(cast):
    for place in range(MOST_ENDPOINTS):
        add(cast.nils, f"{HOOKS}/{place}")
    assert refused(add, cast.nils, f"{HOOKS}/more") == "You have 10 endpoints already."
    remove_endpoint(endpoint=Endpoint.objects.last())
    assert refused(add, cast.nils, f"{HOOKS}/0") == "You have an endpoint at this address already."
    add(cast.rosa, f"{HOOKS}/0")


@pytest.mark.parametrize(
    ("targets", "reason"),
    [
        ([], "There are 0 things to follow."),
        ([f"norm:N-{number}" for number in range(51)], "There are 51 things to follow."),
        (["everything"], "“everything” is nothing that can be followed."),
        (["norm:"], "“norm:” is nothing that can be followed."),
        (["norm:N-1\x00"], "“norm:N-1\x00” is nothing that can be followed."),
        (["person:1"], "“person:1” is nothing that can be followed."),
        (["submission:RC-2026-00001"], "“submission:RC-2026-00001” is nothing that can be followed."),
        (["search:keys"], "“search:keys” is nothing that can be followed."),
        (["norm:" + "N" * LONGEST], f"“norm:{'N' * 55}” is nothing that can be followed."),
    ],
)
def test_what_cannot_be_followed_is_refused(cast, targets, reason):
    assert refused(add, cast.nils, targets=targets) == reason
    assert not Endpoint.objects.exists()


def test_what_is_no_address_is_refused_when_it_is_added_and_when_it_is_changed(cast):
    assert refused(add, cast.nils, "http://hooks.example/") == "Messages are sent by HTTPS alone."
    endpoint, _ = add(cast.nils)
    facts: dict[str, Any] = {"description": "", "targets": ["site"], "everything": False}
    assert refused(change_endpoint, endpoint=endpoint, url="https://10.0.0.1/", **facts) == "This address is not a public one."
    assert "characters" in refused(change_endpoint, endpoint=endpoint, url=HOOKS + "x" * 500, **facts)
    change_endpoint(endpoint=endpoint, url=f"{HOOKS}/2", **facts)
    assert Endpoint.objects.get().url == f"{HOOKS}/2"


def test_a_secret_is_changed_five_times_a_day_at_most_unless_the_former_end(cast):
    endpoint, _ = add(cast.nils)
    for _ in range(MOST_SECRETS - 1):
        rotate_secret(endpoint=endpoint, at_once=False)
    assert refused(rotate_secret, endpoint=endpoint, at_once=False) == "The secret was changed several times today."
    value = rotate_secret(endpoint=endpoint, at_once=True)
    assert list(endpoint.secrets.values_list("value", "ends_at")) == [(value, None)]


def test_secrets_that_have_ended_are_forgotten(cast):
    endpoint, _ = add(cast.nils)
    rotate_secret(endpoint=endpoint, at_once=False)
    Secret.objects.exclude(ends_at=None).update(ends_at=timezone.now())
    rotate_secret(endpoint=endpoint, at_once=False)
    assert Secret.objects.count() == 2


def test_a_test_is_sent_once_in_ten_seconds(cast):
    endpoint, _ = add(cast.nils)
    send_test(endpoint=endpoint)
    assert refused(send_test, endpoint=endpoint) == "A test was sent a moment ago."
    Delivery.objects.update(state="failed", next_at=None)
    assert refused(send_test, endpoint=endpoint) == "A test was sent a moment ago."
    Delivery.objects.update(created_at=timezone.now() - timedelta(seconds=11))
    send_test(endpoint=endpoint)


def test_a_pause_begins_and_ends_once(cast):
    endpoint, _ = add(cast.nils)
    assert refused(start_endpoint, endpoint=endpoint) == "This endpoint is active already."
    pause_endpoint(endpoint=endpoint)
    assert refused(pause_endpoint, endpoint=endpoint) == "This endpoint is not active."
    assert refused(replay_failed, endpoint=endpoint, days=1) == "Nothing is sent to this endpoint now."
    start_endpoint(endpoint=endpoint)
    assert Endpoint.objects.get().state == "active"


def test_what_was_withdrawn_or_is_a_test_or_is_about_to_leave_is_not_sent_again(cast):
    endpoint = endpoint_of(cast.nils, HOOKS)
    event = happened()
    hand_out()
    delivery = Delivery.objects.get()
    assert refused(replay, delivery=delivery) == "It is about to be sent."
    Delivery.objects.update(state="failed", next_at=None)
    withdraw_event(event.occasion)
    assert refused(replay, delivery=delivery).startswith("What it tells was withdrawn")
    assert replay_failed(endpoint=endpoint, days=1) == 0
    assert refused(replay, delivery=send_test(endpoint=endpoint)) == "This was a test."


def test_types_are_the_kinds_of_events_for_everybody():
    told = dict(types())
    assert told["consultation.opened"].startswith("A consultation opens")
    assert {"closing.in_a_week", "comment.published", "called.back"} <= told.keys()
    assert {"my.comment_published", "work.waits", "search.hit"} & told.keys() == set()
