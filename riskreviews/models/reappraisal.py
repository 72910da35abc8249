"""That a published safeguard has to be looked at again: what made it due, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from normsite.foundation.accounts.access import Reader
from riskreviews.models.indicator import Crossing
from riskreviews.models.safeguard import Safeguard


class Cause(models.TextChoices):
    """Why it is due."""

    REVIEW = "review", "Its review date came"
    DATE = "date", "The day came on which it should be lifted"
    EVENT = "event", "What would lift it has happened"
    INDICATOR = "indicator", "An indicator crossed what would lift it"


class Outcome(models.TextChoices):
    """What was decided."""

    KEEP = "keep", "Kept as it is"
    LIFT = "lift", "Lifted with the next text"
    CHANGE = "change", "Changed with the next text"


class ReappraisalQuerySet(models.QuerySet["Reappraisal"]):
    def open(self) -> "ReappraisalQuerySet":
        """Those of which nobody has said yet what comes of them."""
        return self.filter(outcome="")

    def seen_by(self, user: Reader) -> "ReappraisalQuerySet":
        """Those of the safeguards that this reader may see."""
        return self.filter(safeguard__in=Safeguard.objects.seen_by(user))


class Reappraisal(models.Model):
    """Once for each safeguard and what has come: a day of its own, an event in the words that were noted, a crossing of an
    indicator. Answered once, with a reason, and `next_on` where it is kept."""

    safeguard = models.ForeignKey(Safeguard, on_delete=models.PROTECT, related_name="reappraisals")
    cause = models.CharField(max_length=9, choices=Cause)
    due_on = models.DateField()
    what = models.CharField("what has happened", max_length=300, blank=True)
    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    reason = models.TextField(blank=True)
    next_on = models.DateField("looked at again on", null=True, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReappraisalQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["safeguard", "cause", "due_on", "what"], condition=Q(crossing=None), name="reappraisal_once"
            ),
            models.UniqueConstraint(fields=["safeguard", "crossing"], name="reappraisal_once_for_a_crossing"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="reappraisal_cause_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="reappraisal_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None)
                | (~Q(outcome="") & ~Q(reason="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="reappraisal_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.safeguard.code}: {self.get_cause_display()}, {self.due_on}"
