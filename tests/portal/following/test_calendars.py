"""The dates of the site and of a norm, as two libraries for calendars read them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from time_machine import travel

from comments.services import extend_consultation
from norms.models import Revision
from normsite.portal.publication.publishing import publish
from riskreviews.models import Assessment
from tests import scenes
from tests.portal.following.scenes import announced
from tests.riskreviews.scenes import safeguard_in

pytestmark = pytest.mark.django_db

ALL = "/deadlines.ics"


def events(client, address: str = ALL) -> list:
    """What both libraries make of it, as the second tells it."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = list(vobject.readOne(response.text).contents.get("vevent", []))
    assert [one.uid.value for one in found] == [str(one["UID"]) for one in Calendar.from_ical(response.content).events]
    return found


def told(client, address: str = ALL) -> list[tuple[str, str]]:
    return [(one.uid.value, one.summary.value) for one in events(client, address)]


def test_it_is_one_to_subscribe_to(db, client):
    file = vobject.readOne(client.get(ALL).text)
    assert "method" not in file.contents
    assert (file.contents["refresh-interval"][0].value, file.contents["x-published-ttl"][0].value) == ("PT6H", "PT6H")
    assert file.contents["refresh-interval"][0].params == {"VALUE": ["DURATION"]}
    assert file.contents["name"][0].value == file.contents["x-wr-calname"][0].value == "Deadlines – Normsite"
    assert events(client) == []


def test_an_announced_consultation_opens_and_closes_in_it_and_an_open_one_closes(cast, client):
    coming = announced(cast, scenes.frozen(cast, "Another norm"))
    running = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    scenes.opened(cast, scenes.frozen(cast, "A third one"), days_ago=70)  # closed, so it has left
    opens, closes = "Opens for comment: Draft of quantum key modules", "Last chance to comment: Draft of quantum key modules"
    assert told(client) == [
        (f"{coming.code}-opens@localhost", opens),
        (f"{running.code}@localhost", closes),
        (f"{coming.code}@localhost", closes),
    ]
    assert [one.dtstart.value for one in events(client)] == [
        instant.replace(microsecond=0) for instant in (coming.opens_at, running.closes_at, coming.closes_at)
    ]


def test_the_entry_of_a_deadline_is_that_of_its_own_file_and_is_moved_when_it_is_extended(cast, client):
    running = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    extend_consultation(
        consultation=running, closes_at=running.closes_at + timedelta(days=7), reason="A holiday.", by=cast.sami
    )
    (entry,), (own,) = events(client), events(client, f"/consultations/{running.code}/deadline.ics")
    for name in ("uid", "sequence", "dtstamp", "last_modified", "dtstart", "summary", "url"):
        assert getattr(entry, name).value == getattr(own, name).value
    assert entry.sequence.value == "1"
    assert ["valarm" in one.contents for one in (entry, own)] == [False, True]


def reviewed_again(cast, day: date) -> Assessment:
    """An assessment of a text that can be published, with a safeguard that promises another look on that day."""
    first = scenes.frozen(cast)
    scenes.concluded(cast, first)
    assessment = scenes.assessed(cast, scenes.revised(cast, first))
    safeguard_in(assessment, list(assessment.scenarios.all()), cast, review_on=day)
    return scenes.agreed(cast, assessment)


def test_an_assessment_that_was_published_stands_there_until_the_day_of_its_review(cast, client):
    day = timezone.now().astimezone(UTC).date() + timedelta(days=30)
    assessment = reviewed_again(cast, day)
    assert told(client) == []
    publish(revision=Revision.objects.select_related("norm").get(pk=assessment.revision_id), by=cast.april)
    (entry,) = events(client)
    assert (entry.uid.value, entry.dtstart.value) == (f"{assessment.code}-{day}@localhost", day)
    assert type(entry.dtstart.value) is date
    assert entry.summary.value == "Review due: Theft of keys"
    assert told(client, f"/norms/{assessment.revision.norm.code.lower()}/deadlines.ics") == told(client)
    for days, number in ((0, 1), (1, 0)):
        with travel(datetime.combine(day + timedelta(days=days), time(12), UTC)):
            assert len(told(client)) == number


def test_that_of_a_norm_holds_nothing_of_another_and_is_named_after_it(cast, client):
    one, _ = (scenes.opened(cast, scenes.frozen(cast, title), days_ago=1) for title in ("One norm", "Another norm"))
    address = f"/norms/{one.revision.norm.code}/deadlines.ics"
    assert told(client, address) == [(f"{one.code}@localhost", "Last chance to comment: Draft of quantum key modules")]
    assert vobject.readOne(client.get(address).text).contents["name"][0].value == "One norm – Normsite"
    assert len(told(client)) == 2


def test_a_norm_that_nobody_may_read_yet_has_no_calendar(cast, client):
    coming = announced(cast, scenes.frozen(cast))
    assert client.get(f"/norms/{coming.revision.norm.code}/deadlines.ics").status_code == 404
    assert client.get("/norms/N-999/deadlines.ics").status_code == 404


def test_it_is_the_same_to_the_byte_each_time_and_for_everybody(cast, client, as_user):
    announced(cast, scenes.frozen(cast))
    assert client.get(ALL).content == client.get(ALL).content == as_user(cast.sami).get(ALL).content


def test_it_asks_as_often_for_three_consultations_as_for_one(cast, client):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(ALL)
        return len(captured)

    announced(cast, scenes.frozen(cast))
    one = cost()
    for number in range(2):
        announced(cast, scenes.frozen(cast, f"Norm {number}"))
    assert cost() == one <= 6
