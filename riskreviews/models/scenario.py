"""A way in which harm could come about, weighed before and after safeguards."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from normsite.foundation.accounts.access import Reader
from riskreviews.drawings import Shown, shown
from riskreviews.methods import STEPS, Method
from riskreviews.methods.levels import pick
from riskreviews.methods.pictures import NOT_JUDGED
from riskreviews.models.assessment import Assessment
from riskreviews.models.consequence import Consequence, Uncertainty, read_consequences

if TYPE_CHECKING:
    from riskreviews.models.simulation import Simulation


class Treatment(models.TextChoices):
    """ISO 31000 treatments."""

    AVOID = "avoid", "Avoid the risk"
    TAKE = "take", "Take the risk for an opportunity"
    REMOVE_SOURCE = "remove_source", "Remove the source"
    CHANGE_LIKELIHOOD = "change_likelihood", "Change the likelihood"
    CHANGE_CONSEQUENCE = "change_consequence", "Change the consequence"
    SHARE = "share", "Share the risk"
    RETAIN = "retain", "Retain by informed decision"


def _computed(verbose_name: str) -> "models.CharField[str, str]":
    """The code of a value on a scale of the method."""
    return models.CharField(verbose_name, max_length=2, editable=False, blank=True)


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def public(self) -> "ScenarioQuerySet":
        """Scenarios of the assessments that anybody may read."""
        return self.filter(assessment__in=Assessment.objects.public())

    def seen_by(self, user: Reader) -> "ScenarioQuerySet":
        """Scenarios of the assessments that this reader may see."""
        return self.filter(assessment__in=Assessment.objects.seen_by(user))


class Scenario(models.Model):
    """`judgements` are the answers to the questions of the assessment's method, each the code of a value on its scale, under
    the name that the method gives it. From them the method computes on write where the scenario stands on the grid
    (`likelihood`, `impact`) and its `level` of risk; the `residual_` fields are the same with the safeguards in place.

    `consequences` say how grave it is in the dimensions that matter (`models/consequence.py`).

    While its assessment is a draft it may be unfinished: without a treatment, without a level on a side that lacks an answer.
    """

    code = models.CharField(max_length=16, unique=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scenarios")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(help_text="Who does what to whom, by which weakness, with what effect.")
    description_html = models.TextField(editable=False, blank=True)
    threat_source = models.CharField(max_length=200, blank=True)
    clause = models.ForeignKey("norms.Clause", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provisions = models.ManyToManyField("norms.Provision", blank=True, related_name="+")
    judgements = models.JSONField(default=dict, db_default={}, editable=False)
    method_version = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    likelihood = _computed("likelihood")
    impact = _computed("impact")
    level = _computed("inherent risk")
    residual_likelihood = _computed("likelihood, with safeguards")
    residual_impact = _computed("impact, with safeguards")
    residual_level = _computed("residual risk")
    reasoning = models.TextField(blank=True, help_text="Why these levels, so that another person could come to them.")
    reasoning_html = models.TextField(editable=False, blank=True)
    consequences = models.JSONField(default=dict, db_default={}, editable=False)
    uncertainty = models.CharField(max_length=6, choices=Uncertainty, blank=True, default="", db_default="")
    uncertainty_reason = models.TextField(blank=True, default="", db_default="")
    benefit_lost = models.TextField(blank=True, default="", db_default="")
    treatment = models.CharField(max_length=18, choices=Treatment, blank=True, default="", db_default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField("review date", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScenarioQuerySet.as_manager()

    simulation: "Simulation | None" = None  # of what it says now, where a page has read it (`views.showing.read_risks`)

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(treatment__in=["", *Treatment.values]), name="treatment_known"),
            models.CheckConstraint(condition=Q(uncertainty__in=["", *Uncertainty.values]), name="uncertainty_known"),
            models.CheckConstraint(
                condition=Q(level__in=["", *STEPS], residual_level__in=["", *STEPS]), name="scenario_levels_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.assessment.get_absolute_url()}#{self.code}"

    @property
    def what_follows(self) -> list[Consequence]:
        """The consequences that matter."""
        return read_consequences(self.consequences)

    @property
    def pictures(self) -> list[Shown]:
        """What its method draws of the judgements, once both sides are judged."""
        return shown(self.method.pictures(self.judgements)) if self.level and self.residual_level else []

    @property
    def method(self) -> Method:
        return self.assessment.risk_method

    # The labels that the method gives to the codes, under the names by which Django shows choices; "" where it has no grid.

    def _row(self, code: str) -> str:
        return pick(self.method.grid.rows, code).label if self.method.grid and code else ""

    def _column(self, code: str) -> str:
        return pick(self.method.grid.columns, code).label if self.method.grid and code else ""

    def _level(self, code: str) -> str:
        return self.method.level(code).label if code else NOT_JUDGED

    def get_likelihood_display(self) -> str:
        return self._row(self.likelihood)

    def get_impact_display(self) -> str:
        return self._column(self.impact)

    def get_level_display(self) -> str:
        return self._level(self.level)

    def get_residual_likelihood_display(self) -> str:
        return self._row(self.residual_likelihood)

    def get_residual_impact_display(self) -> str:
        return self._column(self.residual_impact)

    def get_residual_level_display(self) -> str:
        return self._level(self.residual_level)


class Evidence(models.Model):
    """Something another person can look up, and what it shows."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="evidence")
    citation = models.CharField(max_length=300)
    url = models.URLField(blank=True, max_length=400)
    shows = models.CharField("what it shows", max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.citation
