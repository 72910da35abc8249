"""Work for a worker: asked for by the name of its task, so that whoever asks need not know the module that carries it out, or
begun by the clock."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import current_app, shared_task
from celery.schedules import crontab
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SCHEDULE: dict[str, dict[str, Any]] = {}
"""What beat starts, as Celery's `beat_schedule` has it."""


def hand_over(task: str, *arguments: object, seconds: float = 0) -> None:
    """Tell a worker to do it, at once or in so many seconds. When the broker can't be reached nothing fails: what must be done
    is found by a sweep, or asked for again; what is only told is not told then."""
    try:
        current_app.signature(task, args=arguments).apply_async(countdown=seconds or None)
    except (OperationalError, RedisError, OSError):
        logger.warning("Broker not reached for %s", task)  # an argument may be somebody's address


@dataclass(frozen=True)
class Job:
    """What beat starts: every so many seconds, or at an hour of the day in UTC. `what` says what it does. Whoever runs the site
    may change when (`normsite.foundation.schedule`); with a `promise`, which says why, only so far as it is still kept."""

    name: str
    every: float | crontab
    what: str
    promise: str


JOBS: dict[str, Job] = {}
"""By name, each beside its task."""


def periodic(name: str, every: float | crontab, promise: str = "") -> Callable[[Callable[[], None]], Any]:
    """Make a function a task that beat starts; the first sentence of its docstring says what it does."""

    def deco(function: Callable[[], None]) -> Any:
        sentence = " ".join((function.__doc__ or "").split()).partition(". ")[0].rstrip(".")
        JOBS[name] = Job(name, every, f"{sentence}.", promise)
        SCHEDULE[name] = {"task": name, "schedule": every}
        return shared_task(name=name)(function)

    return deco
