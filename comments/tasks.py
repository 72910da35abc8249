"""What is done by the clock."""

from datetime import timedelta

from django.utils import timezone

from comments import services
from comments.events import tell_closed, tell_closing, tell_opened
from comments.models import Consultation
from normsite.foundation.workers import periodic

DAY = timedelta(days=1)


@periodic("comments.fold_tallies", every=15)
def fold_tallies() -> None:
    """Add up what was counted of comments since the last time."""
    services.fold_tallies()


@periodic("comments.tell_of_turns", every=30, promise="Openings and deadlines are told in time.")
def tell_of_turns() -> None:
    """Consultations that the clock has opened, will close, or has closed. Each is told once for each deadline, so this may run
    as often as it likes, and late: what is over by then is not told any more."""
    consultations = Consultation.objects.select_related("revision__norm")
    for consultation in consultations.lately_opened():
        tell_opened(consultation)
    for consultation in consultations.closing_within(DAY):
        tell_closing(consultation, "closing_in_a_day")
    for consultation in consultations.closing_within(7 * DAY).filter(closes_at__gt=timezone.now() + DAY):
        if consultation.closes_at - consultation.opens_at > 8 * DAY:  # who has just read that it opens knows
            tell_closing(consultation, "closing_in_a_week")
    for consultation in consultations.lately_closed():
        tell_closed(consultation)
