"""Mails that did not leave are somebody's task, and a page says why."""

from datetime import timedelta

import pytest
from django.db.models import Case, When
from django.utils import timezone

from normsite.foundation.notifications.claims import MOST_ATTEMPTS
from normsite.foundation.notifications.delivery import deliver_due
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.notifications.outbox import queue_letter
from normsite.portal.pages.tasks_due import GIVEN_UP_LATELY, tasks_for

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
    assert (list(page.context["held_up"]), list(page.context["page"])) == ([waits], [given_up])
    assert page.text.count("Connection refused") == 2
    assert f"after {MOST_ATTEMPTS} attempts" in page.text
    assert ["Medlar" in page.text, "Not tried yet" in page.text] == [False, False]


def test_what_was_given_up_long_ago_is_no_task_any_more(cast, as_user, no_mail_server):
    given_up = tried("You are invited", MOST_ATTEMPTS)
    OutboxMail.objects.update(claimed_at=timezone.now() - GIVEN_UP_LATELY)
    assert tasks(cast.ada) == []
    assert list(as_user(cast.ada).get("/desk/mails/").context["page"]) == [given_up]


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
