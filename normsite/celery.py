"""The Celery application: mail, digests and other work that need not hold up a page."""

import gc
import os

from celery import Celery
from celery.signals import worker_init

from normsite.foundation.workers import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")

app = Celery("normsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE  # filled by the tasks, each beside its own
app.autodiscover_tasks()


@worker_init.connect
def share_what_is_loaded(**told: object) -> None:
    """The processes of the pool are forks of this one: what the collector doesn't go through, they don't copy."""
    gc.collect()
    gc.freeze()
