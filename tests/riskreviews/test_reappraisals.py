"""Review dates and what lifts a safeguard come due by themselves, once each, over two years of a moved clock."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from normsite.foundation.errors import Refused
from normsite.foundation.notices.models import Event
from normsite.foundation.unseen import isolated
from normsite.portal.pages.tasks_due import tasks_for
from normsite.portal.publication.publishing import publish
from riskreviews import services
from riskreviews.models import Alternative, Reappraisal, Safeguard
from riskreviews.queries import reviews_to_come
from riskreviews.services import change_indicator, change_safeguard, correct_reading
from riskreviews.tasks import note_reappraisals, tell_of_reviews
from tests import scenes
from tests.riskreviews.indicators import FACTS as INDICATOR_FACTS
from tests.riskreviews.indicators import indicator_on, public_norm, read
from tests.riskreviews.scenes import agreed, asked, assessment_of, draft_text, safeguard_in, scenario_in

pytestmark = pytest.mark.django_db

CROSSINGS = import_module("riskreviews.migrations.0024_crossings_of_reappraisals")
BEGAN = (datetime.now(UTC) + timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)


def published(cast, **facts):
    """A safeguard of a published text, with its days counted from the beginning."""
    first = scenes.frozen(cast)
    scenes.concluded(cast, first)
    assessment = scenes.assessed(cast, scenes.revised(cast, first))
    safeguard = safeguard_in(assessment, list(assessment.scenarios.all()), cast, **facts)
    scenes.agreed(cast, assessment)
    assessment.revision.refresh_from_db()
    publish(revision=assessment.revision, by=cast.april)
    return safeguard


def pass_days(days, acts=()):
    """Each morning the clock looks; `acts` are done on their days. How many tasks waited, by day."""
    acts, waited = dict(acts), {}
    for number in range(days):
        with time_machine.travel(BEGAN + number * DAY, tick=False):
            if number in acts:
                acts[number]()
            note_reappraisals()
            tell_of_reviews()
            waited[number] = Reappraisal.objects.open().count()
    return waited


def test_over_two_years_each_day_comes_due_once_with_its_task_and_its_notice(cast):
    safeguard = published(
        cast,
        review_on=(BEGAN + 100 * DAY).date(),
        trigger="date",
        trigger_on=(BEGAN + 400 * DAY).date(),
        declassification_trigger="The export rule ends.",
    )

    def keep():
        services.answer_reappraisal(
            reappraisal=Reappraisal.objects.open().get(),
            outcome="keep",
            reason="Nothing has changed.",
            next_on=(BEGAN + 300 * DAY).date(),
            by=cast.rhea,
        )

    def lift():
        one = Reappraisal.objects.open().get(cause="date")
        services.answer_reappraisal(reappraisal=one, outcome="lift", reason="The rule has ended.", by=cast.rhea)

    def happens():
        facts: dict[str, Any] = {"cause": "event", "due_on": timezone.localdate(), "what": "No finding in three years."}
        assert services.note_reappraisal(safeguard=safeguard, by=cast.rhea, **facts) is not None
        assert services.note_reappraisal(safeguard=safeguard, by=cast.rhea, **facts) is None

    waited = pass_days(730, {120: keep, 410: lift, 500: happens})

    assert [(one.cause, (one.due_on - BEGAN.date()).days, one.outcome) for one in Reappraisal.objects.all()] == [
        ("review", 100, "keep"),
        ("review", 300, ""),
        ("date", 400, "lift"),
        ("event", 500, ""),
    ]
    assert Counter(waited.values()) == {
        0: 100 + (300 - 120),  # before the first day; from the answer to the day that it gave
        1: 20 + (400 - 300) + (500 - 410),
        2: 10 + (730 - 500),
    }
    told = Counter(Event.objects.values_list("kind", flat=True))
    assert (told["trigger_met"], told["review_due"]) == (2, 2)
    with time_machine.travel(BEGAN + 730 * DAY, tick=False):
        tasks = [task for task in tasks_for(cast.rhea) if "what comes of the safeguard" in task.sentence]
        assert [(task.due - BEGAN).days for task in tasks] == [299, 499]
        assert [task for task in tasks_for(cast.sami) if "what comes of the safeguard" in task.sentence] == []


def test_an_indicator_that_crosses_makes_what_it_lifts_due_once(cast):
    norm, today = public_norm(cast, "Another norm"), timezone.localdate()
    watched, other = (indicator_on(norm, cast, title=title) for title in ("Qubits", "Qubits elsewhere"))
    safeguard = published(cast, trigger="indicator", declassification_trigger=f"When {watched.code} crosses, keys are read.")
    norms = [norm, safeguard.assessment.revision.norm]
    for indicator in (watched, other):
        change_indicator(
            indicator=indicator, version=1, norms=norms, by=cast.rhea, **INDICATOR_FACTS | {"title": indicator.title}
        )
    read(other, today, 1200, cast)
    assert Reappraisal.objects.count() == 0
    read(watched, today, 1200, cast)
    (due,) = Reappraisal.objects.all()
    assert (due.safeguard, due.cause, due.due_on, due.what) == (
        safeguard,
        "indicator",
        today,
        f"{watched.code} was 1,200 {isolated('qubits')}",
    )
    assert [kind for kind in Event.objects.values_list("kind", flat=True) if kind == "trigger_met"] == ["trigger_met"]


def test_the_day_until_which_a_safeguard_is_kept_is_promised_in_public(as_user, cast, client):
    today = BEGAN.date()
    first, again = today + 100 * DAY, today + 300 * DAY
    safeguard = published(cast, review_on=first)
    scenarios = [one.code for one in safeguard.assessment.scenarios.all() if one.review_on == first]

    def promised():
        return [(one.day, one.codes) for one in reviews_to_come(today) if safeguard.code in one.codes]

    assert promised() == [(first, [*scenarios, safeguard.code])]
    event: dict[str, Any] = {"cause": "event", "due_on": timezone.localdate()}
    for what, day in (("A rule ended.", again), ("A rule began.", again), ("No finding.", first)):
        one = services.note_reappraisal(safeguard=safeguard, what=what, by=cast.rhea, **event)
        services.answer_reappraisal(reappraisal=one, outcome="keep", reason="So.", next_on=day, by=cast.rhea)

    assert promised() == [(first, [*scenarios, safeguard.code]), (again, [safeguard.code])]
    assert [one.since for one in reviews_to_come(today) if one.day == again] == [
        Reappraisal.objects.get(what="A rule began.").answered_at
    ]
    page = client.get(safeguard.assessment.get_absolute_url()).text
    said = re.search(r"<dt>Review date</dt>(.*?)<dt>", page[page.index(f'id="{safeguard.code}"') :], re.DOTALL)[1]
    assert re.findall(r"\d+ \w+ \d{4}", said) == [f"{day:%-d %B %Y}" for day in (first, again)]
    calendar = client.get("/deadlines.ics").text
    assert f"{safeguard.assessment.code}-{again}" in calendar


def lifted_by_indicators(cast, *titles):
    """A published safeguard that any of these indicators lifts, and the indicators."""
    norm = public_norm(cast, "Another norm")
    watched = [indicator_on(norm, cast, title=title) for title in titles]
    codes = " or ".join(one.code for one in watched)
    safeguard = published(cast, trigger="indicator", declassification_trigger=f"When {codes} crosses, keys are read.")
    norms = [norm, safeguard.assessment.revision.norm]
    for one in watched:
        change_indicator(indicator=one, version=1, norms=norms, by=cast.rhea, **INDICATOR_FACTS | {"title": one.title})
    return safeguard, watched


def noted_and_told():
    """How many reappraisals there are, and of how many people were told."""
    return Reappraisal.objects.count(), Event.objects.filter(kind="trigger_met").count()


def test_two_events_of_one_day_are_noted_and_told_once_each(cast):
    safeguard = published(cast)
    for what in ("The rule ended.", "No finding in three years.", " The rule ended. "):
        services.note_reappraisal(safeguard=safeguard, cause="event", due_on=timezone.localdate(), what=what, by=cast.rhea)
    assert list(Reappraisal.objects.values_list("what", flat=True)) == ["The rule ended.", "No finding in three years."]
    assert noted_and_told() == (2, 2)


def test_two_indicators_that_cross_on_one_day_are_two_events(cast):
    _, watched = lifted_by_indicators(cast, "Qubits", "Qubits elsewhere")
    for one in watched:
        read(one, timezone.localdate(), 1200, cast)
    assert [one.what.split()[0] for one in Reappraisal.objects.all()] == [one.code for one in watched]
    assert noted_and_told() == (2, 2)


def test_an_indicator_that_crosses_twice_on_one_day_is_noted_for_each_crossing(cast):
    _, (watched,) = lifted_by_indicators(cast, "Qubits")
    reading = read(watched, timezone.localdate(), 1200, cast)
    for value in (1300, 500, 1200):
        reading = correct_reading(reading=reading, value=Decimal(value), correction="Misread.", by=cast.rhea)
    assert (watched.crossings.count(), noted_and_told()) == (2, (2, 2))


def test_a_crossing_that_was_noted_before_crossings_were_named_is_not_noted_again(cast):
    _, (watched,) = lifted_by_indicators(cast, "Qubits")
    reading = read(watched, timezone.localdate(), 1200, cast)
    Reappraisal.objects.update(crossing=None)
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(CROSSINGS.FORWARD)
    correct_reading(reading=reading, value=Decimal(1300), correction="Misread.", by=cast.rhea)
    assert (Reappraisal.objects.get().crossing, noted_and_told()) == (watched.crossings.get(), (1, 1))


def test_a_safeguard_that_an_indicator_lifts_names_it_before_a_peer_is_asked(cast):
    safeguard = safeguard_in(draft := assessment_of(draft_text(cast), cast), [scenario_in(draft, cast)], cast)
    change_safeguard(
        safeguard=safeguard,
        version=safeguard.version,
        scenarios=list(safeguard.scenarios.all()),
        by=cast.rhea,
        trigger="indicator",
        declassification_trigger="When IND-404 crosses.",
    )
    with pytest.raises(Refused, match="doesn't say which indicator lifts it"):
        asked(draft, cast)


def test_a_draft_and_a_text_that_a_newer_one_replaced_are_not_due(cast):
    agreed(cast)
    with time_machine.travel(timezone.now() + 800 * DAY, tick=False):
        note_reappraisals()
    assert not Reappraisal.objects.exists()
    safeguard = Safeguard.objects.get()
    with pytest.raises(Refused, match="isn't in the newest published text"):
        services.note_reappraisal(safeguard=safeguard, cause="event", due_on=timezone.localdate(), what="It is so.")


def test_what_would_lift_it_is_said_in_a_line_and_not_before_its_day(cast):
    safeguard = published(cast)
    today = timezone.localdate()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"cause": "event", "due_on": today, "what": " "}, "Say what has happened."),
        ({"cause": "indicator", "due_on": today + DAY, "what": "12 of 10"}, "That day is still to come."),
        ({"cause": "whim", "due_on": today, "what": "So."}, "A safeguard isn't due for that."),
    ]
    for facts, sentence in wrong:
        with pytest.raises(Refused, match=sentence):
            services.note_reappraisal(safeguard=safeguard, **facts)
    noted = services.note_reappraisal(safeguard=safeguard, cause="indicator", due_on=today, what="Findings: 0 of 10.")
    assert (noted.cause, Event.objects.get(kind="trigger_met").path) == ("indicator", safeguard.get_absolute_url())


def test_an_answer_has_a_reason_and_what_is_kept_a_day(cast):
    safeguard = published(cast)
    facts: dict[str, Any] = {"cause": "event", "due_on": timezone.localdate(), "what": "It is so."}
    one = services.note_reappraisal(safeguard=safeguard, by=cast.rhea, **facts)
    for said, sentence in (
        ({"outcome": "keep", "reason": "So."}, "What is kept is looked at again."),
        ({"outcome": "lift", "reason": " "}, "Say why."),
        ({"outcome": "", "reason": "So."}, "Say what comes of it."),
        ({"outcome": "keep", "reason": "So.", "next_on": timezone.localdate()}, "The day of the next look is over, or today."),
    ):
        with pytest.raises(Refused, match=sentence):
            services.answer_reappraisal(reappraisal=one, by=cast.rhea, **said)
    for _ in range(2):
        services.answer_reappraisal(reappraisal=one, outcome="lift", reason="So.", by=cast.rhea)
    with pytest.raises(Refused, match="answered already"):
        services.answer_reappraisal(reappraisal=one, outcome="change", reason="So.", by=cast.rhea)


def test_at_the_desk_it_is_noted_and_answered_and_anybody_reads_both(as_user, cast, client):
    safeguard = published(cast)
    assessment, rhea = safeguard.assessment, as_user(cast.rhea)
    desk = rhea.get(f"/desk/risk/{assessment.code}/").text
    lifted = f"/desk/risk/{assessment.code}/safeguards/{safeguard.code}/lifted/"
    assert lifted in desk
    assert rhea.post(lifted, {"what": ""}).status_code == 422
    assert rhea.post(lifted, {"what": "No finding in three years."}).url == "/desk/risk/reappraisals/"
    one = Reappraisal.objects.get()
    assert "No finding in three years." in rhea.get("/desk/risk/reappraisals/").text
    assert "Nobody has said yet what comes of it" in client.get(assessment.get_absolute_url()).text

    address = f"/desk/risk/reappraisals/{one.pk}/"
    assert as_user(cast.olu).post(address, {"outcome": "lift", "reason": "So."}).status_code == 403
    lacking = rhea.post(address, {"outcome": "keep", "reason": "It still holds."})
    assert lacking.context["form"].errors == {"next_on": ["Give the day on which it is looked at again."]}
    assert rhea.post(address, {"outcome": "lift", "reason": "Three years without a finding."}).status_code == 302
    assert "Three years without a finding." in client.get(assessment.get_absolute_url()).text
    assert "Nothing is due" in rhea.get("/desk/risk/reappraisals/").text


# --- what stood in one text ------------------------------------------------------------------------------------------

MOVE = import_module("riskreviews.migrations.0018_alternatives_in_rows")


def test_an_alternative_that_stood_in_one_text_becomes_a_row_even_where_a_peer_has_agreed(cast):
    safeguard = agreed(cast).safeguards.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE riskreviews_safeguard DISABLE TRIGGER riskreviews_safeguard_judged")
        cursor.execute("ALTER TABLE riskreviews_alternative DISABLE TRIGGER riskreviews_alternative_judged")
        cursor.execute("DELETE FROM riskreviews_alternative")
        cursor.execute("UPDATE riskreviews_safeguard SET alternative = 'A notice. It fails.'")
        cursor.execute("ALTER TABLE riskreviews_safeguard ENABLE TRIGGER riskreviews_safeguard_judged")
        cursor.execute("ALTER TABLE riskreviews_alternative ENABLE TRIGGER riskreviews_alternative_judged")
        for _ in range(2):
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(MOVE.FORWARD)
    assert [(one.safeguard, one.what, one.fails) for one in Alternative.objects.all()] == [
        (safeguard, "A notice. It fails.", "")
    ]


def test_what_a_peer_has_agreed_to_the_database_keeps(cast):
    agreed(cast)
    for table in ("alternative", "cost"):
        with pytest.raises(DatabaseError, match="agreed to never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM riskreviews_{table}")  # noqa: S608  (names of ours)
