"""Until when what happened, as pages and feeds show it, is changed by nothing but the record."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from comments.models import Consultation
from normsite.foundation.notices.models import Event

DAY = timedelta(days=1)


def next_turn() -> datetime | None:
    """When the clock alone opens or closes something next, lets anybody read a text, or lets an event be known."""
    turns = (Consultation.objects.next_turn(), Event.objects.next_turn())
    return min((turn for turn in turns if turn), default=None)


def next_turn_or_day() -> datetime:
    """The same, but no later than midnight in UTC: a week ends then, and so does a day in a calendar."""
    tomorrow = (timezone.now().astimezone(UTC) + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(next_turn() or tomorrow, tomorrow)
