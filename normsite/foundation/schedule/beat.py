"""Celery's beat by our plan: the code's defaults, and what the database says about them, looked at again and again."""

import logging
import time
from pathlib import Path
from typing import Any

from celery import beat
from celery.schedules import maybe_schedule
from django.db import Error, connection

from normsite.foundation.schedule.plan import Planned, plan
from normsite.foundation.workers import JOBS

logger = logging.getLogger(__name__)

LOOKS_EVERY = 20.0  # seconds


class Scheduler(beat.Scheduler):
    """Keeps nothing in a file: when each job has run stands in the database, so a beat that was killed, or was away at the
    hour of a job, catches up. While the database is away it goes on by what it knows.

    `schedule_filename` is only touched, so that one can see from outside that beat lives.
    """

    max_interval = LOOKS_EVERY

    def __init__(self, *args: Any, schedule_filename: str = "", **options: Any) -> None:
        self.mark = Path(schedule_filename) if schedule_filename else None
        self.looked_at = float("-inf")
        super().__init__(*args, **options)

    def setup_schedule(self) -> None:
        self._take([Planned(job, None, None) for job in JOBS.values()] if (found := self._look()) is None else found)

    def tick(self, *args: Any, **options: Any) -> float:
        if time.monotonic() >= self.looked_at + LOOKS_EVERY and (found := self._look()) is not None:
            self._take(found)
        delay: float = super().tick(*args, **options)
        return delay

    def _look(self) -> list[Planned] | None:
        self.looked_at = time.monotonic()
        if self.mark:
            self.mark.touch()
        try:
            return plan()
        except Error as problem:
            logger.warning("The schedule could not be looked at: %s", type(problem).__name__)
            if not connection.is_usable():
                connection.close()  # the next look makes a new one
            return None

    def _take(self, found: list[Planned]) -> None:
        wanted = {planned.job.name: planned for planned in found if not planned.paused}
        for name in self.schedule.keys() - wanted.keys():
            del self.schedule[name]
        for name, planned in wanted.items():
            when = maybe_schedule(planned.when, app=self.app)
            if name in self.schedule:
                self.schedule[name].schedule = when
            else:
                entry = self.Entry(name=name, task=name, schedule=when, last_run_at=planned.ran_at, app=self.app)
                self.schedule[name] = entry
        self._heap = None  # made anew of these
