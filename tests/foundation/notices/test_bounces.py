"""Mails that come back stop whom nobody reaches and who complains; a forged report stops nobody."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from django.core.management import call_command

from normsite.foundation.notices import tasks
from normsite.foundation.notices.bounces import take_bounce
from normsite.foundation.notices.models import Bounce, Fate, Follower
from normsite.foundation.notices.reports import is_for_good, read_report
from normsite.foundation.notifications.masks import masked
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.notifications.outbox import queue_letter
from tests.foundation.notices import returned
from tests.foundation.notices.scenes import follows

pytestmark = pytest.mark.django_db

FAY = "fay@followers.example"


@pytest.fixture
def fay(db) -> Follower:
    return follows(FAY, "site")


def sent(to: str = FAY, occasion: str = "notice/1") -> OutboxMail:
    mail = queue_letter(occasion=occasion, to=to, subject="Open for comments", text="Hello.")
    OutboxMail.objects.filter(pk=mail.pk).update(attempts=1)
    return mail


def stopped(follower: Follower) -> str:
    follower.refresh_from_db()
    return follower.stopped


@pytest.mark.parametrize("shape", [returned.postfix, returned.exchange, returned.qmail, returned.exim])
def test_an_address_that_is_refused_for_good_is_told_nothing_more(fay, shape):
    other = follows("will@followers.example", "site")
    assert take_bounce(shape(sent())).fate == Fate.GONE
    assert (stopped(fay), stopped(other)) == ("refused", "")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("4.2.2", returned.FULL),
        ("5.2.2", "552 5.2.2 Mailbox full"),
        ("5.7.1", "550 5.7.1 Our system has detected that this message is likely unsolicited mail"),
        ("5.0.0", "554 5.7.1 Service unavailable; client host blocked using a list"),
        ("5.3.4", "552 5.3.4 Message too big for system"),
        ("5.1.8", "550 5.1.8 Sender address rejected: Domain not found"),
    ],
)
def test_what_passes_or_lies_in_us_is_noted_and_nothing_happens(fay, status, said):
    mail = sent()
    take_bounce(returned.postfix(mail, status=status, said=said))
    assert [(one.mail, one.fate, one.said) for one in Bounce.objects.all()] == [(mail, "later", f"smtp; {said}")]
    assert stopped(fay) == ""


def test_a_server_that_is_still_trying_stops_nobody(fay):
    assert take_bounce(returned.postfix(sent(), action="delayed", status="4.4.1", said="connect: timed out")).fate == Fate.LATER
    assert stopped(fay) == ""


def test_who_complains_is_told_nothing_more(fay):
    assert take_bounce(returned.complaint(sent())).fate == Fate.COMPLAINT
    assert stopped(fay) == "complained"


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "virus"])
def test_a_feedback_report_of_another_kind_is_no_complaint(fay, kind):
    assert take_bounce(returned.complaint(sent(), kind)) is None
    assert stopped(fay) == ""


def test_the_same_report_is_noted_once_with_addresses_masked(fay):
    mail = sent()
    for _ in range(2):
        take_bounce(returned.postfix(mail))
    assert [one.said for one in Bounce.objects.all()] == [f"smtp; {returned.NOBODY.replace(FAY, 'f…@followers.example')}"]


# --- what is not believed ---


def test_a_report_without_the_message_id_of_a_mail_stops_nobody(fay):
    assert take_bounce(returned.postfix(sent(), reads_id=False)) is None
    assert stopped(fay) == ""


def test_a_message_id_that_we_never_gave_stops_nobody(fay):
    made_up = OutboxMail(to=FAY, subject="Hello", message_id="<5d3c2b8e-0f6a-4d2e-9c64-3a1d1c1f0a11@normsite.example>")
    assert take_bounce(returned.postfix(made_up)) is None
    assert stopped(fay) == ""


def test_who_got_a_mail_can_stop_nobody_else_with_its_message_id(fay):
    mine = sent("mallory@followers.example")
    assert take_bounce(returned.postfix(mine, to=FAY)) is None
    assert (stopped(fay), Bounce.objects.count()) == ("", 0)


def test_a_mail_that_was_never_tried_can_not_have_come_back(fay):
    mail = queue_letter(occasion="notice/2", to=FAY, subject="Open for comments", text="Hello.")
    assert take_bounce(returned.postfix(mail)) is None
    assert stopped(fay) == ""


def test_somebody_who_is_away_or_answers_is_no_report(fay):
    mail = sent()
    assert take_bounce(returned.out_of_office(mail)) is None
    assert stopped(fay) == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\n",
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWlsZWQ=\n",
        b"Content-Type: message/feedback-report\n\n" + b"Feedback-Type: abuse\n" * 9_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)),
        "Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\nÄÖÜ\n".encode(),
    ],
)
def test_nothing_that_somebody_sends_breaks_the_reading(fay, raw):
    assert take_bounce(raw) is None


# --- accounts, and what a server says at once ---


def test_the_address_of_an_account_counts_before_that_of_its_follower(cast):
    april = follows("old@april.example", "site")
    april.user = cast.april
    april.save()
    tasks.stop_address("old@april.example", "refused")
    assert stopped(april) == ""
    tasks.stop_address("April@People.example", "refused")
    assert stopped(april) == "refused"


def test_what_a_mail_server_says_at_once_stops_only_where_the_address_is_the_cause(fay):
    tasks.stop_address(FAY, "SMTPRecipientsRefused: 554 5.7.1 Relay access denied")
    assert stopped(fay) == ""
    tasks.stop_address(FAY, "550 no such user here")
    assert stopped(fay) == "refused"


def test_causes_are_told_apart_by_their_code():
    good = ["5.1.1", "5.1.10", "5.2.1", "5.4.4", "550", "550 5.1.1 unknown at 192.5.1.7"]
    passing = ["5.1.7", "5.2.2", "5.4.7", "4.1.1", "5.7.26"]
    assert [[is_for_good(code) for code in codes] for codes in (good, passing)] == [[True] * 6, [False] * 5]


def test_an_address_is_masked_wherever_it_stands():
    said = masked("<fay@followers.example>: rejected; sales+nine@b.example, 550 user ä@ü.example")
    assert said == "<f…@followers.example>: rejected; s…@b.example, 550 user ä…@ü.example"


def test_reading_says_whom_a_report_names(fay):
    report = read_report(returned.postfix(sent()))
    assert (report.fate, report.addresses, report.said) == (Fate.GONE, frozenset({FAY}), f"smtp; {returned.NOBODY}")


# --- the ways in ---


def test_a_mail_server_can_hand_it_to_a_command(fay, monkeypatch, capsys):
    class Piped:
        def __init__(self, raw: bytes) -> None:
            reading, writing = os.pipe()
            os.write(writing, raw)
            os.close(writing)
            self.buffer = os.fdopen(reading, "rb")

    monkeypatch.setattr(sys, "stdin", Piped(returned.postfix(sent())))
    call_command("take_bounce")
    assert capsys.readouterr().out == "Its address is refused for good\n"
    assert stopped(fay) == "refused"


def test_a_mail_server_keeps_the_message_where_the_database_is_away():
    done = subprocess.run(
        [sys.executable, "manage.py", "take_bounce"],
        input=returned.postfix(OutboxMail(to=FAY, message_id="<5d3c2b8e-0f6a-4d2e-9c64-3a1d1c1f0a11@normsite.example>")),
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=False,
    )
    assert done.returncode == os.EX_TEMPFAIL


@pytest.fixture
def told(client, settings):
    """A mail provider tells us something."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": "postmark:medlar"}

    def tell(record: dict, knows: str = "postmark:medlar", provider: str = "postmark"):
        basic = b64encode(knows.encode()).decode()
        return client.post(
            f"/notices/returned/{provider}/",
            json.dumps({"ServerID": 1, "MessageID": "b7bc2f4a", "Email": FAY, "Recipient": FAY, **record}),
            content_type="application/json",
            headers={"Authorization": f"Basic {basic}"},
        )

    return tell


BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "Email": FAY,
    "Details": f"smtp;{returned.NOBODY}",
    "BouncedAt": "2026-11-27T03:00:00Z",
}


def test_a_provider_tells_by_its_webhook_what_came_back(fay, told):
    mail = sent()
    assert told(BOUNCE).status_code == 200
    assert [(one.mail, one.fate) for one in Bounce.objects.all()] == [(mail, "gone")]
    assert stopped(fay) == "refused"


def test_a_provider_tells_who_complains_also_where_we_know_of_no_mail(fay, told):
    assert (
        told({"RecordType": "SpamComplaint", "Type": "SpamComplaint", "BouncedAt": "2026-11-27T03:00:00Z"}).status_code == 200
    )
    assert (stopped(fay), Bounce.objects.count()) == ("complained", 0)


def test_what_a_provider_calls_soft_stops_nobody(fay, told):
    sent()
    told(BOUNCE | {"Type": "SoftBounce", "Details": "smtp;552 5.2.2 Mailbox full"})
    told(BOUNCE | {"Type": "SoftBounce", "Details": "Undeliverable"})
    told({"RecordType": "Delivery", "DeliveredAt": "2026-11-27T03:00:00Z"})
    assert ([one.fate for one in Bounce.objects.all()], stopped(fay)) == (["later"], "")


def test_who_does_not_know_the_secret_can_tell_nothing(fay, told, settings):
    assert told(BOUNCE, knows="postmark:quince").status_code == 400
    assert told(BOUNCE, provider="no-such").status_code == 404
    settings.ANYMAIL = {}
    assert told(BOUNCE).status_code == 404
    assert stopped(fay) == ""
