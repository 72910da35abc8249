"""Each in one or two calls."""

from celery.schedules import crontab

from normsite.foundation.turns import turn
from normsite.foundation.webhooks import endpoints, handing_out, sending
from normsite.foundation.workers import periodic


@periodic("webhooks.send", every=15)
def send() -> None:
    """Deliveries of what was told, then all that is due. One sweep at a time: servers of others may be slow, and what waits for
    them never holds more than one worker."""
    with turn("webhooks.send") as ours:
        if ours:
            handing_out.hand_out()
            sending.send_due()


@periodic("webhooks.forget_old", every=crontab(hour="4", minute="10"))
def forget_old() -> None:
    """What the log need not hold any more."""
    endpoints.forget_old()
