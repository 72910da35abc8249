"""Work for a worker: asked for by the name of its task, so that whoever asks need not know the module that carries it out, or
begun by the clock."""

import logging
from collections.abc import Callable
from typing import Any

from celery import current_app, shared_task
from celery.schedules import crontab

logger = logging.getLogger(__name__)

SCHEDULE: dict[str, dict[str, Any]] = {}
"""What beat starts, as Celery's `beat_schedule` has it."""


def hand_over(task: str, *arguments: object) -> None:
    """Tell a worker, and never fail: when the broker is gone, what must be done is found by a sweep, or asked for again."""
    try:
        current_app.signature(task, args=arguments).delay()
    except Exception:  # whatever the broker's client raises, the page must not fail for it
        logger.warning("Broker not reached; %s waits", task)


def periodic(name: str, every: float | crontab) -> Callable[[Callable[[], None]], Any]:
    """Make a function a task that beat starts: every so many seconds, or at an hour of the day in UTC."""
    SCHEDULE[name] = {"task": name, "schedule": every}
    return shared_task(name=name)
