"""Whom a safeguard binds, what else would have done, and what it costs to whom."""

from django.db import models
from django.db.models import F, Q

from riskreviews.models.safeguard import Safeguard


class AppliesTo(models.Model):
    """That a safeguard binds this addressee, or holds in this case. One that names no addressee binds everybody, one that names
    no case holds always."""

    safeguard = models.ForeignKey(Safeguard, on_delete=models.CASCADE, related_name="+")
    applicability = models.ForeignKey("norms.Applicability", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["safeguard", "applicability"], name="applies_to_each_once")]

    def __str__(self) -> str:
        return f"{self.safeguard.code}: {self.applicability}"


class Alternative(models.Model):
    """Something less restrictive, and why it doesn't do. `fails` is empty in rows that were one text with `what` once."""

    safeguard = models.ForeignKey(Safeguard, on_delete=models.CASCADE, related_name="alternatives")
    what = models.TextField("what would be less restrictive")
    fails = models.TextField("why it fails", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.what[:60]


class Payer(models.TextChoices):
    """For whom it costs something."""

    LARGE = "large", "Large firm"
    SMALL = "small", "Small firm"
    UNIVERSITY = "university", "University"


class Frequency(models.TextChoices):
    """How often a cost comes."""

    ONCE = "once", "Once, to set it up"
    YEARLY = "yearly", "Each year, to keep it up"


UNSAID = "Not said whether once or each year"
"""Of costs that were written before it was asked: nobody can know it but whoever wrote them."""


class Cost(models.Model):
    """From `low` to `high` in whole units of `currency` (ISO 4217), at the prices of `year`; `basis` says what is counted.

    A payer has one row for what comes once and one for what comes each year, or either of them; the two say the same of
    currency, year and basis. `frequency` is empty in rows of before it was asked.
    """

    safeguard = models.ForeignKey(Safeguard, on_delete=models.CASCADE, related_name="costs")
    payer = models.CharField(max_length=10, choices=Payer)
    low = models.PositiveBigIntegerField()
    high = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)
    frequency = models.CharField("how often it comes", max_length=6, choices=Frequency, blank=True, default="", db_default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["safeguard", "payer", "frequency"], name="cost_of_each_frequency"),
            models.CheckConstraint(condition=Q(payer__in=Payer.values), name="payer_known"),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="cost_low_to_high"),
            models.CheckConstraint(condition=Q(frequency__in=["", *Frequency.values]), name="frequency_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_payer_display()}: {self.said}"

    @property
    def said(self) -> str:
        """The range in words."""
        if self.low == self.high:
            return f"{self.low:,} {self.currency}"
        return f"{self.low:,} to {self.high:,} {self.currency}"
