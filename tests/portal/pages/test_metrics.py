"""Figures for whoever watches the site, and for nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from normsite.foundation.notices.followers import stop_all
from normsite.foundation.notices.models import Event, Follower
from normsite.foundation.notices.models.follower import Stopped
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.notifications.outbox import queue_letter
from tests.foundation.notices.scenes import follows

pytestmark = pytest.mark.django_db

AN_HOUR_AGO = timedelta(hours=-1)


def asked(client, settings, given: str = "Bearer medlar", kept: str = "medlar"):
    settings.METRICS_TOKEN = kept
    return client.get("/metrics", headers={"Authorization": given})


def figures(answer) -> dict[str, str]:
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name.removeprefix("normsite_"): value for name, _, value in lines}


def mail(occasion: str, **facts) -> None:
    made = queue_letter(occasion=occasion, to="fay@followers.example", subject="Hello", text="Hello.")
    OutboxMail.objects.filter(pk=made.pk).update(**facts)


def test_a_site_at_rest_says_nought_of_everything(client, settings):
    assert set(figures(asked(client, settings)).values()) == {"0"}


def test_the_figures_say_what_waits_how_long_and_what_went_wrong(client, settings):
    now = timezone.now()
    mail("receipt/1", created_at=now + AN_HOUR_AGO, last_error="refused")
    mail("receipt/2")
    mail("digest/1", priority=9)
    mail("receipt/3", state=MailState.FAILED)
    mail("receipt/4", state=MailState.SENT, sent_at=now)
    Event.objects.create(
        kind="stage_changed", occasion="one", audience="everybody", targets=["site"], path="/", at=now + AN_HOUR_AGO
    )
    late = follows("late@followers.example", "site")
    Follower.objects.filter(pk=late.pk).update(next_daily_at=now + AN_HOUR_AGO)
    stop_all(follower=follows("gone@followers.example", "site"), why=Stopped.REFUSED)

    found = figures(asked(client, settings))
    ages = {name: int(found.pop(name)) for name in list(found) if "oldest" in name}
    assert {name: number for name, number in found.items() if number != "0"} == {
        'mails_waiting{priority="receipt"}': "2",
        'mails_waiting{priority="digest"}': "1",
        'mails_held_up{priority="receipt"}': "1",
        "mails_left_lately": "1",
        "mails_given_up": "1",
        "events_to_tell": "1",
        'digests_overdue{pace="daily"}': "1",
        "followers": "1",
        'followers_stopped{why="refused"}': "1",
    }
    assert 3_600 <= ages['mails_oldest_seconds{priority="receipt"}'] < 3_660
    assert 3_600 <= ages["events_oldest_seconds"] < 3_660


def test_it_is_the_text_that_prometheus_reads(client, settings):
    answer = asked(client, settings)
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    head = (
        "# HELP normsite_followers Confirmed addresses that are told\n# TYPE normsite_followers gauge\nnormsite_followers 0\n"
    )
    assert head in answer.text


@pytest.mark.parametrize(
    ("given", "kept"), [("", "medlar"), ("Bearer quince", "medlar"), ("medlar", "medlar"), ("Bearer ", "")]
)
def test_without_the_token_there_is_no_such_page(client, settings, given, kept):
    assert asked(client, settings, given, kept).status_code == 404
