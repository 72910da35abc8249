"""What is withheld, and every decision on it. The words themselves stay where they stand; here are only facts for everybody."""

from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from normsite.foundation.withholding.vocabulary import MOST_DAYS, SENTENCES, Act, Basis, Kind, Part

MOST = F("decided_on") + timedelta(days=MOST_DAYS)


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    def standing(self) -> "WithholdingQuerySet":
        """What is withheld now, also after the day on which it should have been looked at."""
        return self.filter(lifted_at=None, ended_at=None)

    def of(self, kinds: Collection[Kind], abouts: Collection[str]) -> "WithholdingQuerySet":
        """What is or was withheld of these kinds, in what bears these codes."""
        return self.filter(kind__in=kinds, about__in=abouts)

    def of_part(self, part: Part) -> "WithholdingQuerySet":
        return self.filter(kind=part.kind, about=part.about, place=part.place)

    def come_due(self, today: date) -> "WithholdingQuerySet":
        """Those whose day has come, and for which nobody was asked to look yet."""
        return self.standing().filter(until__lte=today, task_opened_on=None)

    def become_overdue(self, today: date) -> "WithholdingQuerySet":
        """Those whose day is over, of which the public gap doesn't say so yet."""
        return self.standing().filter(until__lt=today, overdue_since=None)

    def to_look_at(self) -> "WithholdingQuerySet":
        """Those with an open task."""
        return self.standing().exclude(task_opened_on=None)


class Withholding(models.Model):
    """One part of the record that is withheld, or was.

    `decided_on` and `authorised_by` are of the decision that stands, `since` of the first. `length` counts characters, of a
    file bytes. `fingerprint` is the SHA-256 of the words that were looked at, never shown: words that were changed since are
    withheld too, and have to be authorised anew. By `keys`, digests that are never shown either, all words that were ever
    withheld by it are known again (`again`). `task_opened_on` and `overdue_since` are written by the clock. `ended_at` is
    when what was withheld was withdrawn or taken out of the record, without having become public.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(max_length=32)
    place = models.CharField(max_length=100, blank=True)
    since_revision = models.PositiveIntegerField(default=0, db_default=0)
    norm = models.CharField("code of the norm", max_length=16, blank=True)
    basis = models.CharField("ground", max_length=14, choices=Basis)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    decided_on = models.DateField()
    until = models.DateField("looked at again by")
    authorised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    length = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64, blank=True)
    keys = ArrayField(models.CharField(max_length=64), default=list, db_default=[], blank=True)
    task_opened_on = models.DateField(null=True)
    overdue_since = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField("why it is public now", max_length=300, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [
            models.Index(fields=["about", "kind"], name="withheld_by_code"),
            models.Index(fields=["norm"], name="withheld_by_norm"),
            models.Index(fields=["until"], condition=Q(lifted_at=None, ended_at=None), name="withheld_until"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "place"],
                condition=Q(lifted_at=None, ended_at=None),
                name="withheld_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="withheld_kind_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="withheld_basis_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="withheld_says_why_publicly"),
            models.CheckConstraint(condition=Q(until__gt=F("decided_on"), until__lte=MOST), name="withheld_never_for_good"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="lifted_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("withheld:detail", args=[self.code])

    @property
    def part(self) -> Part:
        return Part(Kind(self.kind), self.about, self.place, self.since_revision)

    @property
    def stands(self) -> bool:
        return self.lifted_at is None and self.ended_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether the day until which it should have been looked at is over."""
        return self.stands and self.until < timezone.localdate()

    @property
    def ground(self) -> str:
        """What its category of legal basis means."""
        return SENTENCES[Basis(self.basis)]

    @property
    def measure(self) -> str:
        """How long the text is, or how large the file."""
        return f"{self.length:,} {'byte' if self.kind == Kind.ATTACHMENT else 'character'}{'' if self.length == 1 else 's'}"


class Decision(models.Model):
    """One decision on something withheld: who, on what ground, why, until when. Never changed, and public for ever."""

    withholding = models.ForeignKey(Withholding, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=14, choices=Basis)
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="decision_act_known"),
            models.CheckConstraint(
                condition=Q(act="lifted", until=None) | (~Q(act="lifted") & Q(until__isnull=False)), name="decision_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.withholding.code}: {self.get_act_display()}"
