"""The Celery application: mail, digests and other work that need not hold up a page."""

import gc
import logging
import os
from typing import Any

from celery import Celery, Task
from celery.exceptions import Ignore
from celery.schedules import crontab
from celery.signals import celeryd_init, task_success, worker_init
from django.db import Error

from normsite.foundation.seats import Seats
from normsite.foundation.workers import JOBS, SCHEDULE

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")

MAIL = "mail"  # the queue of what somebody waits for; CELERY_TASK_ROUTES says what goes where
AGAIN_SECONDS = 1


class SeatedTask(Task):
    """Whatever isn't mail takes a seat, of which a worker has one less than processes: so one is always there for a receipt,
    however long digests, imports and files take."""

    seats: Seats | None = None

    def __call__(self, *args: Any, **options: Any) -> Any:
        queue = (self.request.delivery_info or {}).get("routing_key", MAIL)
        if SeatedTask.seats is None or queue == MAIL:
            return super().__call__(*args, **options)
        with SeatedTask.seats.one() as seated:
            if seated:
                return super().__call__(*args, **options)
        if self.name not in JOBS or isinstance(JOBS[self.name].every, crontab):  # for others beat asks again within minutes
            self.apply_async(args, options, queue=queue, countdown=AGAIN_SECONDS, retries=self.request.retries)
        raise Ignore


app = Celery("normsite", task_cls=SeatedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE  # filled by the tasks, each beside its own
app.autodiscover_tasks()


@celeryd_init.connect
def leave_one_for_mail(options: dict[str, Any], **told: object) -> None:
    processes = options.get("concurrency") or os.cpu_count() or 1
    SeatedTask.seats = Seats(processes - 1) if processes > 1 else None


@worker_init.connect
def share_what_is_loaded(**told: object) -> None:
    """The processes of the pool are forks of this one: what the collector doesn't go through, they don't copy."""
    gc.collect()
    gc.freeze()


@task_success.connect
def note_that_it_ran(sender: Task, **told: object) -> None:
    """For the page about what runs by the clock, and for a beat that starts anew."""
    if sender.name in JOBS:
        # What it writes to can't be loaded before Django is set up, which this module takes part in.
        from normsite.foundation.schedule.services import note_run  # noqa: PLC0415 - see above

        try:
            note_run(sender.name)
        except Error as problem:  # the work itself is done
            logger.warning("It was not noted that %s ran: %s", sender.name, type(problem).__name__)
