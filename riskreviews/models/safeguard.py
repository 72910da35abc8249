"""What is done about a scenario, and why that is not too much."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q

from norms.models import Applicability, ApplicabilityKind
from normsite.foundation.accounts.access import Reader
from riskreviews.methods import STEPS
from riskreviews.models.assessment import Assessment
from riskreviews.models.scenario import Scenario
from riskreviews.models.tier_table import TierTable
from riskreviews.proportionality import Weight, weigh
from riskreviews.tiering import GOVERNABILITY, REACHES, Cell


class Tier(models.TextChoices):
    T0 = "T0", "T0 Open"
    T1 = "T1", "T1 Notice"
    T2 = "T2", "T2 Extra testing"
    T3 = "T3", "T3 Third-party assessment"
    T4 = "T4", "T4 Licence-linked"


JUSTIFIED = frozenset({Tier.T2, Tier.T3, Tier.T4})
"""Above T1."""


class Trigger(models.TextChoices):
    """What lifts a safeguard. Which indicator is said by its code in the words beside it (`services.crossings`)."""

    EVENT = "event", "Something happens, and a person notes it"
    DATE = "date", "A day comes"
    INDICATOR = "indicator", "An indicator crosses a threshold"


def highest_risk(scenarios: Iterable[Scenario]) -> str:
    """The highest step of the ramp among the scenarios that are judged, without safeguards; empty where none is."""
    return max((scenario.level for scenario in scenarios if scenario.level), key=STEPS.index, default="")


class SafeguardQuerySet(models.QuerySet["Safeguard"]):
    def public(self) -> "SafeguardQuerySet":
        """Safeguards of the assessments that anybody may read."""
        return self.filter(assessment__in=Assessment.objects.public())

    def seen_by(self, user: Reader) -> "SafeguardQuerySet":
        """Safeguards of the assessments that this reader may see."""
        return self.filter(assessment__in=Assessment.objects.seen_by(user))


class Safeguard(models.Model):
    """A draft may be incomplete; what is missing is asked for before a peer is (`checks.safeguards`).

    `tier_table` is the version of the table that gave the tier, None for tiers that were chosen before there was one;
    `departure` says why it is another than the table's. `weighing` are the answers to the questions of `proportionality`.
    """

    code = models.CharField(max_length=16, unique=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="safeguards")
    scenarios = models.ManyToManyField(Scenario, related_name="safeguards")
    provision = models.ForeignKey("norms.Provision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applies_to = models.ManyToManyField("norms.Applicability", through="riskreviews.AppliesTo", related_name="+")
    title = models.CharField(max_length=200)
    description = models.TextField()
    description_html = models.TextField(editable=False, blank=True)
    tier = models.CharField(max_length=2, choices=Tier, blank=True)
    tier_table = models.ForeignKey(TierTable, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    governability = models.CharField(max_length=1, choices=list(GOVERNABILITY.items()), blank=True, default="", db_default="")
    governability_why = models.CharField("why it is as governable", max_length=400, blank=True, default="", db_default="")
    reach = models.CharField(max_length=7, choices=list(REACHES.items()), blank=True, default="", db_default="")
    reach_why = models.CharField("why it reaches so far", max_length=400, blank=True, default="", db_default="")
    departure = models.TextField("why another tier than the table's", blank=True, default="", db_default="")
    legitimate_aim = models.TextField(blank=True)
    suitable = models.TextField("why it is suitable", blank=True)
    necessary = models.TextField("why nothing less restrictive would do", blank=True)
    proportionate = models.TextField("why the gain outweighs the burden", blank=True)
    weighing = models.JSONField(default=dict, db_default={}, editable=False)
    review_on = models.DateField("review date", null=True, blank=True)
    trigger = models.CharField(max_length=9, choices=Trigger, default=Trigger.EVENT, db_default=Trigger.EVENT)
    trigger_on = models.DateField("day on which it is lifted", null=True, blank=True)
    declassification_trigger = models.CharField("what would lift it", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SafeguardQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=["", *Tier.values]), name="tier_known"),
            models.CheckConstraint(condition=Q(governability__in=["", *GOVERNABILITY]), name="governability_known"),
            models.CheckConstraint(condition=Q(reach__in=["", *REACHES]), name="reach_known"),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="trigger_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.assessment.get_absolute_url()}#{self.code}"

    @property
    def addressees(self) -> list[Applicability]:
        """Who has to do it; nobody named: everybody."""
        return [one for one in self.applies_to.all() if one.kind == ApplicabilityKind.ADDRESSEE]

    @property
    def cases(self) -> list[Applicability]:
        """In which cases; none named: always."""
        return [one for one in self.applies_to.all() if one.kind == ApplicabilityKind.CASE]

    @property
    def is_above_t1(self) -> bool:
        return self.tier in JUSTIFIED

    @property
    def looks(self) -> list[date]:
        """The days of its promised looks: its review date, and those until which it was kept."""
        kept = (one.next_on for one in self.reappraisals.all())
        return sorted({day for day in (self.review_on, *kept) if day})

    @property
    def risk(self) -> str:
        """The highest step of the ramp among its scenarios, without safeguards."""
        return highest_risk(self.scenarios.all())

    def cell_of(self, table: TierTable) -> Cell | None:
        """Where it stands in a table; None while something isn't judged yet."""
        return table.read(self.risk, self.governability, self.reach)

    @property
    def cell(self) -> Cell | None:
        """Where it stands in the table that gave its tier."""
        return self.cell_of(self.tier_table) if self.tier_table else None

    @property
    def tier_sentence(self) -> str:
        """By what it has its tier, with the sentence of the table that gave it."""
        cell = self.cell
        if cell is None or self.tier_table is None:
            return "" if not self.tier or self.tier_table else "Chosen without the table of tiers."
        return self.tier_table.sentence(cell, self.tier)

    @property
    def weight(self) -> Weight | None:
        return weigh(self.weighing)
