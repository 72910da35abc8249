"""A broker for processes that a test starts: a database of the test's Redis that nobody else looks at."""

import redis
from django.conf import settings

QUEUES = ("mail", "celery", "bulk")


def broker_apart(number: int) -> tuple[redis.Redis, str]:
    """The database of this number, emptied, and its address as Celery writes it."""
    address = settings.REDIS_URL.partition("?")[0]
    kind, _, place = address.partition("://")
    broker = redis.Redis.from_url(f"{address}?db={number}")
    broker.flushdb()
    if kind == "unix":
        return broker, f"redis+socket://{place}?virtual_host={number}"
    return broker, f"{kind}://{place.partition('/')[0]}/{number}"


def waiting(broker: redis.Redis) -> int:
    """How many messages no worker has fetched."""
    return sum(broker.llen(name) for name in QUEUES)
