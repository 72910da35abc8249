"""Fixtures for every test: the cast, and a browser session for each of them."""

# isort: off
# The servers first: Django reads their addresses when it is set up, and models can be imported only after that.
from tests.servers import ensure_servers, stop_servers

ensure_servers()
import django

django.setup()
# isort: on

import os

import hypothesis
import pytest
from django.conf import settings
from django.test import Client

from normsite.foundation.accounts.models import User
from tests.cast import Cast, gather
from tests.chromium import browser

__all__ = ["browser"]

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

# Each worker of pytest-xdist counts and forgets in a database of its own. The settings may be read before this file is.
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
settings.CACHES["default"]["LOCATION"] = f"{settings.REDIS_URL.partition('?')[0]}?db={int(worker) + 1}"

# A transaction leaves one note of having changed something, and a test is one transaction: nothing may be kept under its state.
PARTS = settings.CACHES["parts"]
settings.CACHES["parts"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def as_user():
    """A signed-in test client: `as_user(cast.edda).get(...)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a browser does takes longest, so it sets out first: journeys on one worker, looks at every page on another."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_unconfigure() -> None:
    stop_servers()
