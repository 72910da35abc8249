"""A cache in which every counter is used up."""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache


class Exhausted(LocMemCache):
    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        return 10**6
