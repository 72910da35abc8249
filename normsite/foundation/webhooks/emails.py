"""The mail about an endpoint."""

from django.urls import reverse
from django.utils import timezone

from normsite.foundation.notifications.outbox import queue_mail
from normsite.foundation.webhooks.models import Endpoint


def mail_disabled(endpoint: Endpoint) -> None:
    """Its owner learns that nothing is sent there any more, and why."""
    queue_mail(
        occasion=f"webhook-disabled/{endpoint.pk}/{timezone.now():%Y-%m-%dT%H:%M:%S.%f}",
        to=endpoint.owner.email,
        template="emails/webhooks/disabled",
        context={
            "endpoint": endpoint,
            "person": endpoint.owner,
            "link": reverse("following:webhook", args=[endpoint.pk]),
        },
    )
