"""What is to be forgotten."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Delete sessions that are over, with the unsent comments in them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
