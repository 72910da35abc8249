"""Many mails by several workers: who claims what, what is more urgent, what is refused for good, which domain wants rest."""

import signal
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone

from normsite.foundation.notifications import claims, delivery, outbox
from normsite.foundation.notifications.claims import CLAIM_LASTS, claim, give_back
from normsite.foundation.notifications.delivery import deliver_due
from normsite.foundation.notifications.letters import Addressee, Writing, letter_of, queue_copies, slot, words_of
from normsite.foundation.notifications.models import MailState, OutboxMail, Priority
from normsite.foundation.notifications.outbox import queue_letter
from normsite.foundation.prepared import prepared
from tests.foundation.notifications.test_outbox import worker_process

pytestmark = pytest.mark.django_db

STOP = "https://norms.example/notices/stop/eyJh=/"
LETTER = Writing(
    "Offen für Kommentare: Schlüssel",
    f"Schlüssel schmelzen.\n{slot('stop')}\n",
    f"<p>Schlüssel schmelzen. <a href='{slot('stop')}'>Stop</a></p>",
    {"List-Unsubscribe": f"<{slot('stop')}>"},
)


def to_many(*addresses: str, priority: int = Priority.NOTICE) -> list[str]:
    """Copies of one letter to these; their Message-IDs, in this order."""
    addressees = [Addressee(one, f"notice/{priority}/{number}/{one}", {"stop": STOP}) for number, one in enumerate(addresses)]
    queue_copies(letter_of(LETTER), addressees, priority=priority)
    return [OutboxMail.objects.get(occasion=one.occasion).message_id for one in addressees]


def followers(count: int, domain: str = "followers.example") -> list[str]:
    return [f"follower-{number}@{domain}" for number in range(count)]


def receipt(to: str = "nadia@home.example") -> OutboxMail:
    return queue_letter(occasion=f"receipt/{to}", to=to, subject="Your receipt", text="Here.")


def states() -> dict[str, int]:
    return dict(Counter(OutboxMail.objects.values_list("state", flat=True)))


@pytest.fixture
def handed_over(monkeypatch):
    """Tasks that workers are asked to do from now on, with what they are told."""
    told = []
    for module in (delivery, outbox):
        monkeypatch.setattr(module, "hand_over", lambda task, *words, seconds=0: told.append((task, *words)))
    monkeypatch.setattr(outbox, "nudge", outbox.Nudge())
    return told


# --- copies of one letter ---


def test_each_copy_of_a_letter_has_its_own_address_and_links(postbox):
    identities = to_many("fay@followers.example", "will@followers.example")
    mails = {mail.message_id: words_of(mail) for mail in OutboxMail.objects.select_related("letter")}
    assert deliver_due() == 2
    assert {message["Message-ID"]: message["To"] for message in postbox.got} == dict(
        zip(identities, ["fay@followers.example", "will@followers.example"], strict=True)
    )
    for message in postbox.got:
        plain, rich = message.get_payload()
        words = mails[message["Message-ID"]]
        assert plain.get_payload(decode=True).decode() == words.text.replace("\n", "\r\n")
        assert rich.get_payload(decode=True).decode() == words.html
        assert message["List-Unsubscribe"] == f"<{STOP}>"
        assert message["Auto-Submitted"] == "auto-generated"


def test_another_way_of_sending_gets_the_same_words(settings, mailoutbox):
    to_many("fay@followers.example")
    assert deliver_due() == 1
    (message,) = mailoutbox
    assert STOP in message.body
    assert STOP in message.alternatives[0].content
    assert message.extra_headers["List-Unsubscribe"] == f"<{STOP}>"


def test_an_occasion_that_was_mailed_is_not_mailed_again(postbox):
    for _ in range(2):
        to_many("fay@followers.example")
        deliver_due()
    assert len(postbox.got) == 1


# --- claims ---


def test_what_a_worker_has_no_time_for_another_may_have_at_once(postbox, handed_over):
    to_many(*followers(5))
    postbox.takes = 0.3
    assert 0 < deliver_due(seconds=0.5) < 5
    assert set(states()) == {MailState.SENT, MailState.WAITING}
    assert handed_over == [("notifications.sweep_outbox",)]
    assert set(OutboxMail.objects.values_list("attempts", flat=True)) == {0}


def test_a_worker_that_was_stopped_for_too_long_gives_back_nothing_that_another_has(postbox):
    to_many(*followers(2))
    mails = claim(2)
    OutboxMail.objects.update(claimed_at=timezone.now() + timedelta(minutes=6))
    give_back(mails)
    assert states() == {MailState.SENDING: 2}


@pytest.fixture
def urgent(monkeypatch):
    """A receipt that is queued once the first mail has left."""
    note_sent = claims.note_sent

    def then_comes_a_receipt(mail: OutboxMail) -> None:
        note_sent(mail)
        receipt("rosa@readers.example")

    monkeypatch.setattr(claims, "note_sent", then_comes_a_receipt)


def test_a_receipt_waits_for_one_batch_of_others_at_most(postbox, urgent, monkeypatch):
    monkeypatch.setattr(delivery, "LONGEST_BATCH", 60.0)
    to_many(*followers(120), priority=Priority.DIGEST)
    assert deliver_due(seconds=120) == 121
    assert postbox.asked.index("rosa@readers.example") == delivery.MOST_AT_ONCE


def test_with_a_slow_mail_server_batches_are_smaller(postbox, urgent, monkeypatch):
    monkeypatch.setattr(delivery, "LONGEST_BATCH", 0.2)
    postbox.takes = 0.06
    to_many(*followers(20), priority=Priority.DIGEST)
    assert deliver_due(seconds=120) == 21
    assert postbox.asked.index("rosa@readers.example") <= 4


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_doubles_one_mail_at_most(postbox, settings, handed_over):
    identities = to_many(*followers(4))
    postbox.holds_at = 2  # the third
    worker = worker_process(settings)
    assert postbox.reached.wait(60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    postbox.holds_at = None
    assert states() == {MailState.SENT: 2, MailState.SENDING: 2}
    assert deliver_due() == 0
    OutboxMail.objects.filter(state=MailState.SENDING).update(claimed_at=timezone.now() - CLAIM_LASTS - timedelta(seconds=1))
    assert deliver_due() == 2
    came = Counter(message["Message-ID"] for message in postbox.got)
    assert came.keys() == set(identities)
    assert came.total() <= 5


@pytest.mark.django_db(transaction=True)
def test_what_has_left_is_noted_once_the_database_is_back(postbox, monkeypatch):
    """Nobody else knows that it has left."""
    away = [OperationalError("gone"), OperationalError("starting up")]

    def back_after_a_while():
        if away:
            raise away.pop()
        return prepared()

    monkeypatch.setattr(claims, "prepared", back_after_a_while)
    to_many("fay@followers.example")
    assert deliver_due() == 1
    assert (states(), away) == ({MailState.SENT: 1}, [])


def test_a_database_that_stays_away_is_not_waited_for_for_ever(postbox, monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(claims, "prepared", away)
    to_many("fay@followers.example")
    with pytest.raises(OperationalError):
        deliver_due()


# --- refusals ---


def test_an_address_where_nobody_is_is_given_up_at_once_and_told_of(postbox, handed_over):
    postbox.refuses = {"fay@followers.example": "550 5.1.1 nobody here"}
    to_many("fay@followers.example", "will@followers.example")
    assert deliver_due() == 1
    refused = OutboxMail.objects.get(to="fay@followers.example")
    assert (refused.state, refused.attempts, refused.slots) == (MailState.FAILED, 1, None)
    assert ("notices.stop_address", "fay@followers.example", "550 5.1.1 nobody here") in handed_over
    assert postbox.talks == 1


def test_a_mail_that_is_not_wanted_is_given_up_and_its_address_kept(postbox, handed_over):
    postbox.answer = "554 5.6.0 not like this"
    to_many("fay@followers.example")
    deliver_due()
    assert states() == {MailState.FAILED: 1}
    assert [task for task, *_ in handed_over if task == "notices.stop_address"] == []


@pytest.mark.parametrize("answer", ["550 5.7.1 not from you", "553 who are you", "421 closing"])
def test_while_the_mail_server_takes_nothing_from_us_nobody_is_given_up_and_one_mail_alone_is_tried(
    postbox, handed_over, answer
):
    postbox.sender_answer = answer
    to_many(*followers(3))
    assert deliver_due() == 0
    assert states() == {MailState.WAITING: 3}
    assert sorted(OutboxMail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert handed_over == []


def test_a_mail_server_that_is_away_costs_one_mail_its_turn(settings, handed_over):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    to_many(*followers(3))
    assert deliver_due() == 0
    assert sorted(OutboxMail.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_mail_server_that_ends_the_talk_after_some_mails_is_called_again(postbox):
    postbox.most_in_a_talk = 2
    to_many(*followers(5))
    assert deliver_due() == 5
    assert (len(postbox.got), postbox.talks) == (5, 3)


# --- domains ---


def test_a_domain_that_wants_rest_gets_it_and_the_others_go_on(postbox):
    postbox.refuses = dict.fromkeys(followers(3, "slow.example"), "421 4.7.0 slow down")
    to_many(*followers(3, "slow.example"), *followers(3, "quick.example"))
    assert deliver_due() == 3
    assert len([one for one in postbox.asked if one.endswith("slow.example")]) == 1
    assert sorted(OutboxMail.objects.values_list("attempts", flat=True)) == [0] * 5 + [1]
    OutboxMail.objects.update(not_before=timezone.now())
    asked = len(postbox.asked)
    assert deliver_due() == 0
    assert len(postbox.asked) == asked
    soonest = min(OutboxMail.objects.filter(state=MailState.WAITING).values_list("not_before", flat=True))
    assert timedelta(seconds=20) < soonest - timezone.now() <= timedelta(seconds=61)  # one after another


def test_a_domain_gets_so_many_mails_a_second_and_the_others_have_their_turn(postbox, settings):
    settings.MAILS_TO_ONE_DOMAIN = 2
    to_many(*followers(8, "large.example"), *followers(2, "small.example"))
    assert deliver_due() == 5  # those whose turn is within a second
    turns = sorted(OutboxMail.objects.filter(state=MailState.WAITING).values_list("not_before", flat=True))
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(turns)]
    assert gaps == pytest.approx([0.5] * 4, abs=0.01)
    waiting = OutboxMail.objects.filter(state=MailState.WAITING)
    waiting.exclude(not_before=turns[0]).update(not_before=F("not_before") + timedelta(hours=1))
    waiting.filter(not_before=turns[0]).update(not_before=timezone.now())
    assert deliver_due() == 1  # its turn was given out once


def test_a_receipt_waits_for_no_turn(postbox, settings):
    settings.MAILS_TO_ONE_DOMAIN = 1
    to_many(*followers(5, "large.example"))
    deliver_due()
    receipt("rosa@large.example")
    assert deliver_due() == 1
    assert postbox.asked[-1] == "rosa@large.example"


def test_without_redis_every_mail_leaves(postbox, settings, monkeypatch):
    monkeypatch.setattr("normsite.foundation.cache.ForgivingRedisCache.run", lambda *words: None)
    settings.MAILS_TO_ONE_DOMAIN = 1
    to_many(*followers(5, "large.example"))
    assert deliver_due() == 5
