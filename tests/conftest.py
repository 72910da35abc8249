"""Fixtures for every test: the cast, and a browser session for each of them."""

import pytest
from django.test import Client

from normsite.accounts.models import User
from tests.cast import Cast, gather


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
