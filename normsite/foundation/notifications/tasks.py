"""One call."""

from normsite.foundation.notifications import delivery
from normsite.foundation.workers import periodic


@periodic("notifications.sweep_outbox", every=20)
def sweep_outbox() -> None:
    """Send what was queued, what the broker lost word of, what failed before and is due again, and what a dead worker held."""
    delivery.deliver_due()
