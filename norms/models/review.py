"""That a published norm is looked at again: why, since when, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from norms.models.norm import Norm
from normsite.foundation.accounts.access import Reader


class ReviewOutcome(models.TextChoices):
    """What a review may come to; the words of stage 90 (docs/domain.md, section 2)."""

    CONFIRM = "confirm", "Confirmed as it stands"
    REVISE = "revise", "To be revised"
    WITHDRAW = "withdraw", "To be withdrawn"


class NormReviewQuerySet(models.QuerySet["NormReview"]):
    def open(self) -> "NormReviewQuerySet":
        return self.filter(outcome="")

    def public(self) -> "NormReviewQuerySet":
        """Reviews of norms of which anybody may read a text."""
        return self.filter(norm__in=Norm.objects.public())

    def seen_by(self, user: Reader) -> "NormReviewQuerySet":
        return self.filter(norm__in=Norm.objects.seen_by(user))


class NormReview(models.Model):
    """One look at a norm that something called for. The stage of the norm is another matter, and moved by itself.

    `because` is why, in a sentence of the site's; `cause` is the public code of what called for it and `cause_title` what that
    is called. Concluded, it never changes.
    """

    code = models.CharField(max_length=16, unique=True)
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="reviews")
    cause = models.CharField(max_length=16)
    cause_title = models.CharField(max_length=200)
    because = models.TextField()
    opened_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=8, choices=ReviewOutcome, blank=True)
    reason = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, editable=False)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = NormReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["", *ReviewOutcome.values]), name="review_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="", reason="", concluded_at=None, concluded_by=None)
                | (~Q(outcome="") & ~Q(reason="") & Q(concluded_at__isnull=False, concluded_by__isnull=False)),
                name="concluded_review_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: review of {self.norm.code}"

    def get_absolute_url(self) -> str:
        """Among the reviews on the page of its norm."""
        return f"{reverse('norm', args=[self.norm.code])}#{self.code}"

    @property
    def is_open(self) -> bool:
        return not self.outcome
