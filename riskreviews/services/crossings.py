"""What follows from the newest reading of an indicator."""

from django.utils import timezone

from norms.models import Norm
from norms.services import open_review
from norms.stages import is_over
from normsite.foundation.unseen import isolated
from riskreviews.models import Cause, Crossing, Direction, Indicator, Reading, Standing
from riskreviews.queries import lifted_by
from riskreviews.services.reappraisals import note_reappraisal


def follow_threshold(indicator: Indicator) -> None:
    """Begin a crossing where the newest reading stands at or beyond the crossing value, end it where it is back; each crossing
    opens one review of each norm tied. For the verbs that change readings, thresholds or ties, which hold the indicator."""
    newest = indicator.readings.standing().first()
    crossing = indicator.crossings.standing().select_related("reading").first()
    if newest is None or indicator.standing_at(newest.value) != Standing.CROSSED:
        indicator.crossings.standing().update(ended_at=timezone.now())
        return
    if crossing is None:
        crossing = Crossing.objects.create(indicator=indicator, reading=newest)
    _open_reviews(indicator, crossing)
    _note_safeguards(indicator, crossing)


def _open_reviews(indicator: Indicator, crossing: Crossing) -> None:
    because = why_crossed(indicator, crossing.reading)
    for norm in Norm.objects.filter(pk__in=indicator.norms.values("pk")).exclude(pk__in=crossing.reviews.values("norm")):
        if not is_over(norm.stage):
            crossing.reviews.add(open_review(norm=norm, cause=indicator.code, cause_title=indicator.title, because=because))


def _note_safeguards(indicator: Indicator, crossing: Crossing) -> None:
    """What says that this indicator lifts it is due to be looked at again, once for the crossing."""
    reading = crossing.reading
    what = f"{indicator.code} was {reading.words} {isolated(indicator.unit)}"
    for safeguard in lifted_by(indicator):
        note_reappraisal(safeguard=safeguard, cause=Cause.INDICATOR, due_on=reading.day, what=what, crossing=crossing)


def why_crossed(indicator: Indicator, reading: Reading) -> str:
    """The reading and the threshold in a sentence."""
    side = "more" if indicator.direction == Direction.ABOVE else "less"
    return (
        f"“{isolated(indicator.title)}” was {reading.words} {isolated(indicator.unit)} on {reading.day:%-d %B %Y}. "
        f"At {isolated(indicator.crossing_words)} or {side} the norm is looked at again."
    )
