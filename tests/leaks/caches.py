"""Caches without a server behind them: one that limits nobody, and one in which every bucket is empty."""

from collections.abc import Sequence
from typing import Any

from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache


class Unlimited(DummyCache):
    def run(self, script: str, keys: Sequence[str], values: Sequence[str | int]) -> Any:
        return None


class Exhausted(LocMemCache):
    """Whoever looks into a bucket has to wait three seconds."""

    def run(self, script: str, keys: Sequence[str], values: Sequence[str | int]) -> Any:
        return [3_000_000] * len(keys)
