"""Limits on public forms."""

import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from normsite.foundation.throttle import Limit, TooMany, look, network, spend

PAIR = Limit("pair", most=2, seconds=20)


@pytest.fixture(autouse=True)
def full_buckets():
    cache.clear()


def seen_as(address: str, **headers: str) -> str:
    return network(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


def waits(*who, limit=PAIR):
    return [round(seconds) for seconds in look(*map(limit.of, who))]


def test_looking_spends_nothing():
    assert [waits("a") for _ in range(9)] == [[0]] * 9


def test_a_bucket_holds_so_many_and_fills_again_drop_by_drop():
    spend(PAIR.of("a"))
    assert waits("a") == [0]
    spend(PAIR.of("a"), PAIR.of("b"))
    assert waits("a", "b") == [10, 0]
    assert waits("a", limit=Limit("other", most=2, seconds=20)) == [0]


def test_what_is_spent_without_asking_delays_by_no_more_than_the_time_in_which_the_bucket_fills():
    for _ in range(50):
        spend(PAIR.of("a"))
    assert waits("a") == [30]


def test_a_bucket_that_had_time_holds_what_it_held():
    quick = Limit("quick", most=2, seconds=1)
    spend(quick.of("a"), quick.of("a"))
    assert look(quick.of("a"))[0] > 0
    time.sleep(look(quick.of("a"))[0] + 0.01)
    assert look(quick.of("a")) == [0]
    time.sleep(1)
    spend(quick.of("a"))
    assert look(quick.of("a")) == [0]


def test_the_buckets_name_nobody_and_are_forgotten():
    spend(PAIR.of("192.0.2.0/24"))
    client = cache._cache.get_client()  # type: ignore[attr-defined]  # of Redis alone
    names = client.keys("*")
    assert len(names) == 1
    assert b"192.0" not in names[0]
    assert 0 < client.pttl(names[0]) <= 10_000


@pytest.mark.parametrize(
    ("seconds", "spoken"),
    [(0.2, "1 second"), (1.01, "2 seconds"), (119, "119 seconds"), (120, "2 minutes"), (121, "3 minutes")],
)
def test_the_time_to_wait_is_said_in_words(seconds, spoken):
    assert TooMany(seconds).mend == f"Nothing you typed is lost. Send it again in {spoken}."


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


@pytest.mark.parametrize(
    ("address", "expected"), [("192.0.2.77", "192.0.2.77/32"), ("2001:db8:1:2ff::9", "2001:db8:1:2ff::/64"), ("", "unknown")]
)
def test_a_household_is_a_smaller_network(address, expected):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert network(request, of_ipv4=32, of_ipv6=64) == expected


def test_what_a_client_says_of_its_address_is_not_believed(settings):
    forged = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert seen_as("192.0.2.77", **forged) == "192.0.2.0/24"
    settings.PROXIES = 1
    assert seen_as("192.0.2.77", **forged) == "198.51.100.0/24"
    assert seen_as("192.0.2.77") == "192.0.2.0/24"


def test_with_the_cache_gone_everything_is_allowed(settings):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "normsite.foundation.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    for _ in range(3):
        spend(PAIR.of("a"))
    assert waits("a", "b") == [0, 0]
