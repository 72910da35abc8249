"""What is done about a scenario, and why that is not too much."""

from django.db import models
from django.db.models import Q

from normsite.foundation.accounts.access import Reader
from riskreviews.models.assessment import Assessment
from riskreviews.models.scenario import Scenario


class Tier(models.TextChoices):
    T0 = "T0", "T0 Open"
    T1 = "T1", "T1 Notice"
    T2 = "T2", "T2 Extra testing"
    T3 = "T3", "T3 Third-party assessment"
    T4 = "T4", "T4 Licence-linked"


class SafeguardQuerySet(models.QuerySet["Safeguard"]):
    def public(self) -> "SafeguardQuerySet":
        """Safeguards of the assessments that anybody may read."""
        return self.filter(assessment__in=Assessment.objects.public())

    def seen_by(self, user: Reader) -> "SafeguardQuerySet":
        """Safeguards of the assessments that this reader may see."""
        return self.filter(assessment__in=Assessment.objects.seen_by(user))


class Safeguard(models.Model):
    """Above T1 a safeguard needs its proportionality record, a review date and a declassification trigger."""

    code = models.CharField(max_length=16, unique=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="safeguards")
    scenarios = models.ManyToManyField(Scenario, related_name="safeguards")
    provision = models.ForeignKey("norms.Provision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    description = models.TextField()
    description_html = models.TextField(editable=False, blank=True)
    tier = models.CharField(max_length=2, choices=Tier)
    legitimate_aim = models.TextField(blank=True)
    suitable = models.TextField("why it is suitable", blank=True)
    necessary = models.TextField("why nothing less restrictive would do", blank=True)
    proportionate = models.TextField("why the gain outweighs the burden", blank=True)
    alternative = models.TextField("a less restrictive alternative, and why it fails", blank=True)
    review_on = models.DateField("review date", null=True, blank=True)
    declassification_trigger = models.CharField("what would lift it", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SafeguardQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="tier_known"),
            models.CheckConstraint(
                condition=Q(tier__in=["T0", "T1"])
                | (
                    Q(review_on__isnull=False)
                    & ~Q(declassification_trigger="")
                    & ~Q(legitimate_aim="")
                    & ~Q(suitable="")
                    & ~Q(necessary="")
                    & ~Q(proportionate="")
                    & ~Q(alternative="")
                ),
                name="above_t1_is_justified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.assessment.get_absolute_url()}#{self.code}"
