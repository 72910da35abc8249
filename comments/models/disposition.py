"""The answer to a comment: three independent facts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comments.models.comment import Comment
from comments.models.impartial import APPROVED_BY_A_SECOND_PERSON


class Outcome(models.TextChoices):
    """Ours."""

    ACCEPTED = "accepted", "Accepted"
    ACCEPTED_WITH_MODIFICATIONS = "accepted_mod", "Accepted with modifications"
    PARTIALLY_ACCEPTED = "partial", "Partially accepted"
    REJECTED = "rejected", "Rejected"
    NOTED = "noted", "Noted"
    OUT_OF_SCOPE = "out_of_scope", "Out of scope"
    DUPLICATE = "duplicate", "Duplicate"
    DEFERRED = "deferred", "Deferred"
    WITHDRAWN = "withdrawn", "Withdrawn"


NO_REASON_NEEDED = frozenset({Outcome.ACCEPTED, Outcome.WITHDRAWN})


class Reaction(models.TextChoices):
    """The commenter's."""

    NO_RESPONSE = "no_response", "No response"
    SATISFIED = "satisfied", "Satisfied"
    OBJECTS = "objects", "Objects"


class Effect(models.TextChoices):
    """The text's."""

    NONE = "none", "No change"
    EDITORIAL = "editorial", "Editorial change"
    SUBSTANTIVE = "substantive", "Substantive change"


def why_reason(outcome: str, effect: str) -> str:
    """Why an answer with this outcome and effect needs a reason, as the beginning of a sentence; empty where it needs none.

    Whoever is told "accepted" expects that the text changes.
    """
    label = Outcome(outcome).label
    if outcome == Outcome.ACCEPTED:
        return f"“{label}” without a change of the text" if effect == Effect.NONE else ""
    return "" if outcome in NO_REASON_NEEDED else f"“{label}”"


class Disposition(models.Model):
    """What was decided on a comment, why, with which effect; approved by a second person; answered by the commenter."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="disposition")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField(blank=True)
    effect = models.CharField("effect on the text", max_length=11, choices=Effect, default=Effect.NONE)
    reaction = models.CharField(max_length=11, choices=Reaction, default=Reaction.NO_RESPONSE)
    reaction_text = models.TextField(blank=True)
    reacted_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    remark = models.TextField("why the approver returned it", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["comment"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["accepted", "withdrawn"]) | ~Q(reason=""), name="disposition_gives_reason"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & APPROVED_BY_A_SECOND_PERSON),
                name="approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment.code}: {self.get_outcome_display()}"
