"""A risk assessment of one revision, and what peers say of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from norms.models import Revision
from normsite.foundation.accounts.access import Reader, sees_hidden
from riskreviews.methods import METHODS, USUAL, Method


class AssessmentState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In peer review"
    AGREED = "agreed", "Agreed"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def for_revision(self, revision: Revision) -> "AssessmentQuerySet":
        return self.filter(revision=revision)

    def agreed(self) -> "AssessmentQuerySet":
        return self.filter(state=AssessmentState.AGREED)

    def public(self) -> "AssessmentQuerySet":
        """Agreed assessments of revisions that anybody may read."""
        return self.agreed().filter(revision__released_at__lte=timezone.now())

    def standing(self) -> "AssessmentQuerySet":
        """Those that were published with the newest released text of each norm."""
        return self.public().filter(published_at__isnull=False, revision__in=Revision.objects.released().newest())

    def seen_by(self, user: Reader) -> "AssessmentQuerySet":
        """Assessments that this reader may see: staff also those that are not agreed, of every text that they may read."""
        return self.filter(revision__in=Revision.objects.seen_by(user)) if sees_hidden(user) else self.public()


class Assessment(models.Model):
    """Scenarios about one revision, weighed by one method. Agreed means that a peer agreed; it doesn't change while it is.

    `writers` are all who have written in it, the author among them: none of them may be the peer. `agreed_fingerprint` is the
    fingerprint of the words it was agreed on: a draft may change after that. `published_at` is when it went out with its
    text; from then on it can't be returned to draft.
    """

    code = models.CharField(max_length=16, unique=True)
    revision = models.ForeignKey("norms.Revision", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=24, default=USUAL)
    scope = models.TextField(help_text="What is looked at, for whom, over which time, and what is left out.")
    scope_html = models.TextField(editable=False, blank=True)
    state = models.CharField(max_length=9, choices=AssessmentState, default=AssessmentState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    agreed_at = models.DateTimeField(null=True, editable=False)
    agreed_fingerprint = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False, db_column="agreed_text"
    )
    published_at = models.DateTimeField(null=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AssessmentState.values), name="assessment_state_known"),
            models.CheckConstraint(
                condition=Q(state="agreed", agreed_at__isnull=False) | (~Q(state="agreed") & Q(agreed_at=None)),
                name="agreed_has_instant",
            ),
            models.CheckConstraint(condition=Q(agreed_fingerprint="") | Q(state="agreed"), name="only_agreed_has_text"),
            models.CheckConstraint(condition=Q(published_at=None) | Q(state="agreed"), name="only_agreed_is_published"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("riskreviews:detail", args=[self.code])

    @property
    def risk_method(self) -> Method:
        """How the scenarios are weighed: the method that `method` names."""
        return METHODS[self.method]


class Verdict(models.TextChoices):
    AGREE = "agree", "Agree"
    AGREE_WITH_REMARKS = "agree_with_remarks", "Agree, with remarks"
    DISAGREE = "disagree", "Disagree: changes needed"


class PeerReview(models.Model):
    """One person, other than the author, asked for a judgement of an assessment. Given once; a new round asks anew."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="peer_reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=18, choices=Verdict, blank=True)
    text = models.TextField(blank=True)
    text_html = models.TextField(editable=False, blank=True)
    given_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["round", "requested_at"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "reviewer", "round"], name="reviewer_once_in_round"),
            models.CheckConstraint(
                condition=Q(verdict="", given_at=None) | (Q(given_at__isnull=False) & ~Q(verdict="")),
                name="verdict_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.code}: {self.reviewer}"
