"""The words of an event as they stand now: of one that was called back, what is right."""

from datetime import UTC

from django.conf import settings
from django.utils import timezone

from normsite.foundation.notices.letters import Told, in_words
from normsite.foundation.notices.models import Event
from normsite.foundation.unseen import show_unseen

IN_UTC = timezone.override(UTC)  # what is the same for every reader knows no other zone


@IN_UTC
def told_now(event: Event) -> Told:
    return as_it_stands(in_words(event))


def as_it_stands(told: Told) -> Told:
    """What was told, or, if it was called back, that and what is right."""
    event = told.event
    if event.recalled_at is None:
        return told
    when = f"{event.recalled_at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"
    return Told(
        event,
        f"Called back: {told.title}",
        (f"This was wrong, and was called back on {when}.", f"{settings.BODY_NAME} says: {show_unseen(event.correction)}"),
    )
