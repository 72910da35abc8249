"""What is due arrives, signed, whatever dies on the way; and what isn't taken is tried again."""

import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.turns import turn
from normsite.foundation.webhooks import sending
from normsite.foundation.webhooks.endpoints import replay, replay_failed, rotate_secret, send_test, start_endpoint
from normsite.foundation.webhooks.handing_out import hand_out
from normsite.foundation.webhooks.models import Attempt, Delivery, Endpoint, Secret
from normsite.foundation.webhooks.payloads import payload_of
from normsite.foundation.webhooks.posting import Answer
from normsite.foundation.webhooks.sending import CLAIM_LASTS, GIVEN_UP_AFTER, RETRIES, send_due
from normsite.foundation.webhooks.tasks import send
from tests.foundation.webhooks.scenes import again, carried, endpoint_of, happened, listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(cast, receiver) -> Endpoint:
    return endpoint_of(cast.nils, receiver.url)


def the_secret(endpoint: Endpoint) -> str:
    return endpoint.secrets.get(ends_at=None).value


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_a_message_says_what_happened_by_the_scheme_of_standard_webhooks(endpoint, receiver):
    event = happened()
    carried()
    (message,) = receiver.got
    told = message.read
    assert message.headers["content-type"] == "application/json; charset=utf-8"
    assert (told["type"], told["data"]["title"]) == ("consultation.opened", "Open for comments: Draft")
    assert told["timestamp"] == event.at.isoformat().replace("+00:00", "Z")
    assert told["data"]["due_at"] == event.due_at.isoformat().replace("+00:00", "Z")
    assert told["data"]["url"] == "http://localhost:8000/consultations/CN-1/"
    assert (told["data"]["norm"], told["data"]["norm_title"]) == ("N-1", "Quantum key modules")
    assert "You can read Quantum key modules" in told["data"]["text"]
    assert told["data"]["facts"]["consultation"] == "CN-1"


def test_the_library_of_standard_webhooks_takes_it_for_ours_and_nothing_else(endpoint, receiver):
    happened()
    carried()
    (message,) = receiver.got
    library = Webhook(the_secret(endpoint))
    assert library.verify(message.body, message.headers) == message.read
    with pytest.raises(WebhookVerificationError):
        library.verify(message.body + b" ", message.headers)
    with pytest.raises(WebhookVerificationError):
        library.verify(message.body, message.headers | {"webhook-id": "msg_other"})
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(message.body, message.headers)


def test_the_signature_can_be_made_by_hand_as_the_page_says(endpoint, receiver):
    happened()
    carried()
    (message,) = receiver.got
    headers, body = message.headers, message.body
    key = base64.b64decode(the_secret(endpoint).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    ours = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert any(hmac.compare_digest(ours, one) for one in headers["webhook-signature"].split())
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 300


def test_the_signature_can_be_made_in_a_shell_as_the_page_says(endpoint, receiver, client, tmp_path):
    happened()
    carried()
    (message,) = receiver.got
    page = client.get("/webhooks/receiving/").content.decode()
    begin = page.index("key=$(printf")
    commands = page[begin : page.index("</pre>", begin)]
    (tmp_path / "body").write_bytes(message.body)
    names = {"id": "WEBHOOK_ID", "timestamp": "WEBHOOK_TIMESTAMP"}
    given = {name: message.headers[f"webhook-{part}"] for part, name in names.items()} | {"SECRET": the_secret(endpoint)}
    made = subprocess.run(["sh", "-c", commands], cwd=tmp_path, env=os.environ | given, capture_output=True, check=True)
    assert f"v1,{made.stdout.decode().strip()}" == message.headers["webhook-signature"]


def test_while_a_secret_is_changed_for_another_both_are_good(endpoint, receiver):
    former = the_secret(endpoint)
    later = rotate_secret(endpoint=endpoint, at_once=False)
    happened()
    carried()
    (message,) = receiver.got
    assert len(message.headers["webhook-signature"].split()) == 2
    for secret in (former, later):
        Webhook(secret).verify(message.body, message.headers)
    Secret.objects.exclude(ends_at=None).update(ends_at=timezone.now())
    happened("second")
    carried()
    Webhook(later).verify(receiver.got[1].body, receiver.got[1].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(receiver.got[1].body, receiver.got[1].headers)


def test_a_secret_that_got_out_ends_at_once(endpoint, receiver):
    former = the_secret(endpoint)
    rotate_secret(endpoint=endpoint, at_once=True)
    happened()
    carried()
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(receiver.got[0].body, receiver.got[0].headers)


def test_a_test_says_that_it_is_one_and_is_tried_once(endpoint, receiver):
    receiver.status = 500
    delivery = send_test(endpoint=endpoint)
    assert send_due() == 0
    delivery.refresh_from_db()
    endpoint.refresh_from_db()
    assert (receiver.got[0].read["type"], delivery.state, endpoint.failing_since) == ("test", "failed", None)


# --- what isn't taken ------------------------------------------------------------------------------------------------


def test_what_is_not_taken_is_tried_again_with_the_same_words_under_the_same_id(endpoint, receiver):
    receiver.status = 503
    happened()
    assert carried() == 0
    receiver.status = 200
    assert (send_due(), again(Delivery.objects.get())) == (0, 1)
    first, second = receiver.got
    assert (first.id, first.body) == (second.id, second.body)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.next_at) == ("delivered", 2, None)
    assert [(one.status, one.problem) for one in delivery.tries.all()] == [(200, ""), (503, "The server did not take it.")]


def test_each_attempt_is_signed_for_its_own_instant(endpoint, receiver, monkeypatch):
    receiver.status = 503
    happened()
    carried()
    now = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    again(Delivery.objects.get())
    stamps = [int(message.headers["webhook-timestamp"]) for message in receiver.got]
    assert stamps[1] - stamps[0] >= 3_599


def test_waits_grow_by_the_schedule_of_the_scheme_until_it_is_given_up(endpoint, receiver):
    receiver.status = 500
    happened()
    hand_out()
    waits = []
    for _ in range(len(RETRIES) + 1):
        before = timezone.now()
        again(Delivery.objects.get())
        next_at = Delivery.objects.get().next_at
        waits.append((next_at - before) / timedelta(hours=1) if next_at else 0.0)
    assert waits.pop() == 0
    planned = [wait / timedelta(hours=1) for wait in RETRIES]
    assert [0.89 < wait / plan < 1.2 for wait, plan in zip(waits, planned, strict=True)] == [True] * len(RETRIES)
    assert 72 < sum(planned) < 80
    assert Delivery.objects.get().state == "failed"
    assert Attempt.objects.count() == len(RETRIES) + 1


def test_a_server_that_asks_for_more_time_gets_it_within_bounds(endpoint, receiver):
    receiver.status = 429
    happened()
    for told, hours in (("7200", 2), ("999999", 24)):
        receiver.headers = {"Retry-After": told}
        before = timezone.now()
        carried()
        again(Delivery.objects.get())
        wait = Delivery.objects.get().next_at - before
        assert timedelta(hours=hours) <= wait < timedelta(hours=hours, minutes=1)


def test_gone_ends_it_and_the_owner_gets_a_mail(cast, endpoint, receiver):
    receiver.status = 410
    happened("first")
    happened("second")
    carried()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.trouble, len(receiver.got)) == ("disabled", "gone", 1)
    assert list(Delivery.objects.values_list("state", flat=True)) == ["failed", "failed"]
    mail = OutboxMail.objects.get(to=cast.nils.email)
    assert mail.subject == "Your webhook at Normsite is disabled"
    assert f"http://localhost:8000/webhooks/{endpoint.pk}/" in mail.text
    happened("third")
    assert (carried(), Delivery.objects.count()) == (0, 2)


def failing_for(endpoint: Endpoint, receiver, time: timedelta) -> None:
    """One message is given up, so long after the first failure."""
    receiver.status = 500
    happened()
    carried()
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=timezone.now() - time)
    Delivery.objects.update(attempts=len(RETRIES))
    again(Delivery.objects.get())
    endpoint.refresh_from_db()


def test_an_endpoint_at_which_nothing_arrives_for_days_is_disabled(cast, endpoint, receiver):
    failing_for(endpoint, receiver, GIVEN_UP_AFTER + timedelta(minutes=1))
    assert (endpoint.state, endpoint.trouble) == ("disabled", "failing")
    assert "five days" in OutboxMail.objects.get(to=cast.nils.email).text


def test_one_message_that_is_given_up_disables_nothing(endpoint, receiver):
    failing_for(endpoint, receiver, GIVEN_UP_AFTER - timedelta(hours=1))
    assert (endpoint.state, Delivery.objects.get().state) == ("active", "failed")


def test_what_arrives_ends_the_count_of_days(endpoint, receiver):
    receiver.status = 500
    happened()
    carried()
    receiver.status = 200
    again(Delivery.objects.get())
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_after_a_time_of_failures_all_that_failed_is_sent_again(endpoint, receiver):
    receiver.status = HTTPStatus.GONE
    for number in range(3):
        happened(f"event/{number}")
    carried()
    start_endpoint(endpoint=endpoint)
    Delivery.objects.filter(event__occasion="event/0").update(created_at=timezone.now() - timedelta(days=8))
    receiver.status = 200
    assert (replay_failed(endpoint=endpoint, days=7), send_due()) == (2, 2)
    assert len({message.id for message in receiver.got[1:]}) == 2


def test_what_arrived_can_be_sent_again_under_the_same_id(endpoint, receiver):
    happened()
    carried()
    replay(delivery=Delivery.objects.get())
    send_due()
    first, second = receiver.got
    assert (first.id, first.body) == (second.id, second.body)


def test_what_cannot_be_written_is_left_to_a_later_sweep_and_holds_up_nothing_else(endpoint, receiver, monkeypatch):
    happened("broken")
    happened("good")
    broken = Delivery.objects.filter(event__occasion="broken")
    hand_out()

    def write(delivery):
        if delivery.pk == broken.get().pk:
            raise ValueError("no words for it")
        return payload_of(delivery)

    monkeypatch.setattr(sending, "payload_of", write)
    assert ([send_due(), send_due()], receiver.titles) == ([0, 1], ["Open for comments: Draft"])
    assert (broken.get().state, broken.get().tries.get().status) == ("waiting", None)


# --- many, and what dies ---------------------------------------------------------------------------------------------


def test_a_slow_server_holds_up_no_other(cast, receiver):
    with listening() as slow:
        ended = threading.Event()
        slow.instead = lambda handler: ended.wait(5)
        for place in range(3):
            endpoint_of(cast.nils, f"{slow.url}&place={place}")
        quick = endpoint_of(cast.rosa, receiver.url)
        for number in range(5):
            happened(f"event/{number}")
        hand_out()
        sweep = threading.Timer(1, ended.set)
        sweep.start()
        begun = time.monotonic()
        assert send_due(seconds=0.5) == 5
        assert time.monotonic() - begun < 3
        assert not quick.deliveries.exclude(state="delivered").exists()
        assert len(slow.got) == 3  # one thing at a time to each


def test_a_sweep_ends_in_time_and_leaves_the_rest(endpoint, receiver):
    happened()
    hand_out()
    assert [send_due(seconds=0), send_due()] == [0, 1]


def test_a_claim_holds_for_a_while_and_then_lapses(endpoint, receiver):
    happened()
    hand_out()
    for since, arrived in ((CLAIM_LASTS - timedelta(seconds=30), 0), (CLAIM_LASTS + timedelta(seconds=1), 1)):
        Endpoint.objects.update(claimed_at=timezone.now() - since)
        assert send_due() == arrived


def test_who_comes_late_takes_no_claim_from_another(endpoint):
    """A worker that was held up notes its answer when another has taken over already."""
    happened()
    hand_out()
    (parcel,) = sending._claim(1)
    Endpoint.objects.update(claimed_at=timezone.now() + timedelta(minutes=3))
    sending._note(parcel, Answer(200))
    assert Endpoint.objects.get().claimed_at is not None


def test_an_endpoint_that_is_removed_meanwhile_breaks_nothing(endpoint):
    happened()
    hand_out()
    (parcel,) = sending._claim(1)
    endpoint.delete()
    assert sending._note(parcel, Answer(200))


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_message_once(cast, receiver):
    for place in range(3):
        endpoint_of(cast.nils, f"{receiver.url}&place={place}")
    for number in range(4):
        happened(f"event/{number}")
    hand_out()
    start, arrived = threading.Barrier(3), []

    def work() -> None:
        start.wait()
        arrived.append(send_due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(arrived) == 12
    assert len({message.id for message in receiver.got}) == len(receiver.got) == 12


@pytest.mark.django_db(transaction=True)
def test_the_task_makes_and_sends_and_one_sweep_at_a_time(endpoint, receiver):
    happened()

    def elsewhere() -> None:
        with turn("webhooks.send") as ours:
            assert ours
            under_way.set()
            over.wait(20)
        connection.close()

    under_way, over = threading.Event(), threading.Event()
    other = threading.Thread(target=elsewhere)
    other.start()
    under_way.wait(20)
    send()
    assert receiver.got == []
    over.set()
    other.join()
    send()
    assert len(receiver.got) == 1


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_nothing_and_the_second_has_the_same_id(endpoint, receiver, settings):
    ended = threading.Event()
    receiver.instead = lambda handler: ended.wait(30)
    happened()
    worker = _worker_process(settings)
    assert receiver.reached.wait(60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    ended.set()
    receiver.instead = None
    assert (Delivery.objects.get().state, send_due()) == ("waiting", 0)
    Endpoint.objects.update(claimed_at=timezone.now() - CLAIM_LASTS - timedelta(seconds=1))
    assert send_due() == 1
    first, second = receiver.got
    assert (first.id, json.loads(first.body)) == (second.id, json.loads(second.body))
    assert Delivery.objects.get().state == "delivered"


def _worker_process(settings) -> subprocess.Popen[bytes]:
    """Another process that does as the task says, on the database of this test."""
    code = "import django; django.setup(); from normsite.foundation.webhooks.tasks import send; send()"
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    surroundings = os.environ | {"DATABASE_URL": address, "NORMSITE_WEBHOOKS_ANYWHERE": "1"}
    surroundings.pop("PYTEST_VERSION", None)
    return subprocess.Popen([sys.executable, "-c", code], env=surroundings, cwd=settings.BASE_DIR)
