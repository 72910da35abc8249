"""What beat starts at present: the defaults of the code, with what was changed about them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from celery import current_app
from celery.schedules import crontab
from django.utils import timezone

from normsite.foundation.schedule.models import Override, Run
from normsite.foundation.workers import JOBS, Job

SHORTEST, LONGEST = 5, 7 * 86_400  # seconds between two runs
LONGEST_OF_PROMISE = 300
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """One job as it is now."""

    job: Job
    override: Override | None
    ran_at: datetime | None

    @property
    def by_hour(self) -> bool:
        return isinstance(self.job.every, crontab)

    @property
    def may_pause(self) -> bool:
        return not self.job.promise

    @property
    def longest(self) -> int:
        return LONGEST_OF_PROMISE if self.job.promise else LONGEST

    @property
    def paused(self) -> bool:
        return bool(self.override and self.override.paused)

    @property
    def when(self) -> float | crontab:
        """As Celery has it."""
        if self.override and self.override.every:
            return float(self.override.every)
        if self.override and self.override.at:
            return crontab(hour=str(self.override.at.hour), minute=str(self.override.at.minute))
        return self.job.every

    @property
    def late(self) -> bool:
        """Whether it should have run by now: it has missed two turns, or an hour."""
        if self.paused or self.ran_at is None:
            return False
        turn = DAY if isinstance(self.when, crontab) else timedelta(seconds=self.when)
        return timezone.now() - self.ran_at > turn + max(2 * turn if turn < DAY else timedelta(hours=1), timedelta(minutes=2))

    @property
    def in_words(self) -> str:
        return "paused" if self.paused else words(self.when)

    @property
    def default_in_words(self) -> str:
        return words(self.job.every)


def plan() -> list[Planned]:
    """Every job that the code knows, by name. What was changed about one that is gone is passed over."""
    current_app.autodiscover_tasks(force=True)  # a process that answers requests has loaded few of them
    overrides = {row.name: row for row in Override.objects.select_related("changed_by")}
    runs = dict(Run.objects.values_list("name", "at"))
    return [Planned(job, overrides.get(name), runs.get(name)) for name, job in sorted(JOBS.items())]


def hour_of(when: crontab) -> time:
    """The time of the day at which it runs; ours run once a day."""
    return time(min(when.hour), min(when.minute))


def words(when: float | crontab) -> str:
    if isinstance(when, crontab):
        return f"daily at {hour_of(when):%H:%M} UTC"
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if when >= size and when % size == 0:
            number = int(when // size)
            return f"every {unit}" if number == 1 else f"every {number} {unit}s"
    return f"every {when:g} seconds"
