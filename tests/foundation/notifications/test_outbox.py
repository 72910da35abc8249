"""The outbox against a real SMTP server: nothing is lost, nothing is doubled, whatever dies on the way."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu.connection import Connection

from normsite.foundation.notifications import outbox
from normsite.foundation.notifications.claims import CLAIM_LASTS, FIRST_RETRY, MOST_ATTEMPTS
from normsite.foundation.notifications.delivery import deliver_due
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.notifications.outbox import queue_letter, queue_mail
from normsite.foundation.notifications.tasks import deliver_mail, sweep_outbox
from tests.cast import Cast

NOWHERE = "redis://127.0.0.1:1/0"


def queued(cast: Cast, occasion: str = "invitation/1") -> OutboxMail:
    return queue_mail(
        occasion=occasion,
        to="nadia@home.example",
        template="emails/accounts/invitation",
        context={"person": cast.rosa, "by": cast.ada, "roles": ["Observer"]},
    )


def test_a_mail_arrives_with_both_bodies_and_its_own_id(cast, postbox):
    mail = queued(cast)
    assert deliver_due() == 1
    (message,) = postbox.got
    assert (message["To"], message["Message-ID"]) == ("nadia@home.example", mail.message_id)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "Rosa" in message.get_payload(0).get_payload(decode=True).decode()


def test_a_mail_says_that_no_person_has_written_it(cast, postbox):
    queued(cast)
    queue_letter(occasion="account/1", to="nadia@home.example", subject="New password", text="Here.")
    assert deliver_due() == 2
    assert [message["Auto-Submitted"] for message in postbox.got] == ["auto-generated", "auto-generated"]
    assert {message["X-Auto-Response-Suppress"] for message in postbox.got} == {"DR, RN, NRN, OOF, AutoReply"}
    assert [message["Precedence"] for message in postbox.got] == [None, None]


def test_what_has_left_is_forgotten_but_for_its_envelope(cast, postbox):
    mail = queued(cast)
    deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html, mail.to) == (MailState.SENT, "", "", "nadia@home.example")
    assert mail.sent_at is not None


def test_a_sent_mail_is_not_sent_again(cast, postbox):
    queued(cast)
    assert [deliver_due(), deliver_due()] == [1, 0]
    assert len(postbox.got) == 1


def test_many_mails_leave_in_one_talk_with_the_mail_server(cast, postbox):
    mails = [queued(cast, f"invitation/{number}") for number in range(3)]
    assert deliver_due() == 3
    assert [message["Message-ID"] for message in postbox.got] == [mail.message_id for mail in mails]
    assert postbox.talks == 1


def test_a_refused_mail_holds_up_none_behind_it(cast, postbox):
    postbox.refuses = {"rosa@readers.example": "452 no room"}
    refused = queue_letter(occasion="account/1", to="rosa@readers.example", subject="New password", text="Here.")
    sent = queued(cast)
    assert deliver_due() == 1
    assert [message["Message-ID"] for message in postbox.got] == [sent.message_id]
    refused.refresh_from_db()
    assert (refused.state, "452" in refused.last_error) == (MailState.WAITING, True)
    assert postbox.talks == 1


def test_what_a_sweep_has_no_time_for_waits_for_the_next(cast, postbox):
    queued(cast)
    assert [deliver_due(seconds=0), deliver_due()] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_a_worker_still_does_what_an_earlier_version_asked_for(cast, postbox):
    deliver_mail.apply(args=[str(queued(cast).pk)], throw=True)
    assert len(postbox.got) == 1


def test_an_act_told_twice_is_mailed_once(cast):
    assert queued(cast).pk == queued(cast).pk
    assert OutboxMail.objects.count() == 1


@pytest.fixture
def told(monkeypatch):
    """What workers are told from now on: which task, and in how many seconds."""
    told = []
    monkeypatch.setattr(outbox, "nudge", outbox.Nudge())
    monkeypatch.setattr(outbox, "hand_over", lambda task, seconds=0: told.append((task, seconds)))
    return told


LOOKED_FOR = [("notifications.sweep_outbox", 0), ("notifications.sweep_outbox", 1)]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_taken_back_mails_nothing(cast, told):
    with transaction.atomic():
        queued(cast)
        transaction.set_rollback(True)
    assert (OutboxMail.objects.count(), told) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_told_after_the_commit_and_not_before(cast, told):
    with transaction.atomic():
        queued(cast)
        assert told == []
    assert told == LOOKED_FOR


@pytest.mark.django_db(transaction=True)
def test_of_many_mails_a_worker_is_told_once_a_second_and_looks_again_for_those_of_which_it_was_not_told(cast, told):
    for number in range(3):
        queued(cast, f"invitation/{number}")
    assert told == LOOKED_FOR
    outbox.nudge.at -= outbox.NUDGED_EVERY
    queued(cast, "invitation/3")
    assert told == LOOKED_FOR * 2


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_gone_the_act_stands_and_the_sweep_sends(cast, postbox, monkeypatch):
    hand_to_broker = sweep_outbox.apply_async

    def to_nowhere(arguments: tuple[str], options: dict, **when: float) -> None:
        with Connection(NOWHERE, transport_options={"socket_connect_timeout": 0.5, "max_retries": 0}) as broker:
            hand_to_broker(arguments, connection=broker, retry=False)

    monkeypatch.setattr(outbox, "nudge", outbox.Nudge())
    monkeypatch.setattr(sweep_outbox, "apply_async", to_nowhere)
    mail = queued(cast)
    mail.refresh_from_db()
    assert (mail.state, postbox.got) == (MailState.WAITING, [])
    sweep_outbox()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert [message["Message-ID"] for message in postbox.got] == [mail.message_id]


def test_a_refused_mail_waits_longer_each_time_and_is_given_up_at_last(cast, postbox):
    postbox.answer = "452 later"
    mail, waits = queued(cast), []
    for _ in range(MOST_ATTEMPTS):
        before = timezone.now()
        OutboxMail.objects.update(not_before=before)
        assert deliver_due() == 0
        mail.refresh_from_db()
        waits.append((mail.not_before - before) / FIRST_RETRY)
    meant = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] + [720] * 20  # half minutes; six hours at most, five days in all
    assert [0.7 < wait / one < 1.3 for wait, one in zip(waits, meant, strict=True)] == [True] * MOST_ATTEMPTS
    assert len(set(waits)) == MOST_ATTEMPTS  # what failed together doesn't come again together
    assert mail.state == MailState.FAILED
    assert "452" in mail.last_error
    assert mail.text + mail.html == ""  # it held the key of a receipt


def test_a_mail_is_not_due_before_its_next_attempt(cast, postbox):
    postbox.answer = "452 later"
    mail = queued(cast)
    deliver_due()
    postbox.answer = "250 taken"
    assert deliver_due() == 0
    OutboxMail.objects.update(not_before=timezone.now())
    sweep_outbox()
    assert [message["Message-ID"] for message in postbox.got] == [mail.message_id]


def test_with_the_mail_server_gone_nothing_is_lost(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = queued(cast)
    assert deliver_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert "refused" in mail.last_error.lower()


def test_a_claim_holds_for_a_while_and_then_lapses(cast, postbox):
    queued(cast)
    for since, due in ((CLAIM_LASTS - timedelta(seconds=30), 0), (CLAIM_LASTS + timedelta(seconds=1), 1)):
        OutboxMail.objects.update(state=MailState.SENDING, claimed_at=timezone.now() - since)
        assert deliver_due() == due
    assert len(postbox.got) == 1


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_mail_once(cast, postbox, told):
    mails = [queued(cast, f"invitation/{number}") for number in range(6)]
    start, left = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        left.append(deliver_due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(left) == 6
    assert sorted(message["Message-ID"] for message in postbox.got) == sorted(mail.message_id for mail in mails)


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_nothing_and_the_second_has_the_same_id(cast, postbox, settings, told):
    mail = queued(cast)
    postbox.hold = True
    worker = worker_process(settings)
    assert postbox.reached.wait(60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    postbox.hold = False
    mail.refresh_from_db()
    assert mail.state == MailState.SENDING
    assert deliver_due() == 0
    OutboxMail.objects.update(claimed_at=timezone.now() - CLAIM_LASTS - timedelta(seconds=1))
    sweep_outbox()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert {message["Message-ID"] for message in postbox.got} == {mail.message_id}


def worker_process(settings: Any) -> subprocess.Popen[bytes]:
    """Another process that delivers what is due, on the database of this test."""
    code = "import django; django.setup(); from normsite.foundation.notifications.delivery import deliver_due; deliver_due()"
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "normsite.settings",
        "DATABASE_URL": address,
        "SECRET_KEY": "only-for-tests",
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
    }
    surroundings.pop("PYTEST_VERSION", None)
    return subprocess.Popen([sys.executable, "-c", code], env=surroundings, cwd=settings.BASE_DIR)
