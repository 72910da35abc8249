"""Two years, day by day: each withholding comes due once, with its task and its notice, and is overdue after that."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from normsite.foundation.notices.models import Event
from normsite.foundation.withholding.tasks import look_again
from normsite.portal.pages.tasks_due import tasks_for
from normsite.portal.withheld.deciding import renew_withholding
from tests.portal.withheld.scenes import in_days, rationale_withheld, scenario_withheld
from tests.riskreviews.scenes import agreed
from tests.riskreviews.test_pages import words

START = timezone.now().replace(hour=6)


def told_to(person) -> list[str]:
    events = Event.objects.filter(targets=[f"person:{person.pk}"], kind="declassification_due").order_by("pk")
    return [event.facts["withheld"] for event in events]


def to_do(person) -> list[str]:
    return [task.sentence.rpartition(": ")[2] for task in tasks_for(person) if "withheld" in task.sentence]


@pytest.fixture
def three(cast):
    """Due on days 100, 365 and 700 of two years."""
    with time_machine.travel(START, tick=False):
        assessment = agreed(cast)
        return (
            rationale_withheld(cast, assessment, until=in_days(100)),
            scenario_withheld(cast, assessment, until=in_days(365)),
            scenario_withheld(cast, assessment, "reasoning", until=in_days(700)),
        )


def test_each_comes_due_exactly_once_with_its_task_and_its_notice(cast, three):
    due: dict[int, list[str]] = {}
    for day in range(731):
        with time_machine.travel(START + timedelta(days=day), tick=False):
            before = told_to(cast.sami)
            look_again()
            look_again()
            after = told_to(cast.sami)
        if after != before:
            due[day] = after[len(before) :]
    assert due == {100: [three[0].code], 365: [three[1].code], 700: [three[2].code]}
    assert told_to(cast.april) == told_to(cast.sami)
    assert told_to(cast.rhea) == told_to(cast.olu) == []
    with time_machine.travel(START + timedelta(days=731), tick=False):
        assert to_do(cast.sami) == [one.code for one in three]
        assert to_do(cast.rhea) == []


def test_the_gap_says_that_the_look_is_overdue_after_its_day_and_not_on_it(cast, three, client):
    pages = {}
    for day in (99, 100, 101):
        with time_machine.travel(START + timedelta(days=day), tick=False):
            look_again()
            pages[day] = words(client.get(three[0].get_absolute_url()))
    assert {day: "Look overdue" in page for day, page in pages.items()} == {99: False, 100: False, 101: True}


def test_withheld_further_it_leaves_the_list_and_comes_due_on_the_new_day(cast, three):
    with time_machine.travel(START + timedelta(days=110), tick=False):
        look_again()
        assert to_do(cast.sami) == [three[0].code]
        until = in_days(50)
        renew_withholding(withholding=three[0], basis="security", reason="Still.", until=until, by=cast.sami)
        assert to_do(cast.sami) == []
    for day, told in ((159, [three[0].code]), (160, [three[0].code] * 2), (161, [three[0].code] * 2)):
        with time_machine.travel(START + timedelta(days=day), tick=False):
            look_again()
            assert told_to(cast.sami) == told
