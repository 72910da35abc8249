"""What is measured outside and could make a norm need another look, and its readings."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

DIGITS, PLACES = 20, 6


class Direction(models.TextChoices):
    """On which side of a threshold the concern lies."""

    ABOVE = "above", "At or above"
    BELOW = "below", "At or below"


class Cadence(models.TextChoices):
    """How often a reading is expected."""

    WEEKLY = "weekly", "Weekly"
    MONTHLY = "monthly", "Monthly"
    QUARTERLY = "quarterly", "Quarterly"
    YEARLY = "yearly", "Yearly"

    def after(self, day: date, periods: int) -> date:
        """So many periods after the day; of a month that is shorter its last day."""
        if self is Cadence.WEEKLY:
            return day + timedelta(weeks=periods)
        return _months_after(day, _MONTHS[self] * periods)


_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Standing(models.TextChoices):
    """Where the newest reading stands."""

    UNREAD = "unread", "No reading yet"
    QUIET = "quiet", "Not reached"
    WARNING = "warning", "Warning value reached"
    CROSSED = "crossed", "Threshold crossed"


def written(value: Decimal) -> str:
    """A value as people read it: `1,121` and `0.25`."""
    whole, _, places = f"{value:,.{PLACES}f}".partition(".")
    return f"{whole}.{places.rstrip('0')}".rstrip(".")


def typed(value: Decimal) -> str:
    """A value as forms and tables take it: `1121` and `0.25`."""
    return written(value).replace(",", "")


def _value(verbose_name: str) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(verbose_name, max_digits=DIGITS, decimal_places=PLACES)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def watched(self) -> "IndicatorQuerySet":
        return self.filter(ended_at=None)

    def with_newest(self) -> "IndicatorQuerySet":
        """Each with the day and the value of its newest reading, and the last day on which it read its crossing value or
        beyond, as its readings stand corrected (None: there is none)."""
        newest = Reading.objects.standing().filter(indicator=OuterRef("pk")).order_by("-day")
        above = Q(value__gte=OuterRef("crossing")) & Q(indicator__direction=Direction.ABOVE)
        below = Q(value__lte=OuterRef("crossing")) & Q(indicator__direction=Direction.BELOW)
        return self.annotate(
            newest_day=Subquery(newest.values("day")[:1]),
            newest_value=Subquery(newest.values("value")[:1]),
            crossed_on=Subquery(newest.filter(above | below).values("day")[:1]),
        )


class Indicator(models.Model):
    """One measurement from outside, with two thresholds. Anybody may see it, its readings and the norms tied to it.

    At the value `warning` it is watched closely; at `crossing`, which lies further on the side of `direction`, the norms are
    looked at again. The first reading is expected by `first_due`, each later one a period after the one before.
    """

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=200)
    why = models.TextField("why it matters")
    source = models.CharField(max_length=200)
    source_url = models.URLField("address of the source", max_length=400)
    unit = models.CharField(max_length=40)
    direction = models.CharField(max_length=5, choices=Direction)
    warning = _value("warning value")
    crossing = _value("crossing value")
    cadence = models.CharField(max_length=9, choices=Cadence)
    first_due = models.DateField("first reading by")
    norms = models.ManyToManyField("norms.Norm", related_name="+")
    scenarios = models.ManyToManyField("riskreviews.Scenario", blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="direction_known"),
            models.CheckConstraint(condition=Q(cadence__in=Cadence.values), name="cadence_known"),
            models.CheckConstraint(
                condition=Q(direction="above", warning__lt=F("crossing")) | Q(direction="below", warning__gt=F("crossing")),
                name="warning_comes_first",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("riskreviews:indicator", args=[self.code])

    @property
    def warning_words(self) -> str:
        return f"{written(self.warning)} {self.unit}"

    @property
    def crossing_words(self) -> str:
        return f"{written(self.crossing)} {self.unit}"

    def reaches(self, value: Decimal, threshold: Decimal) -> bool:
        """Whether a value is at the threshold or beyond it."""
        return value >= threshold if self.direction == Direction.ABOVE else value <= threshold

    def standing_at(self, value: Decimal | None) -> Standing:
        """Where a value stands; None: nothing was read."""
        if value is None:
            return Standing.UNREAD
        if self.reaches(value, self.crossing):
            return Standing.CROSSED
        return Standing.WARNING if self.reaches(value, self.warning) else Standing.QUIET

    def expected_by(self, newest: date | None) -> date:
        """The last day for the next reading, after one of that day (None: there was none)."""
        return next(self._days(newest))

    def missed(self, newest: date | None, today: date) -> list[date]:
        """The days by which readings were expected in vain, the last one first. A reading may come on the day itself."""
        missed = []
        for day in self._days(newest):
            if day >= today:
                break
            missed.append(day)
        return missed[::-1]

    def _days(self, newest: date | None) -> Iterator[date]:
        """Counted from one day all along, so that the 31st stays the 31st wherever a month has one."""
        start, first = (newest, 1) if newest else (self.first_due, 0)
        return (Cadence(self.cadence).after(start, periods) for periods in count(first))


class IndicatorKeyQuerySet(models.QuerySet["IndicatorKey"]):
    def standing(self) -> "IndicatorKeyQuerySet":
        return self.filter(ended_at=None)


class IndicatorKey(models.Model):
    """By which a program gives readings of one indicator. We keep only the hash of its secret; `name` says whose it is."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = IndicatorKeyQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.name


class ReadingQuerySet(models.QuerySet["Reading"]):
    def standing(self) -> "ReadingQuerySet":
        """Those that no correction has taken the place of."""
        return self.filter(superseded_at=None)


class Reading(models.Model):
    """What an indicator read on one day. Given once for a day; a correction takes its place, and it stays on record.

    `corrects` is the reading whose place this one took, and `correction` why. Without `given_by` a program gave it, by `key`.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    day = models.DateField()
    value = _value("value")
    note = models.CharField(max_length=400, blank=True)
    source = models.CharField("where it was read", max_length=400, blank=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, editable=False, related_name="corrected_by")
    correction = models.CharField("why it is corrected", max_length=400, blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey(IndicatorKey, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "day"], condition=Q(superseded_at=None), name="one_reading_for_a_day"),
            models.CheckConstraint(
                condition=Q(given_by__isnull=False, key=None) | Q(given_by=None, key__isnull=False), name="reading_given_by_one"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, correction="") | (Q(corrects__isnull=False) & ~Q(correction="")),
                name="correction_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.day}: {self.words}"

    @property
    def words(self) -> str:
        return written(self.value)


class CrossingQuerySet(models.QuerySet["Crossing"]):
    def standing(self) -> "CrossingQuerySet":
        return self.filter(ended_at=None)


class Crossing(models.Model):
    """That an indicator stands at or beyond its crossing value: from the reading that brought it there until the newest one is
    back. Each opens one review of each norm tied to the indicator."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="crossings")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+")
    reviews = models.ManyToManyField("norms.NormReview", related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(fields=["indicator"], condition=Q(ended_at=None), name="one_crossing_stands"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} crossed on {self.reading.day}"
