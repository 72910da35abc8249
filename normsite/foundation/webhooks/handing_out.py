"""From an event that was told to one delivery for each endpoint that follows it."""

import time
from uuid import UUID

from django.db import transaction

from normsite.foundation.notices.models import Event
from normsite.foundation.webhooks.models import Delivery, Endpoint, EndpointState, NewEvent
from normsite.foundation.webhooks.payloads import corrected_by

LONGEST = 60.0  # seconds of one task, which has as many for sending


def hand_out(*, seconds: float = LONGEST) -> int:
    """Make the deliveries of all events that were told since; how many events. What is left after so many seconds waits.

    Each is done when its row in `NewEvent` is gone. What may not be told any more gets its deliveries too: they are not sent
    while it is withdrawn, and a correction goes to where the first would have gone.
    """
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end and _hand_out_next():
        done += 1
    return done


@transaction.atomic
def _hand_out_next() -> bool:
    """The events in their order: a correction comes after what it corrects."""
    new = NewEvent.objects.select_for_update(of=("self",)).select_related("event").order_by("pk").first()
    if new is None:
        return False
    deliveries = [Delivery(endpoint_id=endpoint, event=new.event) for endpoint in _endpoints(new.event)]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=1_000)
    new.delete()
    return True


def _endpoints(event: Event) -> list[UUID]:
    first = corrected_by(event)
    if first is None:
        return list(Endpoint.objects.that_follow(event).values_list("pk", flat=True))
    told = Delivery.objects.filter(event=first).exclude(endpoint__state=EndpointState.DISABLED)
    return list(told.values_list("endpoint", flat=True))
