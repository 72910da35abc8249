"""A cache that forgets rather than fails: with Redis gone, pages go on, only slower and with limits unenforced."""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.commands.core import Script
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; when the server can't be reached a read misses and a write is dropped, and the log says so."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._scripts: dict[str, Script] = {}

    def _try(self, name: str, fallback: Any, *args: Any, **options: Any) -> Any:
        try:
            return getattr(super(), name)(*args, **options)
        except (RedisError, OSError) as gone:
            logger.warning("Cache not reached (%s): %s", name, gone)
            return fallback

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", default, key, default, version)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        self._try("set", None, key, value, *args, **options)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        return bool(self._try("add", True, key, value, *args, **options))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._try("delete", False, key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._try("incr", delta, key, delta, version))

    def run(self, script: str, keys: Sequence[str], values: Sequence[str | int]) -> Any:
        """What a Lua script answers, in one round trip and as one act; None when the server can't be reached."""
        named = [self.make_and_validate_key(key) for key in keys]
        try:
            return self._known(script)(keys=named, args=values)
        except (RedisError, OSError) as gone:
            logger.warning("Cache not reached (script): %s", gone)
            return None

    def _known(self, script: str) -> Script:
        """The script with its digest and a client that is kept: Django makes a new one for each command, at twice its time."""
        if script not in self._scripts:
            self._scripts[script] = self._cache.get_client(write=True).register_script(script)
        return self._scripts[script]
