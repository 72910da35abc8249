"""A real browser for mails."""

from tests.journeys.conftest import browser

__all__ = ["browser"]
