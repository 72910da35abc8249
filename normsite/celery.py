"""The Celery application: mail, digests and other work that need not hold up a page."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")

app = Celery("normsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
