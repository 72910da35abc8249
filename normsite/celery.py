"""The Celery application: mail, digests and other work that need not hold up a page."""

import os

from celery import Celery

from normsite.foundation.workers import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")

app = Celery("normsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE  # filled by the tasks, each beside its own
app.autodiscover_tasks()
