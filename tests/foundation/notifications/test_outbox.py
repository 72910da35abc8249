"""The outbox against a real SMTP server: nothing is lost, nothing is doubled, whatever dies on the way."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from django.utils import timezone
from kombu.connection import Connection

from normsite.foundation.notifications import delivery, outbox
from normsite.foundation.notifications.delivery import CLAIM_LASTS, MOST_ATTEMPTS, deliver, due_mails
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.notifications.outbox import queue_letter, queue_mail
from normsite.foundation.notifications.tasks import deliver_mail, sweep_outbox
from tests.cast import Cast

NOWHERE = "redis://127.0.0.1:1/0"


class Postbox:
    """An SMTP server's mind: what it got, how it answers, whether it holds its answer back."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.answer = "250 taken"
        self.hold = False
        self.reached = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the server's name for it
        self.reached.set()
        while self.hold:
            await asyncio.sleep(0.01)
        if self.answer.startswith("250"):
            self.got.append(message_from_bytes(envelope.content))
        return self.answer


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=_free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    yield box
    box.hold = False
    server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def queued(cast: Cast, occasion: str = "invitation/1") -> OutboxMail:
    return queue_mail(
        occasion=occasion,
        to="nadia@home.example",
        template="emails/accounts/invitation",
        context={"person": cast.rosa, "by": cast.ada, "roles": ["Observer"]},
    )


def test_a_mail_arrives_with_both_bodies_and_its_own_id(cast, postbox):
    mail = queued(cast)
    assert deliver(mail.id) is True
    (message,) = postbox.got
    assert (message["To"], message["Message-ID"]) == ("nadia@home.example", mail.message_id)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "Rosa" in message.get_payload(0).get_payload(decode=True).decode()


def test_a_mail_says_that_no_person_has_written_it(cast, postbox):
    letter = queue_letter(occasion="account/1", to="nadia@home.example", subject="New password", text="Here.")
    for mail in (queued(cast), letter):
        deliver(mail.id)
    assert [message["Auto-Submitted"] for message in postbox.got] == ["auto-generated", "auto-generated"]
    assert {message["X-Auto-Response-Suppress"] for message in postbox.got} == {"DR, RN, NRN, OOF, AutoReply"}
    assert [message["Precedence"] for message in postbox.got] == [None, None]


def test_what_has_left_is_forgotten_but_for_its_envelope(cast, postbox):
    mail = queued(cast)
    deliver(mail.id)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html, mail.to) == (MailState.SENT, "", "", "nadia@home.example")
    assert mail.sent_at is not None


def test_a_sent_mail_is_not_sent_again(cast, postbox):
    mail = queued(cast)
    deliver(mail.id)
    assert deliver(mail.id) is False
    assert len(postbox.got) == 1


def test_an_act_told_twice_is_mailed_once(cast):
    assert queued(cast).pk == queued(cast).pk
    assert OutboxMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_taken_back_mails_nothing(cast, monkeypatch):
    told = []
    monkeypatch.setattr(outbox, "hand_over", lambda task, mail_id: told.append((task, mail_id)))
    with transaction.atomic():
        queued(cast)
        transaction.set_rollback(True)
    assert (OutboxMail.objects.count(), told) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_told_after_the_commit_and_not_before(cast, monkeypatch):
    told = []
    monkeypatch.setattr(outbox, "hand_over", lambda task, mail_id: told.append((task, mail_id)))
    with transaction.atomic():
        mail = queued(cast)
        assert told == []
    assert told == [("notifications.deliver_mail", str(mail.id))]


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_gone_the_act_stands_and_the_sweep_sends(cast, postbox, monkeypatch):
    hand_to_broker = deliver_mail.apply_async

    def to_nowhere(arguments: tuple[str], options: dict) -> None:
        with Connection(NOWHERE, transport_options={"socket_connect_timeout": 0.5, "max_retries": 0}) as broker:
            hand_to_broker(arguments, connection=broker, retry=False)

    monkeypatch.setattr(deliver_mail, "apply_async", to_nowhere)
    mail = queued(cast)
    mail.refresh_from_db()
    assert (mail.state, postbox.got) == (MailState.WAITING, [])
    sweep_outbox()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert [message["Message-ID"] for message in postbox.got] == [mail.message_id]


def test_a_refused_mail_waits_longer_each_time_and_is_given_up_at_last(cast, postbox):
    postbox.answer = "451 later"
    mail, waits = queued(cast), []
    for _ in range(MOST_ATTEMPTS):
        before = timezone.now()
        assert deliver(mail.id) is False
        mail.refresh_from_db()
        waits.append(round((mail.not_before - before) / delivery.FIRST_RETRY))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] + [720] * 20  # half minutes; six hours at most, five days in all
    assert mail.state == MailState.FAILED
    assert "451" in mail.last_error
    assert mail.id not in due_mails()
    assert mail.text + mail.html == ""  # it held the key of a receipt


def test_a_mail_is_not_due_before_its_next_attempt(cast, postbox):
    postbox.answer = "451 later"
    mail = queued(cast)
    assert due_mails() == [mail.id]
    deliver(mail.id)
    assert due_mails() == []
    OutboxMail.objects.update(not_before=timezone.now())
    postbox.answer = "250 taken"
    sweep_outbox()
    assert [message["Message-ID"] for message in postbox.got] == [mail.message_id]


def test_with_the_mail_server_gone_nothing_is_lost(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = queued(cast)
    assert deliver(mail.id) is False
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert "refused" in mail.last_error.lower()


def test_a_claim_holds_for_a_while_and_then_lapses(cast, postbox):
    mail = queued(cast)
    for since, due in ((CLAIM_LASTS - timedelta(seconds=30), []), (CLAIM_LASTS + timedelta(seconds=1), [mail.id])):
        OutboxMail.objects.update(state=MailState.SENDING, claimed_at=timezone.now() - since)
        assert due_mails() == due
        assert deliver(mail.id) is bool(due)
    assert len(postbox.got) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_mail_send_it_once(cast, postbox, monkeypatch):
    monkeypatch.setattr(outbox, "hand_over", lambda task, mail_id: None)
    mail = queued(cast)
    start, left = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        left.append(deliver(mail.id))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(left) == [False, False, False, True]
    assert len(postbox.got) == 1


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_nothing_and_the_second_has_the_same_id(cast, postbox, settings, monkeypatch):
    monkeypatch.setattr(outbox, "hand_over", lambda task, mail_id: None)
    mail = queued(cast)
    postbox.hold = True
    worker = _worker_process(mail, settings)
    assert postbox.reached.wait(60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    postbox.hold = False
    mail.refresh_from_db()
    assert mail.state == MailState.SENDING
    assert due_mails() == []
    OutboxMail.objects.update(claimed_at=timezone.now() - CLAIM_LASTS - timedelta(seconds=1))
    sweep_outbox()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert {message["Message-ID"] for message in postbox.got} == {mail.message_id}


def _worker_process(mail: OutboxMail, settings: Any) -> subprocess.Popen[bytes]:
    """Another process that delivers one mail, on the database of this test."""
    code = (
        "import django, uuid; django.setup(); from normsite.foundation.notifications.delivery import deliver;"
        f"deliver(uuid.UUID('{mail.id}'))"
    )
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "normsite.settings",
        "DATABASE_URL": address,
        "SECRET_KEY": "only-for-tests",
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
    }
    surroundings.pop("PYTEST_VERSION", None)
    return subprocess.Popen([sys.executable, "-c", code], env=surroundings, cwd=settings.BASE_DIR)
