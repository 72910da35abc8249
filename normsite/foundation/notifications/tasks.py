"""One call."""

from celery import shared_task
from celery.schedules import crontab

from normsite.foundation.notifications import delivery, outbox
from normsite.foundation.workers import periodic


@periodic("notifications.sweep_outbox", every=20, promise="A receipt leaves when it is due, also with no broker to say so.")
def sweep_outbox() -> None:
    """Send what was queued, what the broker lost word of, what failed before and is due again, and what a dead worker held."""
    delivery.deliver_due()


@periodic("notifications.forget_old", every=crontab(hour="4", minute="10"))
def forget_old() -> None:
    """Forget to whom mails went a month ago, and what was in letters of that age."""
    outbox.forget_old()


@shared_task(name="notifications.deliver_mail")
def deliver_mail(_mail_id: str) -> None:
    """What the version before asked for; to go with the next one."""
    delivery.deliver_due()
