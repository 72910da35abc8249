"""What corresponds to what in two lists. Never told by the codes alone: their characters mean different things."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.controls.models.control_list import ControlList


class Relation(models.TextChoices):
    """What the left paragraph is to the right one."""

    EQUAL = "equal", "controls the same as"
    BROADER = "broader", "controls more than"
    NARROWER = "narrower", "controls less than"
    NATIONAL_ONLY = "national_only", "has nothing like it in"

    @property
    def turned(self) -> "Relation":
        """What the right one is to the left one."""
        return {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}.get(self, self)


class CorrelationState(models.TextChoices):
    SUGGESTED = "suggested", "Suggested"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Rejected"


class CorrelationQuerySet(models.QuerySet["Correlation"]):
    def suggested(self) -> "CorrelationQuerySet":
        return self.filter(state=CorrelationState.SUGGESTED)

    def public(self) -> "CorrelationQuerySet":
        """Those that a person has confirmed."""
        return self.filter(state=CorrelationState.CONFIRMED)

    def seen_by(self, user: Reader) -> "CorrelationQuerySet":
        return self.all() if sees_hidden(user) else self.public()

    def touching(self, series: str, code: str) -> "CorrelationQuerySet":
        """Those of this paragraph of a list, in whichever edition, on either side."""
        left, right = Q(left_list__series=series, left_code=code), Q(right_list__series=series, right_code=code)
        return self.filter(left | right)


class Correlation(models.Model):
    """A paragraph of the left list and one of the right, in the editions that were compared; `right_code` is empty where the
    right list has nothing like the left paragraph. `relation` is empty while only their words were found alike. `source`
    says who has compared them; `likeness` is from 0 to 100, and empty where a person wrote it."""

    left_list = models.ForeignKey(ControlList, on_delete=models.PROTECT, related_name="+")
    left_code = models.CharField(max_length=60)
    right_list = models.ForeignKey(ControlList, on_delete=models.PROTECT, related_name="+")
    right_code = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=13, choices=Relation, blank=True)
    source = models.CharField(max_length=300, blank=True)
    likeness = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=9, choices=CorrelationState, default=CorrelationState.SUGGESTED)
    reason = models.TextField(blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = CorrelationQuerySet.as_manager()

    class Meta:
        ordering = ["left_list", "left_code", "right_list", "right_code"]
        indexes = [
            models.Index(fields=["left_code"], name="correlation_left"),
            models.Index(fields=["right_code"], name="correlation_right"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["left_list", "left_code", "right_list", "right_code"], name="correlation_once"),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values) | (Q(relation="") & ~Q(state=CorrelationState.CONFIRMED)),
                name="correlation_relation_known",
            ),
            models.CheckConstraint(condition=Q(state__in=CorrelationState.values), name="correlation_state_known"),
            models.CheckConstraint(
                condition=Q(relation=Relation.NATIONAL_ONLY, right_code="")
                | (~Q(relation=Relation.NATIONAL_ONLY) & ~Q(right_code="")),
                name="correlation_nothing_like_it",
            ),
            models.CheckConstraint(
                condition=Q(state=CorrelationState.SUGGESTED, decided_at=None, decided_by=None)
                | (~Q(state=CorrelationState.SUGGESTED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="correlation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrelationState.CONFIRMED) | ~Q(source=""), name="correlation_confirmed_has_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_code} {self.get_relation_display()} {self.right_code}".rstrip()
