"""What happened week by week: pages that keep their addresses."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from normsite.foundation.notices.events import call_back, withdraw_event
from normsite.portal.following.turns import next_turn_or_day
from normsite.portal.following.weekly import Week
from tests.portal.following.scenes import happened

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, of week 48
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(db):
    with travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(cast):
    return cast.ada


def week(client, name: str = "2026-W48"):
    response = client.get(f"/weekly/{name}/")
    assert response.status_code == 200
    return response


def told(response) -> list[str]:
    return [one.title for group in response.context["brought"] for one in group.told]


def test_a_week_goes_from_monday_to_sunday_in_utc(client):
    for number, at in enumerate((MONDAY - timedelta(seconds=1), MONDAY, NOON)):
        happened(number, at=at)
    assert told(week(client, "2026-W47")) == ["At stage 30.00 now: Quantum key modules"]
    assert sorted(told(week(client))) == [f"At stage 30.0{number} now: Quantum key modules" for number in (1, 2)]


def test_norms_stand_with_the_most_urgent_first(client):
    happened(1, at=NOON, norm="N-1")
    happened(2, at=MONDAY, norm="N-2", norm_title="Vaults", due_at=NOON + timedelta(days=2))
    happened(3, at=MONDAY, norm="N-2", norm_title="Vaults")
    happened(4, at=MONDAY, norm="", norm_title="")
    page = week(client)
    assert [(group.code, len(group.told)) for group in page.context["brought"]] == [("N-2", 2), ("N-1", 1), ("", 1)]
    assert "Beyond single norms" in page.text


def test_comments_are_counted_by_their_consultation(client):
    for number in range(3):
        happened(number, at=MONDAY, kind="comment_published", comment="C", about="", consultation="CN-1", title="On <keys>")
    happened(4, at=MONDAY, kind="comment_published", comment="C", about="", consultation="CN-2", title="On vaults")
    page = " ".join(week(client).text.split())
    assert (
        '3 comments can be read in <a class="govuk-link" href="/consultations/CN-1/comments/"><bdi>On &lt;keys&gt;</bdi>'
        in page
    )
    assert '1 comment can be read in <a class="govuk-link" href="/consultations/CN-2/comments/">' in page


def test_the_running_week_says_so_and_one_without_events_says_that_nothing_happened(client):
    happened(1, at=MONDAY - timedelta(days=15))
    assert "Running: more may come until Sunday" in week(client).text
    assert "Nothing has happened yet this week" in week(client).text
    past = week(client, "2026-W46").text
    assert ("Nothing happened in this week" in past, "Running" in past) == (True, False)


def test_each_leads_to_the_one_before_and_the_one_after_as_far_as_there_are_any(client):
    happened(1, at=MONDAY - timedelta(days=7))
    first, last = week(client, "2026-W47").text, week(client).text
    assert ['href="/weekly/2026-W46/"' in first, 'href="/weekly/2026-W48/"' in first] == [False, True]
    assert ['href="/weekly/2026-W47/"' in last, 'href="/weekly/2026-W49/"' in last] == [True, False]


@pytest.mark.parametrize("name", ["2026-W49", "2026-W46", "2026-W54", "2025-W53", "0000-W01", "9999-W52", "2026-W00", "now"])
def test_other_weeks_have_no_page(client, name):
    happened(1, at=MONDAY - timedelta(days=7))
    assert client.get(f"/weekly/{name}/").status_code == 404


def test_the_list_has_every_week_with_its_number_of_events(client):
    happened(1, at=datetime(2025, 12, 30, tzinfo=UTC))  # of week 1 of 2026, as ISO 8601 counts
    happened(2, at=datetime(2025, 12, 22, tzinfo=UTC))
    happened(3, at=NOON)
    weeks = client.get("/weekly/").context["weeks"]
    assert (len(weeks), weeks[0]) == (49, (Week(2026, 48), 1, False))
    assert weeks[-2:] == [(Week(2026, 1), 1, False), (Week(2025, 52), 1, False)]
    assert sum(number for _, number, _ in weeks) == 3
    page = " ".join(client.get("/weekly/").text.split())
    assert "23 November to 29 November 2026: 1 event, until now" in page
    assert "16 November to 22 November 2026: nothing" in page


def test_the_list_says_where_comments_could_be_read_without_counting_them(client):
    facts = {"kind": "comment_published", "comment": "C", "about": "", "consultation": "CN-1", "title": "On keys"}
    for number, at in enumerate((NOON, MONDAY, MONDAY - timedelta(days=1))):
        happened(number, at=at, **facts)
    happened(3, at=NOON)
    withdraw_event(happened(4, at=MONDAY - timedelta(days=8), **facts).occasion)
    happened(5, at=MONDAY - timedelta(days=14))
    weeks = client.get("/weekly/").context["weeks"]
    assert weeks == [(Week(2026, 48), 1, True), (Week(2026, 47), 0, True), (Week(2026, 46), 1, False)]
    page = " ".join(client.get("/weekly/").text.split())
    assert ("2026: 1 event and comments" in page, "2026: comments" in page) == (True, True)


def test_a_site_on_which_nothing_ever_happened_has_its_running_week(client):
    assert client.get("/weekly/").context["weeks"] == [(Week(2026, 48), 0, False)]


def test_what_was_called_back_says_what_is_right_and_what_was_withdrawn_is_gone(ada, client):
    wrong, gone = happened(1, at=MONDAY), happened(2, at=MONDAY)
    call_back(event=wrong, correction="It stays at 20.00.", by=ada)
    withdraw_event(gone.occasion)
    page = week(client)
    assert "Called back: At stage 30.01 now: Quantum key modules" in page.text
    assert ("says: It stays at 20.00." in page.text, "Step 2" in page.text) == (True, False)
    assert len(told(page)) == 2


def test_it_is_made_anew_at_midnight_at_the_latest(now):
    assert next_turn_or_day() == datetime(2026, 11, 26, tzinfo=UTC)
    happened(1, at=NOON + timedelta(hours=1))
    assert next_turn_or_day() == NOON + timedelta(hours=1)


def test_it_asks_as_often_for_many_events_as_for_one(client):
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    happened(0, at=MONDAY)
    one = cost("/weekly/2026-W48/"), cost("/weekly/")
    for number in range(1, 20):
        happened(number, at=MONDAY, norm=f"N-{number}")
    assert (cost("/weekly/2026-W48/"), cost("/weekly/")) == one
