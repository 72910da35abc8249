"""What is sent to which endpoint: once for each event, however often it is tried."""

import json
import secrets
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from normsite.foundation.notices.models import Event
from normsite.foundation.webhooks.models.endpoint import Endpoint, EndpointState


def new_webhook_id() -> str:
    return f"msg_{secrets.token_hex(16)}"


class NewEvent(models.Model):
    """An event that was told, of which no deliveries are made yet.

    A trigger writes it down in the transaction that tells the event, so none is missed, whatever dies and whichever of two long
    transactions ends first.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"Event {self.event_id}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def tellable(self) -> "DeliveryQuerySet":
        """Tests, and events that may still be told as they were."""
        return self.filter(Q(event=None) | Q(event__withdrawn_at=None, event__recalled_at=None))

    def due(self) -> "DeliveryQuerySet":
        """What should be sent now; a test also where nothing else is."""
        goes_on = Q(event=None) | Q(endpoint__state=EndpointState.ACTIVE)
        due = self.filter(state=DeliveryState.WAITING, next_at__lte=timezone.now(), endpoint__owner__is_active=True)
        return due.filter(goes_on).tellable().order_by("next_at", "pk")

    def failed(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.FAILED)

    def in_log(self) -> "DeliveryQuerySet":
        """What an owner sees, the newest first, with the last attempt. What was withdrawn before it was sent is in no list."""
        last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
        known = self.exclude(event__withdrawn_at__isnull=False, payload="").select_related("event")
        return known.annotate(
            last_status=Subquery(last.values("status")[:1]), last_problem=Subquery(last.values("problem")[:1])
        ).order_by("-created_at", "-pk")


class Delivery(models.Model):
    """One event for one endpoint, or a test. The `payload` is made at the first attempt, and the same in all that follow."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    webhook_id = models.CharField(max_length=40, unique=True, default=new_webhook_id)
    payload = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("attempts since it was made, or replayed", default=0)
    next_at = models.DateTimeField("when it is tried next", null=True, default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivered_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | (~Q(state="waiting") & Q(next_at=None)),
                name="only_what_waits_is_tried",
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "next_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(F("endpoint"), F("created_at").desc(), name="delivery_in_log"),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return self.webhook_id

    @property
    def is_test(self) -> bool:
        return self.event is None

    @property
    def is_tellable(self) -> bool:
        return self.event is None or (self.event.withdrawn_at is None and self.event.recalled_at is None)

    @property
    def is_shown(self) -> bool:
        """Whether its owner may still see what was sent."""
        return bool(self.payload) and (self.event is None or self.event.withdrawn_at is None)

    @property
    def sent(self) -> dict[str, Any]:
        """The payload, read; empty where it may not be shown."""
        return json.loads(self.payload) if self.is_shown else {}


class Attempt(models.Model):
    """One attempt: how the server answered, and how it begins, or why there is no answer."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField("how long it took")
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.status or self.problem}"
