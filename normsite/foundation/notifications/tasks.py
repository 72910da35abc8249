"""Ids in, one call."""

import uuid

from celery import shared_task

from normsite.foundation.notifications import services


@shared_task(name="notifications.deliver_mail")
def deliver_mail(mail_id: str) -> None:
    services.deliver(uuid.UUID(mail_id))


@shared_task(name="notifications.sweep_outbox")
def sweep_outbox() -> None:
    """Send what the broker lost, what failed before and is due again, and what a dead worker held."""
    for mail_id in services.due_mails():
        services.deliver(mail_id)
