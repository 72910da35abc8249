"""Every test starts with empty counters, in a cache of its own process."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def counters(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "comments"}}
    cache.clear()
