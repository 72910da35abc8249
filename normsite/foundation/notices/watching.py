"""Tell administrators when mails don't leave, or one is given up: at most once a day."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.notices.models import Event
from normsite.foundation.notices.staff import tell_staff
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.notifications.queues import stuck_since

KIND = "delivery_fails"


def watch_delivery() -> None:
    """What was given up since they were last told counts, or since yesterday."""
    now = timezone.now()
    told_at: datetime | None = Event.objects.filter(kind=KIND).aggregate(at=Max("at"))["at"]
    if told_at is not None and told_at.date() == now.date():
        return
    yesterday = now - timedelta(days=1)
    since = max(told_at or yesterday, yesterday)
    given_up = OutboxMail.objects.given_up().filter(claimed_at__gt=since).count()
    stuck = None if given_up else stuck_since()
    if given_up or stuck:
        minutes = int((now - stuck).total_seconds() // 60) if stuck else 0
        tell_staff(
            KIND,
            User.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR),
            occasion=f"delivery-fails/{now:%Y-%m-%d}",
            path=reverse("pages:mails"),
            given_up=given_up,
            minutes=minutes,
        )
