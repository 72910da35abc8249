"""A way in which harm could come about, weighed before and after safeguards."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from normsite.foundation.accounts.access import Reader, sees_hidden
from riskreviews.models.assessment import Assessment


class Level(models.TextChoices):
    """The five qualitative values of NIST SP 800-30 r1."""

    VERY_LOW = "VL", "Very Low"
    LOW = "L", "Low"
    MODERATE = "M", "Moderate"
    HIGH = "H", "High"
    VERY_HIGH = "VH", "Very High"


class Treatment(models.TextChoices):
    """ISO 31000 treatments."""

    AVOID = "avoid", "Avoid the risk"
    TAKE = "take", "Take the risk for an opportunity"
    REMOVE_SOURCE = "remove_source", "Remove the source"
    CHANGE_LIKELIHOOD = "change_likelihood", "Change the likelihood"
    CHANGE_CONSEQUENCE = "change_consequence", "Change the consequence"
    SHARE = "share", "Share the risk"
    RETAIN = "retain", "Retain by informed decision"


def _level(verbose_name: str, *, computed: bool = False) -> "models.CharField[str, str]":
    return models.CharField(verbose_name, max_length=2, choices=Level, editable=not computed, blank=computed)


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def public(self) -> "ScenarioQuerySet":
        """Scenarios of the assessments that anybody may read."""
        return self.filter(assessment__in=Assessment.objects.public())

    def seen_by(self, user: Reader) -> "ScenarioQuerySet":
        """Scenarios that this reader may see: staff those of every assessment."""
        return self.all() if sees_hidden(user) else self.public()


class Scenario(models.Model):
    """`initiation` and `adverse` give `likelihood` by table G-5, `likelihood` and `impact` give `level` by table I-2;
    the `residual_` fields are the same with the safeguards in place. `likelihood` and `level` are computed on write."""

    code = models.CharField(max_length=16, unique=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scenarios")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(help_text="Who does what to whom, by which weakness, with what effect.")
    description_html = models.TextField(editable=False, blank=True)
    threat_source = models.CharField(max_length=200, blank=True)
    clause = models.ForeignKey("norms.Clause", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provisions = models.ManyToManyField("norms.Provision", blank=True, related_name="+")
    initiation = _level("likelihood of initiation or occurrence")
    adverse = _level("likelihood of adverse impact")
    impact = _level("level of impact")
    likelihood = _level("overall likelihood", computed=True)
    level = _level("inherent risk", computed=True)
    residual_initiation = _level("likelihood of initiation, with safeguards")
    residual_adverse = _level("likelihood of adverse impact, with safeguards")
    residual_impact = _level("level of impact, with safeguards")
    residual_likelihood = _level("overall likelihood, with safeguards", computed=True)
    residual_level = _level("residual risk", computed=True)
    reasoning = models.TextField(blank=True, help_text="Why these levels, so that another person could come to them.")
    reasoning_html = models.TextField(editable=False, blank=True)
    treatment = models.CharField(max_length=18, choices=Treatment)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField("review date", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(treatment__in=Treatment.values), name="treatment_known"),
            models.CheckConstraint(
                condition=Q(level__in=Level.values, residual_level__in=Level.values), name="scenario_levels_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.assessment.get_absolute_url()}#{self.code}"


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
