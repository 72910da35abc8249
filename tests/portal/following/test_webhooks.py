"""The pages of webhooks: one's own endpoints, and what everybody may read about them."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from normsite.foundation.notices.events import withdraw_event
from normsite.foundation.webhooks.handing_out import hand_out
from normsite.foundation.webhooks.models import Delivery, Endpoint, Secret
from normsite.foundation.webhooks.sending import send_due
from tests.foundation.webhooks.scenes import carried, endpoint_of, happened, listening

pytestmark = pytest.mark.django_db

HOOKS = "https://hooks.example/in"
FORM = {"url": HOOKS, "description": "Our tracker", "targets": "site\r\nnorm:N-1", "everything": "on"}


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_ANYWHERE = True
    with listening() as found:
        yield found


def test_who_adds_an_endpoint_sees_its_secret_once(cast, as_user):
    nils = as_user(cast.nils)
    answer = nils.post("/webhooks/new/", FORM)
    secret = Secret.objects.get().value
    assert (answer.status_code, secret in answer.text) == (200, True)
    assert "no-store" in answer["Cache-Control"]
    endpoint = Endpoint.objects.get()
    assert (endpoint.owner, endpoint.targets, endpoint.everything) == (cast.nils, ["site", "norm:N-1"], True)
    pages = ["", "new/", f"{endpoint.pk}/", f"{endpoint.pk}/change/", f"{endpoint.pk}/secret/", f"{endpoint.pk}/remove/"]
    for page in pages:
        shown = nils.get(f"/webhooks/{page}")
        assert (shown.status_code, secret in shown.text) == (200, False), page


def test_the_same_form_sent_again_makes_no_second_endpoint(cast, as_user):
    nils = as_user(cast.nils)
    nils.post("/webhooks/new/", FORM)
    answer = nils.post("/webhooks/new/", FORM)
    assert (answer.status_code, Endpoint.objects.count()) == (409, 1)
    assert "You have an endpoint at this address already." in answer.text


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"url": ""}, 422, "Give the address at which your program listens."),
        ({"url": "http://hooks.example/"}, 422, "Messages are sent by HTTPS alone."),
        ({"targets": "nothing"}, 422, "“nothing” is nothing that can be followed."),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(cast, as_user, changed, status, sentence):
    answer = as_user(cast.nils).post("/webhooks/new/", FORM | changed)
    assert (answer.status_code, Endpoint.objects.count()) == (status, 0)
    assert sentence in answer.text
    assert "Our tracker" in answer.text


def test_an_endpoint_is_changed(cast, as_user):
    endpoint, nils = endpoint_of(cast.nils, HOOKS), as_user(cast.nils)
    assert HOOKS in nils.get(f"/webhooks/{endpoint.pk}/change/").text
    assert nils.post(f"/webhooks/{endpoint.pk}/change/", FORM | {"url": ""}).status_code == 422
    assert nils.post(f"/webhooks/{endpoint.pk}/change/", FORM | {"targets": "x"}).status_code == 422
    answer = nils.post(f"/webhooks/{endpoint.pk}/change/", FORM, follow=True)
    assert "The endpoint is changed." in answer.text
    assert Endpoint.objects.get().description == "Our tracker"


def test_a_new_secret_is_shown_once_and_too_many_are_refused(cast, as_user):
    endpoint, nils = endpoint_of(cast.nils, HOOKS), as_user(cast.nils)
    for _ in range(4):
        answer = nils.post(f"/webhooks/{endpoint.pk}/secret/")
        assert Secret.objects.get(ends_at=None).value in answer.text
    assert nils.post(f"/webhooks/{endpoint.pk}/secret/").status_code == 409
    assert nils.post(f"/webhooks/{endpoint.pk}/secret/", {"at_once": "on"}).status_code == 200
    assert Secret.objects.count() == 1


def test_buttons_do_what_they_say_or_say_why_not(cast, as_user, receiver):
    endpoint, nils = endpoint_of(cast.nils, receiver.url), as_user(cast.nils)
    receiver.status, receiver.says = 500, b"<b>Broken</b>"
    happened()
    carried()
    page = f"/webhooks/{endpoint.pk}/"
    assert "Failing" in nils.get(page).text
    for act, sentence in (
        ("pause", "Nothing is sent there now."),
        ("start", "The endpoint is active."),
        ("test", "A test is on its way."),
        ("replay", "What has failed is sent again"),
    ):
        assert sentence in nils.post(f"{page}{act}/", {"days": 7}, follow=True).text
    for act, sentence in (("start", "This endpoint is active already."), ("test", "A test was sent a moment ago.")):
        refused = nils.post(f"{page}{act}/")
        assert (refused.status_code, sentence in refused.text) == (409, True)
    send_due()
    assert "Open for comments: Draft" in nils.get(page).text
    assert "A test from Normsite" in nils.get(page).text


def test_a_message_is_shown_with_what_the_server_answered_and_sent_again(cast, as_user, receiver):
    endpoint, nils = endpoint_of(cast.nils, receiver.url), as_user(cast.nils)
    receiver.status, receiver.says = 500, b"<b>Broken</b>"
    event = happened()
    carried()
    delivery = Delivery.objects.get()
    page = f"/webhooks/{endpoint.pk}/deliveries/{delivery.webhook_id}/"
    shown = nils.get(page).text
    assert "The server answered 500" in shown
    assert "&lt;b&gt;Broken&lt;/b&gt;" in shown
    assert "consultation.opened" in shown
    receiver.status = 200
    assert "It is sent again." in nils.post(f"{page}replay/", follow=True).text
    assert send_due() == 1
    withdraw_event(event.occasion)
    shown = nils.get(page).text
    assert ("Open for comments" in shown, "What it told was withdrawn" in shown) == (False, True)
    refused = nils.post(f"{page}replay/")
    assert (refused.status_code, "so it is not sent again" in refused.text) == (409, True)


def test_what_has_failed_can_be_sent_again_at_once(cast, as_user, receiver):
    endpoint, nils = endpoint_of(cast.nils, receiver.url), as_user(cast.nils)
    happened()
    hand_out()
    Delivery.objects.update(state="failed", next_at=None)
    assert "What has failed in" in nils.get(f"/webhooks/{endpoint.pk}/").text
    nils.post(f"/webhooks/{endpoint.pk}/replay/", {"days": "nonsense"})
    assert send_due() == 1


def test_an_endpoint_is_removed_after_a_question(cast, as_user):
    endpoint, nils = endpoint_of(cast.nils, HOOKS), as_user(cast.nils)
    assert "Remove this endpoint?" in nils.get(f"/webhooks/{endpoint.pk}/remove/").text
    assert "are removed" in nils.post(f"/webhooks/{endpoint.pk}/remove/", follow=True).text
    assert not Endpoint.objects.exists()


def test_the_page_of_a_disabled_endpoint_says_why(cast, as_user):
    endpoint = endpoint_of(cast.nils, HOOKS)
    Endpoint.objects.update(state="disabled", trouble="gone")
    shown = as_user(cast.nils).get(f"/webhooks/{endpoint.pk}/").text
    assert "Its server answered 410" in shown
    assert "Start again" in shown


PLACES = ["", "change/", "secret/", "remove/", "deliveries/{message}/"]
ACTS = ["change/", "secret/", "remove/", "pause/", "start/", "test/", "replay/", "deliveries/{message}/replay/"]


def test_nobody_else_sees_or_touches_an_endpoint_or_learns_that_it_is_there(cast, as_user):
    endpoint = endpoint_of(cast.nils, HOOKS)
    happened()
    hand_out()
    Delivery.objects.update(state="failed", next_at=None)
    message = Delivery.objects.get().webhook_id
    for someone in (cast.rosa, cast.ada):
        browser = as_user(someone)
        assert HOOKS not in browser.get("/webhooks/").text
        for method, parts in (("GET", PLACES), ("POST", ACTS)):
            for part in parts:
                part = part.format(message=message)
                answers = [
                    browser.generic(method, f"/webhooks/{key}/{part}", FORM and "", content_type="text/plain").status_code
                    for key in (endpoint.pk, UUID(int=1))
                ]
                assert answers == [404, 404], (method, part)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.url, Delivery.objects.get().state) == ("active", HOOKS, "failed")


def test_a_message_of_another_endpoint_of_mine_is_not_found_there(cast, as_user):
    first, second = endpoint_of(cast.nils, HOOKS), endpoint_of(cast.nils, f"{HOOKS}/2", "norm:N-9")
    happened()
    hand_out()
    message = Delivery.objects.get(endpoint=first).webhook_id
    assert as_user(cast.nils).get(f"/webhooks/{second.pk}/deliveries/{message}/").status_code == 404


def test_without_an_account_one_is_asked_to_sign_in(client: Client):
    assert client.get("/webhooks/")["Location"].startswith("/accounts/login/")


def test_everybody_may_read_how_a_message_is_checked(client: Client):
    page = client.get("/webhooks/receiving/").text
    assert ("whsec_" in page, "consultation.opened" in page, "work.waits" in page) == (True, True, False)
    assert "/webhooks/receiving/" in client.get("/api/").text


def test_the_log_asks_the_same_for_one_message_and_for_three(cast, as_user):
    endpoint, nils = endpoint_of(cast.nils, HOOKS), as_user(cast.nils)
    asked: list[int] = []
    for events in (["first"], ["second", "third"]):
        for event in events:
            happened(event)
        hand_out()
        with CaptureQueriesContext(connection) as captured:
            assert nils.get(f"/webhooks/{endpoint.pk}/").text.count("A consultation opens") == len(asked) * 2 + 1
        asked.append(len(captured))
    assert asked[0] == asked[1]
