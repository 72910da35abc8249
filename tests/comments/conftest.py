"""Every test starts with full buckets, in the database that its process has in the real Redis."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def full_buckets():
    cache.clear()
