"""Endpoints of other people's programs, and what was sent to them."""

from normsite.foundation.webhooks.models.delivery import Attempt, Delivery, DeliveryQuerySet, DeliveryState, NewEvent
from normsite.foundation.webhooks.models.endpoint import Endpoint, EndpointQuerySet, EndpointState, Secret, Trouble

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryState",
    "Endpoint",
    "EndpointQuerySet",
    "EndpointState",
    "NewEvent",
    "Secret",
    "Trouble",
]
