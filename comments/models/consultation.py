"""A public comment period on one frozen revision."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from norms.models import Norm, Revision

WEEK, NEWS = timedelta(days=7), timedelta(days=30)
DEFAULT_DAYS = 60  # of 24 hours: WTO TBT Annex 3 L


class Phase(models.TextChoices):
    """Where a consultation is, computed from its instants; never stored."""

    ANNOUNCED = "announced", "Announced"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed, being answered"
    CONCLUDED = "concluded", "Concluded"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def for_revision(self, revision: Revision) -> "ConsultationQuerySet":
        return self.filter(revision=revision)

    def for_norm(self, norm: Norm) -> "ConsultationQuerySet":
        return self.filter(revision__norm=norm)

    def open(self) -> "ConsultationQuerySet":
        now = timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def announced(self) -> "ConsultationQuerySet":
        return self.filter(opens_at__gt=timezone.now())

    def opening_soon(self) -> "ConsultationQuerySet":
        """Those that the clock opens within an hour."""
        return self.announced().filter(opens_at__lte=timezone.now() + timedelta(hours=1))

    def closed(self) -> "ConsultationQuerySet":
        return self.filter(closes_at__lte=timezone.now(), concluded_at=None)

    def running(self) -> "ConsultationQuerySet":
        """Announced or open."""
        return self.filter(closes_at__gt=timezone.now())

    def next_turn(self) -> datetime | None:
        """The next instant at which the clock alone opens or closes a consultation, or lets anybody read a text."""
        now = timezone.now()
        opening = self.filter(opens_at__gt=now).order_by().values_list("opens_at")
        closing = self.filter(closes_at__gt=now).order_by().values_list("closes_at")
        turns = opening.union(closing, Revision.objects.coming().order_by().values_list("released_at")).order_by("opens_at")
        first = turns.first()
        return first[0] if first else None

    def lately_turned(self) -> "ConsultationQuerySet":
        """Those not answered yet that the clock has opened or closed within a month, or closes within a week: longer ago is no
        news, even if nobody could tell of it then."""
        now = timezone.now()
        near = Q(opens_at__gt=now - NEWS) | Q(closes_at__gt=now - NEWS, closes_at__lte=now + WEEK)
        return self.filter(near, opens_at__lte=now, concluded_at=None)

    def concluded(self) -> "ConsultationQuerySet":
        return self.filter(concluded_at__isnull=False)


class Consultation(models.Model):
    """Open in the half-open span [opens_at, closes_at); concluded when its dispositions are published."""

    code = models.CharField(max_length=16, unique=True)
    revision = models.ForeignKey("norms.Revision", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    asks = models.TextField("what we ask", help_text="Why comments are sought, and on what above all.")
    asks_html = models.TextField(editable=False, blank=True)
    opens_at = models.DateTimeField("opens")
    closes_at = models.DateTimeField("closes")
    anonymous_allowed = models.BooleanField("anonymous comments are allowed", default=True)
    replies_allowed = models.BooleanField("replies and support are taken", default=False, db_default=False)
    short_reason = models.TextField(
        f"reason for a period shorter than {DEFAULT_DAYS} days", blank=True, help_text="Published with the consultation."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(concluded_at=None) | Q(concluded_at__gte=F("closes_at")), name="concluded_after_closing"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("comments:consultation", args=[self.code])

    def phase_at(self, instant: datetime) -> Phase:
        if self.concluded_at is not None and self.concluded_at <= instant:
            return Phase.CONCLUDED
        if instant < self.opens_at:
            return Phase.ANNOUNCED
        return Phase.OPEN if instant < self.closes_at else Phase.CLOSED

    @property
    def phase(self) -> Phase:
        return self.phase_at(timezone.now())

    @property
    def is_open(self) -> bool:
        return self.phase == Phase.OPEN


class Extension(models.Model):
    """One change of the deadline, published with its reason."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="extensions")
    closed_before = models.DateTimeField("earlier deadline")
    closes_now = models.DateTimeField("new deadline")
    reason = models.TextField(help_text="Published with the consultation.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_now__gt=F("closed_before")), name="extension_is_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_gives_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation.code} until {self.closes_now:%Y-%m-%d %H:%M}"
