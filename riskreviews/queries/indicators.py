"""Read models of indicators: where each stands, what is overdue, what its page shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from norms.models import Norm, NormReview
from riskreviews.models import Assessment, Indicator, Reading, Scenario, Standing

MOST_DRAWN = 400
MOST_LISTED = 100


@dataclass(frozen=True)
class Watched:
    """An indicator, its newest reading in words (empty: none), where that stands, and by when the next one is expected
    (None: it is not watched any more). `missed` are the days by which one was expected in vain, the last one first.
    `crossed_on` is the last day on which it read its crossing value or beyond, as its readings stand corrected (None: it never
    did), `reviews` what the public may read of the reviews that it called for, the newest first, where they are asked for
    (`with_reviews`)."""

    indicator: Indicator
    newest: str
    newest_day: date | None
    standing: Standing
    expected_by: date | None
    missed: list[date]
    crossed_on: date | None = None
    reviews: tuple[NormReview, ...] = ()


def watch(indicators: QuerySet[Indicator]) -> list[Watched]:
    """Each with where it stands today, in one query."""
    return [_watched(one) for one in indicators.with_newest()]  # type: ignore[attr-defined]  # a QuerySet of ours


def with_reviews(lines: Iterable[Watched], norm: Norm | None = None) -> list[Watched]:
    """Each with the reviews that it has called for, of all norms or of one, in one query."""
    told = list(lines)
    found: dict[str, list[NormReview]] = {one.indicator.code: [] for one in told}
    reviews = NormReview.objects.public().filter(cause__in=found).select_related("norm")
    for review in reviews.filter(norm=norm) if norm else reviews:
        found[review.cause].append(review)
    return [replace(one, reviews=tuple(found[one.indicator.code])) for one in told]


def overdue(today: date) -> list[Watched]:
    """Indicators of which a reading was expected before that day and did not come."""
    found = (_watched(one, today) for one in Indicator.objects.watched().with_newest())
    return [one for one in found if one.missed]


def _watched(indicator: Indicator, today: date | None = None) -> Watched:
    value, day = indicator.newest_value, indicator.newest_day  # type: ignore[attr-defined]  # annotated
    ended = indicator.ended_at is not None
    return Watched(
        indicator=indicator,
        newest=Reading(value=value).words if value is not None else "",
        newest_day=day,
        standing=indicator.standing_at(value),
        expected_by=None if ended else indicator.expected_by(day),
        missed=[] if ended else indicator.missed(day, today or timezone.localdate()),
        crossed_on=indicator.crossed_on,  # type: ignore[attr-defined]  # annotated
    )


def readings_drawn(indicator: Indicator) -> list[Reading]:
    """The newest readings that stand, as many as a picture can hold."""
    return list(indicator.readings.standing()[:MOST_DRAWN])


def readings_listed(indicator: Indicator) -> list[tuple[Reading, Standing]]:
    """The newest readings with where each stands, those too whose place a correction took."""
    found = indicator.readings.select_related("given_by", "key", "corrected_by")[:MOST_LISTED]
    return [(one, indicator.standing_at(one.value)) for one in found]


def reviews_by(indicator: Indicator) -> QuerySet[NormReview]:
    """The reviews of norms that it has called for, as anybody may read them."""
    return NormReview.objects.public().filter(cause=indicator.code).select_related("norm", "concluded_by")


def scenarios_of(indicator: Indicator) -> Iterable[Scenario]:
    """Those tied to it that anybody may read."""
    public = Scenario.objects.public().filter(pk__in=indicator.scenarios.values("pk"))
    return public.select_related("assessment").order_by("assessment_id", "position")


def watching(norm: Norm) -> list[Watched]:
    """What is watched outside for this norm."""
    return watch(Indicator.objects.watched().filter(norms=norm))


def watching_clauses(norm: Norm, also: Iterable[Assessment] = ()) -> tuple[dict[str, list[Watched]], list[Watched]]:
    """What is watched for this norm, in two queries: by the anchor of each clause to whose risks it is tied; and what is tied
    to the norm as a whole. A risk counts that anybody may read, or that is in one of the assessments `also`."""
    lines = watching(norm)
    readable = Q(assessment__in=Assessment.objects.public()) | Q(assessment__in=[one.pk for one in also])
    risks = Scenario.objects.filter(readable, clause__isnull=False, assessment__revision__norm=norm)
    ties = Indicator.scenarios.through.objects.filter(scenario__in=risks).order_by("indicator", "scenario")
    anchors: dict[int, dict[str, None]] = {}
    for indicator, anchor in ties.values_list("indicator", "scenario__clause__anchor"):
        anchors.setdefault(indicator, {})[anchor] = None
    by_clause: dict[str, list[Watched]] = {}
    for one in lines:
        for anchor in anchors.get(one.indicator.pk, ()):
            by_clause.setdefault(anchor, []).append(one)
    return by_clause, [one for one in lines if one.indicator.pk not in anchors]


def reviews_of(norm: Norm) -> QuerySet[NormReview]:
    """The reviews of a norm, the newest first."""
    return NormReview.objects.filter(norm=norm).select_related("norm", "concluded_by")
