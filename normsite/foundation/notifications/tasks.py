"""Ids in, one call."""

import uuid

from celery import shared_task

from normsite.foundation.notifications import delivery


@shared_task(name="notifications.deliver_mail")
def deliver_mail(mail_id: str) -> None:
    delivery.deliver(uuid.UUID(mail_id))


@shared_task(name="notifications.sweep_outbox")
def sweep_outbox() -> None:
    """Send what the broker lost, what failed before and is due again, and what a dead worker held."""
    for mail_id in delivery.due_mails():
        delivery.deliver(mail_id)
