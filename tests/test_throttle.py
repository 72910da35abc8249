"""Limits on public forms."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from normsite.throttle import Limit, TooMany, network


@pytest.fixture(autouse=True)
def counters(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle"}}
    cache.clear()


def seen_as(address: str, **headers: str) -> str:
    return network(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


def test_one_more_than_the_limit_is_refused_with_the_time_to_wait():
    limit = Limit("test", most=2, seconds=3600)
    limit.spend("a")
    limit.spend("a")
    with pytest.raises(TooMany, match=r"Nothing you typed is lost\. Send it again in") as refused:
        limit.spend("a")
    assert 0 < refused.value.seconds <= 3600
    limit.spend("b")
    Limit("other", most=1, seconds=3600).spend("a")


def test_the_counters_name_nobody():
    Limit("test", most=2, seconds=3600).spend("192.0.2.0/24")
    assert [key for key in cache._cache if "192.0" in key] == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::9", "2001:db8:1:200::/56"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_neighbours_share_a_network(address, expected):
    assert seen_as(address) == expected


def test_what_a_client_says_of_its_address_is_not_believed(settings):
    forged = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert seen_as("192.0.2.77", **forged) == "192.0.2.0/24"
    settings.PROXIES = 1
    assert seen_as("192.0.2.77", **forged) == "198.51.100.0/24"
    assert seen_as("192.0.2.77") == "192.0.2.0/24"


def test_with_the_cache_gone_everything_is_allowed(settings):
    settings.CACHES = {"default": {"BACKEND": "normsite.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    for _ in range(3):
        Limit("test", most=1, seconds=3600).spend("a")
