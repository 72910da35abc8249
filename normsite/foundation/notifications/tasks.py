"""Ids in, one call."""

import uuid

from celery import shared_task

from normsite.foundation.notifications import delivery
from normsite.foundation.workers import periodic


@shared_task(name="notifications.deliver_mail")
def deliver_mail(mail_id: str) -> None:
    delivery.deliver(uuid.UUID(mail_id))


@periodic("notifications.sweep_outbox", every=20)
def sweep_outbox() -> None:
    """Send what the broker lost, what failed before and is due again, and what a dead worker held."""
    for mail_id in delivery.due_mails():
        delivery.deliver(mail_id)
