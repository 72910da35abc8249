"""The two stores together: those that the environment names, or our own."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from normsite.launcher.folder import Folder
from normsite.launcher.postgres import Postgres
from normsite.launcher.processes import Child, stop_all
from normsite.launcher.redis import Redis


@dataclass
class Servers:
    """What runs. `environment` tells Django where; `children` are the servers of our own."""

    environment: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    postgres: Postgres | None = None


@contextmanager
def servers(folder: Folder, *, lasting: bool = True) -> Iterator[Servers]:
    """Start a server for each of DATABASE_URL and REDIS_URL that is not set, both at once, and stop them at the end."""
    running = Servers()
    with ExitStack() as ending:
        ending.callback(lambda: stop_all(running.children))
        redis = None if os.environ.get("REDIS_URL") else Redis(folder, lasting=lasting)
        if redis:
            running.children.append(redis.start())
            running.environment |= {"REDIS_URL": redis.url, "CELERY_BROKER_URL": redis.broker_url}
        if not os.environ.get("DATABASE_URL"):
            running.postgres = postgres = Postgres(folder, lasting=lasting)
            running.children.insert(0, postgres.start())
            running.environment["DATABASE_URL"] = postgres.url
            postgres.await_ready(running.children[0])
        if redis:
            redis.await_ready(running.children[-1])
        yield running
