"""Change when a job runs, and note that one has run."""

from datetime import time

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.schedule.models import Override, Run
from normsite.foundation.schedule.plan import SHORTEST, Planned, words


@transaction.atomic
def change_job(*, planned: Planned, by: User, every: int | None = None, at: time | None = None, paused: bool = False) -> None:
    """Let a job run at another interval, or hour, or not at all. Refused where a promise would not be kept."""
    if paused and not planned.may_pause:
        raise Refused("This can't be paused.", planned.job.promise)
    if (every if planned.by_hour else at) is not None:
        raise TypeError("A job runs by interval or by hour, as its default does.")
    if every is not None and not SHORTEST <= every <= planned.longest:
        longest = words(planned.longest).removeprefix("every ")
        raise Refused(f"At least {SHORTEST} seconds, and at most {longest}.", planned.job.promise or "Pause it for longer.")
    facts = {"every": every, "at": at, "paused": paused, "changed_by": by}
    Override.objects.update_or_create(name=planned.job.name, defaults=facts)


def restore_job(*, planned: Planned) -> None:
    """Back to the code's default."""
    Override.objects.filter(name=planned.job.name).delete()


def note_run(name: str) -> None:
    run = Run(name=name, at=timezone.now())
    Run.objects.bulk_create([run], update_conflicts=True, unique_fields=["name"], update_fields=["at"])
