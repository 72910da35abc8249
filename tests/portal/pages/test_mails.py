"""Mails that did not leave are somebody's task, and a page says why, but not in full to whom they go."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Case, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.html import strip_tags

from normsite.foundation.notices.bounces import note_fate
from normsite.foundation.notices.followers import stop_all
from normsite.foundation.notices.models import Event, Fate
from normsite.foundation.notices.models.follower import Stopped
from normsite.foundation.notices.telling import tell
from normsite.foundation.notices.watching import watch_delivery
from normsite.foundation.notifications.claims import MOST_ATTEMPTS
from normsite.foundation.notifications.delivery import deliver_due
from normsite.foundation.notifications.models import MailState, OutboxMail, Priority
from normsite.foundation.notifications.outbox import queue_letter
from normsite.foundation.notifications.queues import GIVEN_UP_LATELY
from normsite.portal.pages.meanings import meaning
from normsite.portal.pages.tasks_due import tasks_for
from tests.foundation.notices.scenes import follows, subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def tried(subject: str, times: int) -> OutboxMail:
    mail = queue_letter(occasion=subject, to="nadia@home.example", subject=subject, text="Your key is Medlar.")
    for _ in range(times):
        only_this_is_due(mail)
        deliver_due()
    mail.refresh_from_db()
    return mail


def only_this_is_due(mail: OutboxMail) -> None:
    now = timezone.now()
    OutboxMail.objects.update(not_before=Case(When(pk=mail.pk, then=now), default=now + timedelta(hours=1)))


def tasks(user) -> list[str]:
    return [task.sentence for task in tasks_for(user)]


def test_a_mail_that_is_refused_is_a_task_for_those_who_can_see_why(cast, as_user, no_mail_server):
    tried("Not tried yet", 0)
    assert tasks(cast.ada) == []

    waits = tried("Your receipt", 1)
    given_up = tried("You are invited", MOST_ATTEMPTS)
    assert (waits.state, given_up.state) == (MailState.WAITING, MailState.FAILED)
    everyone = [cast.ada, cast.sami, cast.edda, cast.rhea, cast.piet, cast.april, cast.olu]
    assert [tasks(person) for person in everyone] == [["See why 2 mails did not leave"]] * 2 + [[]] * 5

    page = as_user(cast.ada).get("/desk/mails/")
    assert ([line.mail for line in page.context["held_up"]], list(page.context["page"])) == ([waits], [given_up])
    assert page.context["reasons"] == [("ConnectionRefusedError: [Errno 111] Connection refused", 1)]
    assert f"after {MOST_ATTEMPTS} attempts" in page.text
    assert ["Medlar" in page.text, "Not tried yet" in page.text] == [False, False]


def test_what_was_given_up_long_ago_is_no_task_any_more(cast, as_user, no_mail_server):
    tried("You are invited", MOST_ATTEMPTS)
    OutboxMail.objects.update(claimed_at=timezone.now() - GIVEN_UP_LATELY)
    assert tasks(cast.ada) == []
    assert list(as_user(cast.ada).get("/desk/mails/").context["page"]) == []


def test_a_mail_that_left_in_the_end_is_no_trouble(cast, as_user, no_mail_server, settings):
    mail = tried("Your receipt", 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    only_this_is_due(mail)
    assert deliver_due() == 1
    assert tasks(cast.ada) == []
    page = as_user(cast.ada).get("/desk/mails/")
    assert (list(page.context["held_up"]), list(page.context["page"])) == ([], [])


@pytest.mark.parametrize("who", ["edda", "rhea", "piet", "april", "olu", "nils"])
def test_nobody_else_sees_whom_we_write_to(cast, as_user, no_mail_server, who):
    tried("Your receipt", 1)
    client = as_user(getattr(cast, who))
    page = client.get("/desk/mails/")
    assert page.status_code == 403
    assert "nadia@home.example" not in page.text


def row(page, about: str) -> list[str]:
    """The cells of one line of the page."""
    table_row = page.text.partition(f">{about}</th>")[2].partition("</tr>")[0]
    return [" ".join(strip_tags(cell).split()) for cell in table_row.split("</td>")[:-1]]


def test_the_page_says_what_waits_by_what_leaves_first(cast, as_user, no_mail_server):
    tried("Your receipt", 1)
    OutboxMail.objects.update(created_at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    digest = tried("Your week", 0)
    OutboxMail.objects.filter(pk=digest.pk).update(priority=Priority.DIGEST)
    page = as_user(cast.sami).get("/desk/mails/")
    assert row(page, Priority.RECEIPT.label) == ["1", "1", "20 November 2026, 09:00 UTC"]
    assert row(page, Priority.NOTICE.label) == ["0", "0", "–"]
    assert row(page, Priority.DIGEST.label)[:2] == ["1", "0"]


def test_the_page_says_what_a_mail_is_about_and_shows_its_address_only_in_part(cast, as_user, no_mail_server):
    tried("receipt/RC-2026-00042", MOST_ATTEMPTS)
    tried("published/RP-1/nadia@home.example", 1)
    OutboxMail.objects.update(last_error="SMTPRecipientsRefused: {'nadia@home.example': (450, b'later')}")
    page = as_user(cast.ada).get("/desk/mails/")
    assert row(page, "Receipt for comments (RC-2026-00042)")[0] == "n…@home.example"
    assert row(page, "The norm that somebody commented on is published (RP-1)")[0] == "n…@home.example"
    assert "nadia" not in page.text
    assert "can&#x27;t be tried again" in page.text or "can't be tried again" in page.text


def test_the_page_says_who_is_told_nothing_more_and_why_but_not_who_ended_it(cast, as_user):
    for address, why in (("fay@followers.example", Stopped.REFUSED), ("will@followers.example", Stopped.BY_FOLLOWER)):
        stop_all(follower=follows(address, "site"), why=why)
    mail = queue_letter(occasion="notice/1", to="gus@followers.example", subject="Open", text="Hello.")
    gus = follows("gus@followers.example", "site")
    note_fate(mail, Fate.COMPLAINT, "")
    gus.refresh_from_db()
    page = as_user(cast.ada).get("/desk/mails/")
    assert [number for _, number in page.context["stopped"]] == [1, 1, 1]
    assert page.context["returned"] == [(Fate.COMPLAINT.label, 1)]
    assert row(page, "f…@followers.example")[0] == "Its mail server refuses it for good"
    assert row(page, "g…@followers.example")[0] == "Its owner has marked a notice as unwanted"
    assert ["w…@" in page.text, "followers.example" in page.text] == [False, True]


def test_every_mail_of_ours_has_a_meaning_in_words():
    told = {meaning(occasion) for occasion in ("follow/6ba7b810", "digest/daily/7/2026-11-27T07:00", "notice/3/7", "strange")}
    assert told == {
        "The link by which somebody confirms that they follow",
        "A digest to somebody who follows",
        "A notice to somebody who follows",
        "A mail of the site",
    }


# --- administrators are told ---


def told_of_mails(user) -> list[str]:
    watch_delivery()
    tell()
    return subjects(user.email)


def waits_since(minutes: int, error: str = "ConnectionRefusedError: refused") -> OutboxMail:
    mail = queue_letter(occasion=f"receipt/{minutes}", to="nadia@home.example", subject="Receipt", text="Hello.")
    OutboxMail.objects.filter(pk=mail.pk).update(created_at=timezone.now() - timedelta(minutes=minutes), last_error=error)
    return mail


def test_administrators_are_told_when_nothing_has_left_for_a_quarter_of_an_hour(cast):
    waits_since(14)
    assert told_of_mails(cast.ada) == []
    waits_since(16)
    assert told_of_mails(cast.ada) == ["Mails do not leave"]
    assert told_of_mails(cast.ada) == ["Mails do not leave"]
    assert subjects(cast.sami.email) == []


def test_nobody_is_told_of_a_long_queue_that_moves_or_of_an_address_that_is_refused_for_now(cast):
    waits_since(60, "SMTPRecipientsRefused: {'nadia@home.example': (450, b'later')}")
    assert told_of_mails(cast.ada) == []
    waits_since(70)
    left = waits_since(80)
    OutboxMail.objects.filter(pk=left.pk).update(state=MailState.SENT, sent_at=timezone.now())
    assert told_of_mails(cast.ada) == []


def test_a_mail_that_is_given_up_is_told_once_and_at_most_once_a_day(cast):
    def given_up(occasion: str, at: datetime) -> None:
        mail = queue_letter(occasion=occasion, to="nadia@home.example", subject="Receipt", text="Hello.")
        OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, claimed_at=at)

    now = timezone.now()
    given_up("receipt/1", now)
    given_up("receipt/2", now - timedelta(days=2))
    assert told_of_mails(cast.ada) == ["1 mail given up"]
    given_up("receipt/3", timezone.now())
    assert told_of_mails(cast.ada) == ["1 mail given up"]

    Event.objects.update(at=now - timedelta(days=1))
    Event.objects.update(occasion=Concat(Value("past/"), "occasion"))
    assert told_of_mails(cast.ada) == ["1 mail given up", "2 mails given up"]
    assert [fact["given_up"] for fact in Event.objects.order_by("pk").values_list("facts", flat=True)] == [1, 2]
