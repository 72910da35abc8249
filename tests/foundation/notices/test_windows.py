"""When digests come: by the follower's own clock, through a whole year of clock changes, moves and days without beat."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from normsite.foundation.notices.digests import cut_digests
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.followers import change_follower
from normsite.foundation.notices.models import Event, Notice
from normsite.foundation.notices.telling import tell
from normsite.foundation.notices.windows import last_before, next_daily, next_weekly
from normsite.foundation.notifications.models import OutboxMail
from tests.foundation.notices.scenes import follows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@settings(max_examples=500, deadline=None)
@given(after=INSTANTS, zone=ZONES, hour=st.integers(0, 23))
def test_windows_of_a_day_meet_and_each_ends_on_the_next_day_of_the_follower(after, zone, hour):
    end = next_daily(after, zone, hour)
    following = next_daily(end, zone, hour)
    assert after < end < following
    assert end - after <= 50 * HOUR  # a day that Samoa left out is the longest that there was
    assert (following.astimezone(zone).date() - end.astimezone(zone).date()).days in (1, 2)


@settings(max_examples=300, deadline=None)
@given(after=INSTANTS, zone=ZONES, hour=st.integers(0, 23), weekday=st.integers(0, 6))
def test_windows_of_a_week_meet_and_end_on_the_chosen_day(after, zone, hour, weekday):
    end = next_weekly(after, zone, hour, weekday)
    assert after < end <= after + 8 * DAY
    assert next_weekly(end, zone, hour, weekday) - end <= 7 * DAY + 2 * HOUR


@settings(max_examples=200, deadline=None)
@given(after=INSTANTS, away=st.integers(0, 40 * 24), zone=ZONES, hour=st.integers(0, 23))
def test_after_some_days_without_beat_the_window_ends_at_the_last_hour_that_has_passed(after, away, zone, hour):
    due, now = next_daily(after, zone, hour), next_daily(after, zone, hour) + away * HOUR
    end = last_before(now, due, zone, hour, days=1)
    assert end <= now < next_daily(end, zone, hour)


def at(zone, *moment):
    return datetime(*moment).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "after", "hour", "end"),
    [
        ("Europe/Berlin", (2026, 3, 28, 12), 2, datetime(2026, 3, 29, 1, tzinfo=UTC)),  # 2:00 is not there: 3:00 summer time
        ("Europe/Berlin", (2026, 10, 24, 12), 2, datetime(2026, 10, 25, 0, tzinfo=UTC)),  # 2:00 comes twice: the first
        ("Asia/Kolkata", (2026, 5, 1, 12), 8, datetime(2026, 5, 2, 2, 30, tzinfo=UTC)),
        ("Asia/Kathmandu", (2026, 5, 1, 12), 8, datetime(2026, 5, 2, 2, 15, tzinfo=UTC)),
        ("Australia/Lord_Howe", (2026, 4, 4, 12), 8, datetime(2026, 4, 4, 21, 30, tzinfo=UTC)),  # clocks go back by 30 minutes
        ("Pacific/Kiritimati", (2026, 5, 1, 12), 0, datetime(2026, 5, 1, 10, tzinfo=UTC)),  # 14 hours ahead
    ],
)
def test_the_hour_is_that_of_the_followers_own_clock(zone, after, hour, end):
    assert next_daily(at(zone, *after), ZoneInfo(zone), hour) == end


def happens(number):
    tell_followers("obligation_changed", occasion=f"year/{number}", targets=["site"], path="/", obligation=f"O-{number}")


MOVES = ("Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Niue", "America/St_Johns", "Australia/Lord_Howe")
CLOCKS_CHANGE = (67, 88, 94, 277, 298, 305)  # days of 2026, in New York, Berlin, Lord Howe


def beat_is_away(now):
    """Three days in spring and three in autumn, in which the clocks of Berlin are changed."""
    return now.timetuple().tm_yday in {87, 88, 89, 297, 298, 299}


def beat_looks(now):
    near = any(abs(now.timetuple().tm_yday - day) <= 1 for day in CLOCKS_CHANGE)
    return not beat_is_away(now) and (near or now.hour % 8 == 0)


@pytest.mark.django_db
def test_through_a_year_of_clock_changes_moves_and_days_without_beat_each_event_comes_once():
    """An event every thirteen hours; one follower moves every month, at mid-day."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    with time_machine.travel(began, tick=False):
        daily = follows("daily@followers.example", "site", pace="daily", zone="Europe/Berlin")
        change_follower(follower=daily, hour=2)
        weekly = follows("weekly@followers.example", "site", pace="weekly", zone="America/New_York")
        mover = follows("mover@followers.example", "site", pace="daily")
    for hour in range(365 * 24):
        now = began + hour * HOUR
        with time_machine.travel(now, tick=False):
            if hour % 13 == 1:
                happens(hour)
            if hour % 730 == 12:
                change_follower(follower=mover, zone=MOVES[hour // 730 % len(MOVES)])
            if beat_looks(now):
                tell()
                cut_digests()
    with time_machine.travel(began + 380 * DAY, tick=False):
        tell()
        cut_digests()
    number = Event.objects.count()
    told_to = Counter(Notice.objects.exclude(mailed_at=None).values_list("follower", flat=True))
    assert told_to == {daily.pk: number, weekly.pk: number, mover.pk: number}
    mails = Counter(OutboxMail.objects.values_list("to", flat=True))
    assert mails["weekly@followers.example"] == 53
    assert [355 <= mails[f"{name}@followers.example"] <= 366 for name in ("daily", "mover")] == [True, True]
