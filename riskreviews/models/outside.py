"""What somebody outside the body says of an assessment: invited by name, by a private link, with declared interests."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from riskreviews.models.assessment import Assessment

LASTS = timedelta(days=42)
LONGEST_LASTS = timedelta(days=180)
NOBODY_NAMED = "An outside reviewer, name withheld"

QUESTIONS = (
    "Are the scenarios the ones that matter, and is one missing?",
    "Can the levels be come to from the evidence and the reasoning that is given?",
    "Does each safeguard answer its scenario, and would something less restrictive do?",
    "What would you look at again, and when?",
)
"""Asked of every outside reviewer; whoever asks may add questions."""


class OutsideVerdict(models.TextChoices):
    READY = "ready", "Ready"
    NITS = "nits", "Ready, with nits"
    ISSUES = "issues", "Ready, with issues"
    NOT_READY = "not_ready", "Not ready"


class WithheldBecause(models.TextChoices):
    """Why a reviewer's name may be withheld; the public page names the category."""

    EMPLOYER = "employer", "the employer does not allow it"
    SAFETY = "safety", "personal safety"
    REPRISALS = "reprisals", "fear of reprisals"
    CONFIDENTIALITY = "confidentiality", "a duty of confidentiality"


class OutsideReviewQuerySet(models.QuerySet["OutsideReview"]):
    def standing(self) -> "OutsideReviewQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def given(self) -> "OutsideReviewQuerySet":
        return self.exclude(given_at=None)


class OutsideReview(models.Model):
    """One person outside the body, asked for a judgement of an assessment, and what they gave. Given once, it never changes.

    `name`, `affiliation` and `email` are who was asked. What may be shown is `public_name` and `public_affiliation` alone: a
    reviewer may withhold the name, with a category of reasons, and then it is shown to nobody. We keep only the hash of the
    link's secret. `questions` are those that were asked, `answers` what was said to each, in their order, and
    `version` counts how often that was kept. `last_taken_out` is
    the highest number of a point that was taken out (0: none): no number is given twice. `fingerprint` is that of the words
    of the text when it was given.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="outside_reviews")
    name = models.CharField(max_length=120)
    affiliation = models.CharField(max_length=160)
    email = models.EmailField()
    questions = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, editable=False)
    interests = models.TextField("declared interests", blank=True)
    has_interests = models.BooleanField(null=True)
    declared_at = models.DateTimeField(null=True, editable=False)
    answers = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    last_taken_out = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    verdict = models.CharField(max_length=9, choices=OutsideVerdict, blank=True)
    withheld = models.CharField("why the name is withheld", max_length=15, choices=WithheldBecause, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    assessment_fingerprint = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    given_at = models.DateTimeField(null=True, editable=False)

    objects = OutsideReviewQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["", *OutsideVerdict.values]), name="outside_verdict_known"),
            models.CheckConstraint(condition=Q(withheld__in=["", *WithheldBecause.values]), name="withheld_because_known"),
            models.CheckConstraint(
                condition=Q(given_at=None, verdict="", withheld="")
                | (Q(given_at__isnull=False, declared_at__isnull=False) & ~Q(verdict="")),
                name="given_after_interests",
            ),
            models.CheckConstraint(
                condition=Q(declared_at=None, has_interests=None, interests="")
                | Q(declared_at__isnull=False, has_interests=False, interests="")
                | (Q(declared_at__isnull=False, has_interests=True) & ~Q(interests="")),
                name="interests_said_or_none",
            ),
            models.CheckConstraint(condition=Q(taken_back_at=None) | Q(given_at=None), name="given_is_not_taken_back"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.code}: {self.public_name}"

    @property
    def is_open(self) -> bool:
        """Whether its link opens something now."""
        return self.taken_back_at is None and self.expires_at > timezone.now()

    @property
    def ended_at(self) -> datetime:
        """When its link ended, or ends."""
        return self.taken_back_at or self.expires_at

    @property
    def public_name(self) -> str:
        """As whoever may read the review reads it."""
        return f"{NOBODY_NAMED}: {self.get_withheld_display()}" if self.withheld else self.name

    @property
    def public_affiliation(self) -> str:
        return "" if self.withheld else self.affiliation

    @property
    def public_interests(self) -> str:
        return self.interests or "None declared."

    @property
    def answered(self) -> list[tuple[str, str]]:
        """Each question with what was said to it; empty where nothing was."""
        return list(zip(self.questions, [*self.answers, *[""] * len(self.questions)], strict=False))


class Severity(models.TextChoices):
    NIT = "nit", "Nit"
    ISSUE = "issue", "Issue"


class PointAnswer(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Partly accepted"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


class OutsidePointQuerySet(models.QuerySet["OutsidePoint"]):
    def open(self) -> "OutsidePointQuerySet":
        """Of reviews that were given, those that nobody has answered."""
        return self.filter(answer="", review__given_at__isnull=False)


class OutsidePoint(models.Model):
    """One thing that an outside reviewer would have different, and what an analyst says to it: answered once."""

    review = models.ForeignKey(OutsideReview, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=5, choices=Severity)
    clause = models.ForeignKey("norms.Clause", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("what should be different")
    answer = models.CharField(max_length=12, choices=PointAnswer, blank=True)
    answer_text = models.TextField("what is said to it", blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = OutsidePointQuerySet.as_manager()

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="point_numbered_once"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="severity_known"),
            models.CheckConstraint(condition=Q(answer__in=["", *PointAnswer.values]), name="point_answer_known"),
            models.CheckConstraint(
                condition=Q(answer="", answer_text="", answered_at=None, answered_by=None)
                | (~Q(answer="") & ~Q(answer_text="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_point_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()} {self.number}"
