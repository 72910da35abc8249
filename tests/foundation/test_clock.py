"""How an instant of this process becomes one of the database's."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from normsite.foundation.clock import DatabaseClock

HOUR = timedelta(hours=1)


@pytest.fixture
def show(monkeypatch):
    """Let the database's clock show the true time and so much more."""

    def show(more: timedelta) -> None:
        monkeypatch.setattr("normsite.foundation.clock.database_now", lambda: datetime.now(UTC) + more)

    return show


def is_about(instant: datetime | None, expected: datetime) -> bool:
    return instant is not None and abs(instant - expected) < timedelta(seconds=1)


def test_a_clock_that_nobody_has_asked_tells_no_instant():
    assert DatabaseClock().instant_of(time.monotonic()) is None


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_clock_that_was_set_is_believed_from_then_on(show, step):
    clock = DatabaseClock()
    show(timedelta(0))
    for _ in range(3):
        clock.now()
    show(step)
    clock.now()
    assert is_about(clock.instant_of(time.monotonic()), datetime.now(UTC) + step)


def test_a_slow_answer_of_the_database_makes_no_arrival_earlier(monkeypatch):
    def slow() -> datetime:
        time.sleep(0.05)
        return datetime.now(UTC)

    monkeypatch.setattr("normsite.foundation.clock.database_now", slow)
    clock = DatabaseClock()
    for _ in range(5):
        clock.now()
        before, moment = datetime.now(UTC), time.monotonic()
        assert before <= clock.instant_of(moment) <= before + timedelta(seconds=0.1)


def test_an_answer_that_was_long_in_coming_makes_nothing_known_less_nearly(show):
    clock = DatabaseClock()
    show(timedelta(0))
    clock.now()
    asked = time.monotonic() - 10  # and then waited behind a lock
    for _ in range(100):
        clock.note(asked, datetime.now(UTC))
    assert is_about(clock.instant_of(time.monotonic()), datetime.now(UTC))
