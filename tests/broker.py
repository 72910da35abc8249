"""A broker for processes that a test starts: a database of the test's Redis that nobody else looks at."""

import os

import redis
from django.conf import settings

QUEUES = ("mail", "celery", "bulk")
NUMBER = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))  # below are those of the caches


def broker_apart() -> tuple[redis.Redis, str]:
    """The database, emptied, and its address as Celery writes it."""
    address = settings.REDIS_URL.partition("?")[0]
    kind, _, place = address.partition("://")
    broker = redis.Redis.from_url(f"{address}?db={NUMBER}")
    broker.flushdb()
    if kind == "unix":
        return broker, f"redis+socket://{place}?virtual_host={NUMBER}"
    return broker, f"{kind}://{place.partition('/')[0]}/{NUMBER}"


def waiting(broker: redis.Redis) -> int:
    """How many messages no worker has fetched."""
    return sum(broker.llen(name) for name in QUEUES)
