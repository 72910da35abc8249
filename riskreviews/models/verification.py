"""Results that were computed again, and whether they came out equal."""

from django.db import models
from django.db.models import Q

from riskreviews.models.assessment import Assessment


class VerificationState(models.TextChoices):
    QUEUED = "queued", "Waits for its turn"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class VerificationQuerySet(models.QuerySet["Verification"]):
    def unfinished(self) -> "VerificationQuerySet":
        """Those that a worker has to see to."""
        return self.filter(state=VerificationState.QUEUED)

    def done(self) -> "VerificationQuerySet":
        """The newest first."""
        return self.filter(state=VerificationState.DONE).order_by("-ended_at")


class Verification(models.Model):
    """All results of an assessment computed once more. `lines` are what was computed, one for each result, as
    `queries.Recomputed` has it; `is_equal` says whether every number was the same."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="verifications")
    state = models.CharField(max_length=6, choices=VerificationState, default=VerificationState.QUEUED)
    is_equal = models.BooleanField(default=False)
    lines = models.JSONField(default=list)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment"], condition=Q(state="queued"), name="one_verification_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=VerificationState.values), name="verification_state_known"),
            models.CheckConstraint(
                condition=Q(state="queued", ended_at=None) | (~Q(state="queued") & Q(ended_at__isnull=False)),
                name="ended_verification_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"Verification of {self.assessment.code}"
