"""Reports are read from a real mailbox: a real IMAP server, its own process."""

import imaplib
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from normsite.foundation.notices import mailbox, tasks
from normsite.foundation.notices.mailbox import read_mailbox
from tests.foundation.notices import returned
from tests.foundation.notices.scenes import follows
from tests.foundation.notices.test_bounces import FAY, sent, stopped

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

NAME, WORD = "postbox", "p@ss/word"


def free_port() -> int:
    with closing(socket.socket()) as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


@pytest.fixture(scope="module")
def port():
    port = free_port()
    words = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    words += ["--no-service", "managesieve", "--no-service", "admin"]
    words += ["dict", "--demo-data", "--demo-user", NAME, "--demo-password", WORD]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    yield port
    server.send_signal(signal.SIGTERM)
    server.wait(10)


@pytest.fixture
def box(port):
    """The mailbox, emptied, as somebody else sees it."""
    end = time.monotonic() + 20
    while True:
        try:
            box = imaplib.IMAP4("127.0.0.1", port, timeout=5)
            break
        except OSError:
            assert time.monotonic() < end, "The IMAP server gave no answer."
            time.sleep(0.1)
    box.login(NAME, WORD)
    box.select("INBOX")
    box.store("1:*", "+FLAGS", r"(\Deleted)")
    box.expunge()
    yield box
    box.logout()


@pytest.fixture
def url(port) -> str:
    return f"imap://{NAME}:p%40ss%2Fword@127.0.0.1:{port}/INBOX"


def comes(box: imaplib.IMAP4, *messages: bytes) -> None:
    for message in messages:
        box.append("INBOX", "", None, message.replace(b"\n", b"\r\n"))


def left(box: imaplib.IMAP4) -> list[tuple[str, bool]]:
    """The subjects of what is in the mailbox, and whether each is marked as read."""
    box.select("INBOX", readonly=True)
    found = []
    for number in box.search(None, "ALL")[1][0].split():
        answer: Any = box.fetch(number, "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
        flags, subject = answer[0]
        found.append((subject.decode().strip().removeprefix("Subject: "), b"\\Seen" in flags))
    return found


def test_reports_are_taken_in_and_removed_and_everything_else_stays(box, url):
    fay, will = follows(FAY, "site"), follows("will@readers.example", "site")
    comes(
        box, returned.postfix(sent()), b"Subject: Lunch?\n\nAt noon?\n", returned.complaint(sent("will@readers.example", "n/2"))
    )
    assert read_mailbox(url) == 2
    assert (stopped(fay), stopped(will)) == ("refused", "complained")
    assert left(box) == [("Lunch?", True)]
    assert read_mailbox(url) == 0


def test_a_forged_report_stays_for_people_to_see(box, url):
    fay = follows(FAY, "site")
    comes(box, returned.postfix(sent(), reads_id=False))
    assert (read_mailbox(url), stopped(fay)) == (0, "")
    assert left(box) == [("Undelivered Mail Returned to Sender", True)]


def test_what_a_database_that_is_away_could_not_take_in_is_read_again(box, url, monkeypatch):
    def away(raw: bytes) -> None:
        raise OperationalError("gone")

    fay = follows(FAY, "site")
    comes(box, returned.postfix(sent()))
    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "take_bounce", away)
        with pytest.raises(OperationalError):
            read_mailbox(url)
    assert left(box) == [("Undelivered Mail Returned to Sender", False)]
    assert (read_mailbox(url), stopped(fay)) == (1, "refused")


def test_a_long_message_is_read_as_far_as_the_headers_that_it_returns(box, url):
    fay = follows(FAY, "site")
    comes(box, returned.qmail(sent()) + b"x" * 70 * 6_000)
    assert (read_mailbox(url), stopped(fay)) == (1, "refused")


def test_a_wrong_password_or_folder_is_said_without_the_password(box, port, url):
    with pytest.raises(imaplib.IMAP4.error) as problem:
        read_mailbox(f"imap://{NAME}:quince@127.0.0.1:{port}/INBOX")
    assert "quince" not in str(problem.value)
    with pytest.raises(imaplib.IMAP4.error, match="Bounces"):
        read_mailbox(url.replace("INBOX", "Bounces"))


def test_beat_reads_the_mailbox_where_there_is_one(box, url, settings):
    fay = follows(FAY, "site")
    comes(box, returned.postfix(sent()))
    tasks.read_bounces()
    assert stopped(fay) == ""
    settings.BOUNCES_URL = url
    tasks.read_bounces()
    assert stopped(fay) == "refused"
