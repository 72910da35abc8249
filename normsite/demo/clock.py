"""The demonstration's time: instants as days from an anchor, and services made to believe in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest import mock


class Calendar:
    """Turns "days from the anchor" (a fraction is an hour of the day) into instants and dates."""

    def __init__(self, anchor: datetime) -> None:
        self.anchor = anchor

    def at(self, days: float) -> datetime:
        return self.anchor + timedelta(days=days)

    def on(self, days: float) -> date:
        return self.at(days).date()

    @contextmanager
    def pretending(self, days: float) -> Iterator[datetime]:
        """Let every service read this instant from Django's clock, so that records bear the time of the story."""
        instant = self.at(days)
        with mock.patch("django.utils.timezone.now", return_value=instant):
            yield instant
