"""What falls due by itself, walked through day by day under a moved clock: once each, over two years."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import time_machine

from norms.models import NormReview
from normsite.foundation.notices.models import Event
from riskreviews.tasks import tell_of_readings
from tests.riskreviews.indicators import indicator_on, public_norm, read

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def days():
    return (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))


def told(kind: str) -> Counter:
    return Counter(event.facts["indicator"] for event in Event.objects.filter(kind=kind))


def test_each_missed_reading_is_told_once_and_each_crossing_opens_one_review(cast):
    with time_machine.travel(datetime.combine(FIRST - timedelta(days=2), time(12), UTC), tick=False):
        norm = public_norm(cast)
        made = {
            cadence: indicator_on(norm, cast, title=f"Read {cadence}", cadence=cadence, first_due=FIRST)
            for cadence in ("weekly", "monthly", "quarterly", "yearly")
        }
        kept = indicator_on(norm, cast, title="Always read", cadence="weekly", first_due=FIRST)
    for day in days():
        with time_machine.travel(datetime.combine(day, time(5, 20), UTC), tick=False):
            tell_of_readings()
            tell_of_readings()
        with time_machine.travel(datetime.combine(day, time(12), UTC), tick=False):
            if (day - FIRST).days % 7 == 0:
                read(kept, day, 1100 if day.month == 6 else 500, cast)
    # Two keepers: the analyst and the secretary. A reading is missed the day after; 104 weeks follow on the first day.
    expected = {"weekly": 105, "monthly": 24, "quarterly": 8, "yearly": 2}
    assert told("reading_overdue") == {made[cadence].code: 2 * number for cadence, number in expected.items()}
    due = Event.objects.filter(kind="reading_overdue", facts__indicator=made["quarterly"].code)
    quarters = [f"{year}-{month:02}-01" for year in (2026, 2027) for month in (1, 4, 7, 10)]
    assert sorted(event.facts["day"] for event in due) == sorted(quarters * 2)
    assert (NormReview.objects.count(), Event.objects.filter(kind="norm_review_opened").count()) == (2, 2)
    assert kept.crossings.count() == 2
