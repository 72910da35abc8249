"""What is measured outside: readings and their corrections, thresholds and what follows from crossing them."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from norms.models import Norm, NormReview
from norms.services import conclude_review
from normsite.foundation.accounts.models import Role
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notices.models import Event
from normsite.foundation.unseen import isolated
from normsite.portal.pages.tasks_due import tasks_for
from riskreviews.line_chart import line_chart
from riskreviews.models import Cadence, Crossing, Indicator, Reading, Standing
from riskreviews.queries import watch
from riskreviews.services import (
    EditConflict,
    add_indicator,
    change_indicator,
    correct_reading,
    end_indicator,
    end_key,
    give_readings,
    key_of,
    make_key,
)
from tests.riskreviews.indicators import FACTS, indicator_on, public_norm, read
from tests.riskreviews.scenes import agreed, draft_text

MONDAY = date(2026, 1, 5)
WEEK = timedelta(weeks=1)


@pytest.fixture
def norm(cast):
    return public_norm(cast)


@pytest.fixture
def indicator(norm, cast):
    return indicator_on(norm, cast)


def acts(code: str) -> list[str]:
    return list(Entry.objects.filter(code=code).order_by("at").values_list("act", flat=True))


# --- readings ----------------------------------------------------------------------------------------------------------


def test_the_same_reading_sent_twice_is_given_once(indicator, cast):
    first = read(indicator, MONDAY, 500, cast, note="From the table.")
    again = read(indicator, MONDAY, "500.0", cast, note="From the table.")
    assert (again.pk, Reading.objects.count()) == (first.pk, 1)
    assert acts(indicator.code) == [Act.INDICATOR_SET, Act.READING_GIVEN]


def test_another_value_for_a_day_that_has_one_is_refused_and_leaves_no_trace(indicator, cast):
    read(indicator, MONDAY, 500, cast)
    with pytest.raises(Refused, match="5 January 2026 has a reading already: 500"):
        read(indicator, MONDAY, 1500, cast)
    assert (Reading.objects.count(), NormReview.objects.count()) == (1, 0)


def test_a_reading_of_a_day_to_come_is_refused(indicator, cast):
    with pytest.raises(Refused, match="of today or of a day before"):
        read(indicator, timezone.localdate() + timedelta(days=1), 500, cast)


def test_a_corrected_reading_stays_on_record_with_the_reason(indicator, cast):
    wrong = read(indicator, MONDAY, 5000, cast)
    right = correct_reading(reading=wrong, value=Decimal(500), correction="A nought too many.", by=cast.sami)
    wrong.refresh_from_db()
    assert (wrong.value, wrong.superseded_at is not None, wrong.corrected_by) == (Decimal(5000), True, right)
    assert list(indicator.readings.standing()) == [right]
    leaf = Entry.objects.get(act=Act.READING_CORRECTED).leaf
    assert '"public":{"day":"2026-01-05","value":"500","was":"5,000"}' in leaf


def test_a_correction_says_why_and_corrects_what_stands(indicator, cast):
    wrong = read(indicator, MONDAY, 5000, cast)
    with pytest.raises(Refused, match="Say why"):
        correct_reading(reading=wrong, value=Decimal(500), correction=" ", by=cast.rhea)
    first = correct_reading(reading=wrong, value=Decimal(500), correction="A nought too many.", by=cast.rhea)
    again = correct_reading(reading=wrong, value=Decimal(500), correction="A nought too many.", by=cast.rhea)
    assert first.pk == again.pk
    with pytest.raises(Refused, match="was corrected already"):
        correct_reading(reading=wrong, value=Decimal(50), correction="Two noughts too many.", by=cast.rhea)


def test_of_a_table_good_lines_are_given_and_the_others_told(indicator, cast):
    read(indicator, MONDAY, 500, cast)
    facts = {"note": "", "source": ""}
    rows = [
        (2, {"day": MONDAY, "value": Decimal(501), **facts}),
        (3, {"day": MONDAY + WEEK, "value": Decimal(502), **facts}),
        (4, {"day": date(2999, 1, 1), "value": Decimal(503), **facts}),
    ]
    refusals = give_readings(indicator=indicator, rows=rows, by=cast.rhea)
    assert [number for number, _ in refusals] == [2, 4]
    assert list(indicator.readings.standing().values_list("value", flat=True)) == [502, 500]


# --- thresholds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "warning", "crossing", "value", "stands"),
    [
        ("above", 800, 1000, 799, Standing.QUIET),
        ("above", 800, 1000, 800, Standing.WARNING),
        ("above", 800, 1000, 1000, Standing.CROSSED),
        ("below", 10, 5, 11, Standing.QUIET),
        ("below", 10, 5, 10, Standing.WARNING),
        ("below", 10, 5, 5, Standing.CROSSED),
    ],
)
def test_a_value_at_a_threshold_has_reached_it_on_either_side(direction, warning, crossing, value, stands):
    indicator = Indicator(direction=direction, warning=Decimal(warning), crossing=Decimal(crossing))
    assert indicator.standing_at(Decimal(value)) == stands
    assert indicator.standing_at(None) == Standing.UNREAD


def test_a_crossing_opens_one_review_of_each_norm_in_public(norm, cast, client):
    other = public_norm(cast, "Key transport")
    indicator = add_indicator(norms=[norm, other], by=cast.rhea, **FACTS)
    read(indicator, MONDAY, 999, cast)
    assert NormReview.objects.count() == 0
    read(indicator, MONDAY + WEEK, 1000, cast)
    read(indicator, MONDAY + 2 * WEEK, 1200, cast)
    assert sorted(NormReview.objects.values_list("norm", flat=True)) == sorted([norm.pk, other.pk])
    review = NormReview.objects.get(norm=norm)
    assert review.because == (
        "“Qubits of the largest machine” was 1,000 qubits on 12 January 2026. "
        "At 1,000 qubits or more the norm is looked at again."
    )
    for address in (norm.get_absolute_url(), indicator.get_absolute_url()):
        assert review.because in client.get(address).text
    events = Event.objects.filter(kind="norm_review_opened")
    assert sorted(events.values_list("norm", flat=True)) == sorted([norm.code, other.code])
    assert acts(review.code) == [Act.NORM_REVIEW_OPENED]


def test_each_crossing_opens_its_own_review(indicator, norm, cast):
    for week, value in enumerate([1100, 700, 1300, 1400, 900, 1000]):
        read(indicator, MONDAY + week * WEEK, value, cast)
    assert (Crossing.objects.count(), NormReview.objects.filter(norm=norm).count()) == (3, 3)
    assert [one.reading.value for one in Crossing.objects.order_by("pk")] == [1100, 1300, 1000]
    assert Crossing.objects.standing().count() == 1


def test_an_older_reading_given_late_opens_nothing(indicator, cast):
    read(indicator, MONDAY + WEEK, 700, cast)
    read(indicator, MONDAY, 1500, cast)
    assert NormReview.objects.count() == 0


def test_a_correction_ends_the_crossing_and_leaves_the_review_to_people(indicator, cast):
    wrong = read(indicator, MONDAY, 1100, cast)
    correct_reading(reading=wrong, value=Decimal(110), correction="A nought too many.", by=cast.rhea)
    assert Crossing.objects.standing().count() == 0
    assert NormReview.objects.get().is_open


def test_other_thresholds_and_other_norms_are_weighed_at_once(indicator, norm, cast):
    read(indicator, MONDAY, 900, cast)
    facts = FACTS | {"crossing": Decimal(900)}
    changed = change_indicator(indicator=indicator, version=1, norms=[norm], by=cast.rhea, **facts)
    assert NormReview.objects.filter(norm=norm).count() == 1
    other = public_norm(cast, "Key transport")
    change_indicator(indicator=indicator, version=changed.version, norms=[norm, other], by=cast.rhea, **facts)
    assert sorted(NormReview.objects.values_list("norm", flat=True)) == sorted([norm.pk, other.pk])
    assert acts(indicator.code).count(Act.INDICATOR_SET) == 3


def test_a_norm_that_is_withdrawn_is_not_looked_at_again(indicator, norm, cast):
    type(norm).objects.filter(pk=norm.pk).update(stage="95.99")
    read(indicator, MONDAY, 1100, cast)
    assert (Crossing.objects.count(), NormReview.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"warning": Decimal(1000)}, "The warning would come after the crossing"),
        ({"warning": Decimal(1200)}, "The warning would come after the crossing"),
        ({"direction": "below"}, "The warning would come after the crossing"),
        ({"source_url": "javascript:alert(1)"}, "leads nowhere"),
        ({"title": "\u200b"}, "says nothing that can be seen"),
    ],
)
def test_an_indicator_that_makes_no_sense_is_refused(norm, cast, facts, why):
    with pytest.raises(Refused, match=why):
        indicator_on(norm, cast, **facts)
    assert Indicator.objects.count() == 0


def test_only_what_anybody_may_read_is_tied_to_it(norm, cast):
    hidden = draft_text(cast, "Plans").norm
    with pytest.raises(Refused, match="Nobody outside may read a text of Plans"):
        add_indicator(norms=[norm, hidden], by=cast.rhea, **FACTS)
    with pytest.raises(Refused, match="at least one norm"):
        add_indicator(norms=[], by=cast.rhea, **FACTS)
    scenario = agreed(cast, title="Transport").scenarios.get()
    with pytest.raises(Refused, match="is about another norm"):
        add_indicator(norms=[norm], scenarios=[scenario], by=cast.rhea, **FACTS)


def test_an_indicator_is_added_once_and_changed_over_nobody(indicator, norm, cast):
    with pytest.raises(Refused, match=f"{indicator.code} has this title already"):
        indicator_on(norm, cast)
    changed = change_indicator(indicator=indicator, version=1, norms=[norm], by=cast.sami, **FACTS | {"unit": "good qubits"})
    same = change_indicator(indicator=indicator, version=1, norms=[norm], by=cast.rhea, **FACTS | {"unit": "good qubits"})
    assert (changed.version, same.version) == (2, 2)
    with pytest.raises(EditConflict):
        change_indicator(indicator=indicator, version=1, norms=[norm], by=cast.rhea, **FACTS | {"unit": "bits"})


def test_what_is_watched_no_more_takes_nothing_and_expects_nothing(indicator, cast):
    read(indicator, MONDAY, 500, cast)
    _, secret = make_key(indicator=indicator, name="Night job", by=cast.rhea)
    ended = end_indicator(indicator=indicator, by=cast.rhea)
    with pytest.raises(Refused, match="not watched any more"):
        read(indicator, MONDAY + WEEK, 500, cast)
    (watched,) = watch(Indicator.objects.all())
    assert (watched.expected_by, watched.missed, watched.newest) == (None, [], "500")
    assert key_of(ended, secret) is None


def test_a_key_opens_its_own_indicator_until_it_is_ended(indicator, norm, cast):
    key, secret = make_key(indicator=indicator, name="Night job", by=cast.rhea)
    other = indicator_on(norm, cast, title="Price of a reading-out")
    assert (key_of(indicator, secret), key_of(other, secret), key_of(indicator, "guessed")) == (key, None, None)
    assert secret not in (key.token_hash, key.name)
    end_key(key=key, by=cast.rhea)
    assert key_of(indicator, secret) is None


# --- reviews -----------------------------------------------------------------------------------------------------------


def test_a_review_is_concluded_once_with_its_reason_in_public(indicator, norm, cast, client):
    read(indicator, MONDAY, 1100, cast)
    review = NormReview.objects.get()
    with pytest.raises(Refused, match="Say why"):
        conclude_review(review=review, outcome="confirm", reason=" ", by=cast.sami)
    conclude_review(review=review, outcome="revise", reason="Longer keys are needed.", by=cast.sami)
    conclude_review(review=review, outcome="revise", reason="Longer keys are needed.", by=cast.sami)
    with pytest.raises(Refused, match="concluded before: to be revised"):
        conclude_review(review=review, outcome="confirm", reason="No.", by=cast.april)
    for address in (norm.get_absolute_url(), indicator.get_absolute_url()):
        page = client.get(address).text
        assert all(words in page for words in ("To be revised", "Longer keys are needed.", "Sami"))
    assert Event.objects.filter(kind="norm_review_concluded").count() == 1
    assert acts(review.code) == [Act.NORM_REVIEW_OPENED, Act.NORM_REVIEW_CONCLUDED]
    norm.refresh_from_db()
    assert norm.stage == "20.20"


def test_an_open_review_is_on_the_list_of_those_who_conclude_it(indicator, cast):
    read(indicator, MONDAY, 1100, cast)
    review = NormReview.objects.get()

    def asked(user):
        return [task.href for task in tasks_for(user) if task.href.startswith("/desk/norm-reviews/")]

    assert {name: asked(getattr(cast, name)) for name in ("sami", "april", "rhea", "olu")} == {
        "sami": [f"/desk/norm-reviews/{review.code}/"],
        "april": [f"/desk/norm-reviews/{review.code}/"],
        "rhea": [],
        "olu": [],
    }
    conclude_review(review=review, outcome="confirm", reason="The keys are long enough.", by=cast.april)
    assert asked(cast.sami) == []


# --- when a reading is expected ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        (Cadence.WEEKLY, [date(2028, 2, 7), date(2028, 2, 14), date(2028, 2, 21)]),
        (Cadence.MONTHLY, [date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]),
        (Cadence.QUARTERLY, [date(2028, 4, 30), date(2028, 7, 31), date(2028, 10, 31)]),
        (Cadence.YEARLY, [date(2029, 1, 31), date(2030, 1, 31), date(2031, 1, 31)]),
    ],
)
def test_periods_are_counted_from_one_day_all_along(cadence, days):
    assert [cadence.after(date(2028, 1, 31), periods) for periods in (1, 2, 3)] == days


def test_a_reading_may_come_on_the_last_day_and_is_missed_from_the_next_on():
    indicator = Indicator(cadence="weekly", first_due=MONDAY)
    assert (indicator.expected_by(None), indicator.expected_by(MONDAY)) == (MONDAY, MONDAY + WEEK)
    assert indicator.missed(None, MONDAY) == []
    assert indicator.missed(None, MONDAY + timedelta(days=1)) == [MONDAY]
    assert indicator.missed(MONDAY, MONDAY + 3 * WEEK) == [MONDAY + 2 * WEEK, MONDAY + WEEK]


def test_an_overdue_reading_is_on_the_list_of_those_who_keep_indicators(indicator, cast):
    tasks = [task for task in tasks_for(cast.rhea) if task.about == indicator.title]
    assert [(task.sentence, task.told) for task in tasks] == [
        (f"Give the reading of {indicator.code}, which was expected by 5 January 2026", False)
    ]
    assert [task for task in tasks_for(cast.edda) if task.about == indicator.title] == []


# --- the picture -------------------------------------------------------------------------------------------------------


def test_the_picture_says_in_words_what_it_shows_and_is_the_same_for_the_same_readings(indicator, cast):
    assert line_chart(indicator, []) is None
    given = [read(indicator, MONDAY + week * WEEK, value, cast) for week, value in enumerate((500, 850, 1200))]
    drawn = line_chart(indicator, given)
    assert line_chart(indicator, given[::-1]) == drawn
    assert drawn.alt == (
        "Qubits of the largest machine: 3 readings from 5 January 2026 to 19 January 2026, the newest 1,200 qubits. "
        "Warning value 800, crossing value 1,000."
    )
    assert f"<title>{drawn.alt}</title>" in drawn.svg
    assert [drawn.svg.count(mark) for mark in ("<circle", "<rect", "<polygon")] == [1, 1, 1]
    assert re.findall(r'class="line-chart-words"[^>]*>([^<]+)<', drawn.svg) == ["crossing 1,000", "warning 800"]
    assert re.findall(r'class="line-chart-value"[^>]*>([^<]+)<', drawn.svg) == ["1,200", "850", "500"]
    assert re.findall(r">([0-9]+ Jan 2026)<", drawn.svg) == ["5 Jan 2026", "19 Jan 2026", "12 Jan 2026"]


def test_the_name_of_a_threshold_stands_where_the_line_leaves_it_room(indicator, cast):
    def ends(*values: int) -> list[str]:
        given = [Reading(day=MONDAY + week * WEEK, value=Decimal(value)) for week, value in enumerate(values)]
        return re.findall(r'text-anchor="(\w+)" class="line-chart-words"', line_chart(indicator, given).svg)

    assert ends(100, 100, 100) == ["start", "start"]
    assert ends(770, 760, 100) == ["start", "end"]
    assert ends(100, 100, 770) == ["start", "start"]
    assert ends(1030, 1030, 100) == ["end", "start"]


def test_of_many_readings_as_many_values_are_written_as_there_is_room_for_the_newest_first(indicator, cast):
    given = [read(indicator, MONDAY + day * timedelta(days=1), 100 + day, cast) for day in range(40)]
    written = re.findall(r'class="line-chart-value"[^>]*>([^<]+)<', line_chart(indicator, given).svg)
    assert written[0] == "139"
    assert 5 <= len(written) <= 10


@pytest.mark.parametrize("values", [[0], [1000, 1000], ["-0.000001"], ["99999999999999"], list(range(90))])
def test_the_picture_holds_whatever_is_read(indicator, cast, values):
    given = [read(indicator, MONDAY + timedelta(days=day), value, cast) for day, value in enumerate(values)]
    drawn = line_chart(indicator, given).svg
    assert 'viewBox="0 0 366 250"' in drawn
    assert "nan" not in drawn


# --- pages -------------------------------------------------------------------------------------------------------------


def test_the_list_says_when_the_threshold_was_last_crossed_and_which_review_that_called_for(indicator, norm, cast, client):
    def facts():
        page = client.get("/indicators/").text
        return " ".join(re.sub("<[^>]+>", "", page.split("its norms are looked at again")[1].split("</p>")[0]).split())

    assert facts() == "· next reading expected by 5 January 2026"
    read(indicator, MONDAY, 900, cast)
    assert facts() == "· never crossed · next reading expected by 12 January 2026"
    read(indicator, MONDAY + WEEK, 1100, cast)
    review = norm.reviews.get()
    assert facts() == (
        f"· last crossed on 12 January 2026 · review {review.code}, open · next reading expected by 19 January 2026"
    )


def crossed_on(indicator: Indicator) -> date | None:
    (watched,) = watch(Indicator.objects.filter(pk=indicator.pk))
    return watched.crossed_on


def test_a_table_of_history_tells_of_the_threshold_that_was_crossed_in_it(indicator, cast):
    facts = {"note": "", "source": ""}
    rows = [(2, {"day": MONDAY, "value": Decimal(1100), **facts}), (3, {"day": MONDAY + WEEK, "value": Decimal(20), **facts})]
    give_readings(indicator=indicator, rows=rows, by=cast.rhea)
    assert (crossed_on(indicator), NormReview.objects.count()) == (MONDAY, 0)


def test_a_reading_that_was_corrected_did_not_cross_the_threshold(indicator, cast):
    wrong = read(indicator, MONDAY, 11000, cast)
    correct_reading(reading=wrong, value=Decimal(110), correction="A typo.", by=cast.rhea)
    assert crossed_on(indicator) is None


def test_where_the_concern_lies_below_the_last_day_at_the_threshold_or_under_it_is_told(norm, cast):
    price = indicator_on(norm, cast, title="Price", direction="below", warning=Decimal(80), crossing=Decimal(50))
    for week, value in enumerate([40, 50, 51, 2000]):
        read(price, MONDAY + week * WEEK, value, cast)
    assert crossed_on(price) == MONDAY + WEEK


def test_the_page_asks_as_many_questions_for_three_readings_as_for_one(indicator, cast, client):
    def questions():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(indicator.get_absolute_url()).status_code == 200
        return len(captured)

    read(indicator, MONDAY, 1100, cast)
    one = questions()
    for week in (1, 2):
        read(indicator, MONDAY + week * WEEK, 500, cast)
        read(indicator, MONDAY + week * WEEK + timedelta(days=1), 1100, cast)
    assert questions() == one


def test_the_list_asks_as_many_questions_for_three_indicators_as_for_one(indicator, norm, cast, client):
    def questions():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/indicators/").status_code == 200
        return len(captured)

    read(indicator, MONDAY, 500, cast)
    one = questions()
    for title in ("Price of a reading-out", "Modules lost in a year"):
        read(indicator_on(norm, cast, title=title), MONDAY, 500, cast)
    assert questions() == one


def test_all_readings_leave_as_a_table_that_can_be_taken_in_again(indicator, cast, as_user, client):
    wrong = read(indicator, MONDAY, 5000, cast)
    correct_reading(reading=wrong, value=Decimal("500.5"), correction="A nought too many.", by=cast.rhea)
    table = b"".join(client.get(f"{indicator.get_absolute_url()}readings.csv").streaming_content).decode()
    today = timezone.localdate().isoformat()
    assert table.splitlines() == [
        "\ufeffday,value,note,source,corrected,why",
        f"2026-01-05,5000,,,{today},",
        "2026-01-05,500.5,,,,A nought too many.",
    ]


def test_a_table_is_looked_through_before_it_is_taken_and_bad_lines_stay_to_be_mended(indicator, cast, as_user):
    rhea, address = as_user(cast.rhea), f"/desk/indicators/{indicator.code}/table/"
    rows = 'day,value,note\n2026-01-05,900,one\n2026-01-12,"1,121",two\n2026-01-05,901,three\n'
    shown = rhea.post(address, {"rows": rows})
    assert shown.status_code == 200
    assert "1 line can be taken in, 2 can’t. Nothing is taken yet." in shown.text
    assert "value: Write the number as 1121 or 0.25." in shown.text
    assert "Line 2 is of the same day." in shown.text
    assert Reading.objects.count() == 0
    taken = rhea.post(address, {"rows": rows, "take": "1"})
    assert "1 reading taken in, 2 lines left out." in taken.text
    assert "2026-01-12,&quot;1,121&quot;,two" in taken.text
    assert list(Reading.objects.values_list("day", "value", "note")) == [(MONDAY, Decimal(900), "one")]
    mended = rhea.post(address, {"rows": rows.replace('"1,121"', "1121").replace("2026-01-05,901,three\n", ""), "take": "1"})
    assert mended["Location"] == f"/desk/indicators/{indicator.code}/"
    assert (Reading.objects.count(), NormReview.objects.count()) == (2, 1)


def test_what_is_shown_before_a_table_is_taken_is_what_is_taken(indicator, cast, as_user):
    rhea, address = as_user(cast.rhea), f"/desk/indicators/{indicator.code}/table/"
    read(indicator, MONDAY, 900, cast)
    rows = "day,value\n2026-01-05,901\n1812-01-12,5\n2026-01-12,902\n"
    shown = rhea.post(address, {"rows": rows})
    assert "1 line can be taken in, 2 can’t. Nothing is taken yet." in shown.text
    assert "5 January 2026 has a reading already: 900" in shown.text
    assert Reading.objects.count() == 1
    taken = rhea.post(address, {"rows": rows, "take": "1"})
    assert "1 reading taken in, 2 lines left out." in taken.text
    assert list(Reading.objects.order_by("day").values_list("value", flat=True)) == [Decimal(900), Decimal(902)]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("", "There is nothing to take in."),
        ("when,value\n2026-01-05,1\n", "The first line has no column day."),
        ("day,value\n", "Below the names of the columns there is no line."),
        ('day,value\n"2026-01-05,1\n', "This is no CSV"),
    ],
)
def test_what_is_no_table_is_told_and_kept(indicator, cast, as_user, rows, why):
    answer = as_user(cast.rhea).post(f"/desk/indicators/{indicator.code}/table/", {"rows": rows, "take": "1"})
    assert (answer.status_code, why in answer.text) == (422, True)


def test_a_reading_is_given_and_corrected_by_form(indicator, cast, as_user):
    rhea, address = as_user(cast.rhea), f"/desk/indicators/{indicator.code}/"
    wrong = rhea.post(address, {"day": "2026-01-05", "value": "1,100", "note": "Typed."})
    assert (wrong.status_code, "Write the number as 1121 or 0.25." in wrong.text, "Typed." in wrong.text) == (422, True, True)
    assert rhea.post(address, {"day": "2026-01-05", "value": "1100"}).status_code == 302
    refused = rhea.post(address, {"day": "2026-01-05", "value": "5"})
    assert (refused.status_code, "5 January 2026 has a reading already: 1,100" in refused.text) == (409, True)
    reading = Reading.objects.get()
    sent = {"value": "110", "correction": "A nought too many."}
    assert rhea.post(f"{address}readings/{reading.pk}/", sent).status_code == 302
    page = rhea.get(address).text
    assert "<del>1,100</del>" in page
    assert "A nought too many." in page


def test_who_may_not_keep_indicators_changes_nothing(indicator, cast, as_user):
    edda, address = as_user(cast.edda), f"/desk/indicators/{indicator.code}/"
    answers = [
        edda.post(address, {"day": "2026-01-05", "value": "1100"}),
        edda.post("/desk/indicators/new/", {}),
        edda.post(f"{address}edit/", {}),
        edda.post(f"{address}end/", {}),
        edda.post(f"{address}table/", {"rows": "day,value\n2026-01-05,1100\n", "take": "1"}),
        edda.post(f"{address}keys/", {"name": "Mine"}),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert (Reading.objects.count(), indicator.keys.count()) == (0, 0)
    assert "Give a reading" not in edda.get(address).text
    assert Role.EDITOR in cast.edda.roles


def test_an_indicator_is_added_and_changed_by_form_and_nothing_typed_is_lost(norm, cast, as_user):
    rhea = as_user(cast.rhea)
    sent = FACTS | {"first_due": "2026-01-05", "norms": [norm.pk], "scenarios": "SC-999", "warning": "2000"}
    answer = rhea.post("/desk/indicators/new/", sent)
    assert answer.status_code == 422
    for words in (
        "It has to lie below the crossing value.",
        "No scenario that anybody may read is called SC-999.",
        FACTS["why"],
    ):
        assert words in answer.text
    made = rhea.post("/desk/indicators/new/", sent | {"scenarios": "", "warning": "800"})
    indicator = Indicator.objects.get()
    assert made["Location"] == f"/desk/indicators/{indicator.code}/"
    edit = f"/desk/indicators/{indicator.code}/edit/"
    assert 'value="800"' in rhea.get(edit).text
    changed = sent | {"scenarios": "", "warning": "700", "version": 1}
    assert rhea.post(edit, changed).status_code == 302
    late = rhea.post(edit, changed | {"warning": "600"})
    assert (late.status_code, "What stands now" in late.text, 'value="600"' in late.text) == (409, True, True)
    assert rhea.post(edit, changed | {"warning": "600", "version": 2}).status_code == 302
    indicator.refresh_from_db()
    assert indicator.warning == 600


def called(norm: Norm) -> str:
    return f"{norm.code} {isolated(norm)}"


def test_a_conflict_shows_all_that_two_people_wrote_differently(indicator, norm, cast, as_user):
    other, scenario = public_norm(cast, "Transport of keys"), agreed(cast, title="Escrow").scenarios.get()
    theirs = FACTS | {
        "title": "Good qubits",
        "why": "A few of them do more.",
        "source": "Almanac",
        "source_url": "https://almanac.example/",
        "unit": "good qubits",
        "direction": "below",
        "warning": Decimal("12.5"),
        "crossing": Decimal(5),
        "cadence": "yearly",
        "first_due": date(2026, 2, 2),
    }
    tied = [other, scenario.assessment.revision.norm]
    change_indicator(indicator=indicator, version=1, norms=tied, scenarios=[scenario], by=cast.sami, **theirs)
    sent = FACTS | {"first_due": "2026-01-05", "norms": [norm.pk], "scenarios": "", "version": 1}
    shown = as_user(cast.rhea).post(f"/desk/indicators/{indicator.code}/edit/", sent)
    assert shown.status_code == 409
    assert [(one.label, one.theirs, one.mine) for one in shown.context["differences"]] == [
        ("What is measured", "Good qubits", "Qubits of the largest machine"),
        ("Why it matters for the norms", "A few of them do more.", FACTS["why"]),
        ("Unit", "good qubits", "qubits"),
        ("Source", "Almanac", "Observatory of machines, table 2"),
        ("Address of the source", "https://almanac.example/", "https://observatory.example/machines"),
        ("The concern lies", "At or below the thresholds", "At or above the thresholds"),
        ("Warning value", "12.5", "800"),
        ("Crossing value", "5", "1000"),
        ("How often a reading is expected", "Yearly", "Weekly"),
        ("First reading by", "2026-02-02", "2026-01-05"),
        ("Norms that are looked at again", "; ".join(sorted(map(called, tied))), called(norm)),
        ("Scenarios it bears on", scenario.code, ""),
    ]
    assert "What stands now, and what you typed" in shown.text
    assert "A few of them do more." in shown.text


def test_the_secret_of_a_key_is_shown_once(indicator, cast, as_user):
    rhea, address = as_user(cast.rhea), f"/desk/indicators/{indicator.code}/"
    made = rhea.post(f"{address}keys/", {"name": "Night job"})
    key = indicator.keys.get()
    secret = made.context["secret"]
    assert secret in made.text
    assert "no-store" in made["Cache-Control"]
    page = rhea.get(address).text
    assert ("Night job" in page, secret in page) == (True, False)
    rhea.post(f"{address}keys/{key.pk}/end/")
    assert key_of(indicator, secret) is None


def test_a_review_is_concluded_by_form(indicator, cast, as_user):
    read(indicator, MONDAY, 1100, cast)
    review = NormReview.objects.get()
    address = f"/desk/norm-reviews/{review.code}/"
    assert as_user(cast.rhea).post(address, {"outcome": "confirm", "reason": "So."}).status_code == 403
    sami = as_user(cast.sami)
    assert sami.post(address, {"outcome": "", "reason": "So."}).status_code == 422
    answer = sami.post(address, {"outcome": "withdraw", "reason": "Nobody uses it."})
    assert answer["Location"] == review.get_absolute_url()
    assert sami.post(address, {"outcome": "confirm", "reason": "So."}).status_code == 409
