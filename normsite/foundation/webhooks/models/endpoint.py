"""Where a program of somebody's wishes to be told, and the secrets by which it knows us."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.notices.models import Event
from normsite.foundation.notices.targets import LONGEST, SITE


class EndpointState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    DISABLED = "disabled", "Disabled"


class Trouble(models.TextChoices):
    """Why an endpoint was disabled."""

    GONE = "gone", "Its server answered 410: it wishes to hear no more"
    FAILING = "failing", "Nothing has arrived there for five days"


def site_alone() -> list[str]:
    return [SITE]


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def of(self, owner: User) -> "EndpointQuerySet":
        return self.filter(owner=owner)

    def that_follow(self, event: Event) -> "EndpointQuerySet":
        """Endpoints to which an event is to be sent: those that were there when it was recorded. What is paused may go on."""
        found = self.filter(targets__overlap=event.targets, created_at__lte=event.recorded_at)
        found = found if event.row.matters else found.filter(everything=True)
        return found.exclude(state=EndpointState.DISABLED).filter(owner__is_active=True)


class Endpoint(models.Model):
    """An address that is told of events for everybody, of which one of the `targets` is followed.

    `failing_since`: since the first failure after which nothing arrived. `claimed_at`: a worker is sending something there; one
    thing at a time, so a slow server is never asked twice at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    url = models.CharField("address", max_length=500)
    description = models.CharField(max_length=120, blank=True)
    targets = ArrayField(models.CharField(max_length=LONGEST), default=site_alone)
    everything = models.BooleanField("everything, not only what matters", default=False)
    state = models.CharField(max_length=8, choices=EndpointState, default=EndpointState.ACTIVE)
    trouble = models.CharField("why it is disabled", max_length=8, choices=Trouble, blank=True)
    failing_since = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "url"], name="one_endpoint_for_each_url"),
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_known"),
            models.CheckConstraint(
                condition=Q(state="disabled", trouble__in=Trouble.values) | (~Q(state="disabled") & Q(trouble="")),
                name="disabled_endpoint_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Endpoint {self.pk}"  # never the address, which may hold a secret of its owner's: this stands in logs


class Secret(models.Model):
    """A secret of an endpoint: the one of now, or one of before that is good until `ends_at`."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    value = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["endpoint"], condition=Q(ends_at=None), name="one_secret_of_now")]

    def __str__(self) -> str:
        return f"Secret of {self.endpoint_id}"
