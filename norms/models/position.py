"""What a national body says of a norm for its country: whether it adopts it, and where something else holds there."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from norms.models.clause import Clause
from norms.models.norm import Norm, Revision
from normsite.foundation.accounts.models import Organisation
from normsite.foundation.controls.jurisdictions import check_jurisdiction, jurisdiction_name


class Adoption(models.TextChoices):
    """The degrees of correspondence of ISO/IEC Guide 21-1, and that there is none."""

    IDENTICAL = "idt", "Identical (IDT)"
    MODIFIED = "mod", "Modified (MOD)"
    NOT_EQUIVALENT = "neq", "Not equivalent (NEQ)"
    NOT_ADOPTED = "not", "Not adopted"


class PositionQuerySet(models.QuerySet["Position"]):
    def drafts(self) -> "PositionQuerySet":
        """What its body alone may see."""
        return self.filter(published_at=None)

    def public(self) -> "PositionQuerySet":
        """What a body has published about a text that anybody may read now."""
        return self.filter(published_at__isnull=False, revision__in=Revision.objects.released())

    def current(self) -> "PositionQuerySet":
        """Of those that anybody may read, the last of each body on each norm."""
        return self.public().order_by("norm_id", "body_id", "-number").distinct("norm_id", "body_id")


class Position(models.Model):
    """One version of the position of one national body on one norm. A draft is written in; a published one stays as it is, and
    stays readable when the next follows."""

    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="positions")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    jurisdiction = models.CharField(max_length=3, validators=[check_jurisdiction])
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    adoption = models.CharField(max_length=3, choices=Adoption)
    designation = models.CharField(max_length=60, blank=True, help_text="How the norm is called there, for example NX 4021.")
    statement = models.TextField("in its own words", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["norm", "jurisdiction", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["norm", "body", "number"], name="position_numbered_once"),
            models.UniqueConstraint(fields=["norm", "body"], condition=Q(published_at=None), name="one_draft_of_a_position"),
            models.CheckConstraint(condition=Q(adoption__in=Adoption.values), name="adoption_known"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None) | Q(published_at__isnull=False, published_by__isnull=False),
                name="position_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_name}: {self.get_adoption_display()}"

    def get_absolute_url(self) -> str:
        """Beside those of other countries, on the page of the norm's positions."""
        return f"{self.norm.get_absolute_url()}positions/#position-{self.body_id}"

    @property
    def jurisdiction_name(self) -> str:
        return jurisdiction_name(self.jurisdiction)

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class CarveOutQuerySet(models.QuerySet["CarveOut"]):
    def on(self, day: date) -> "CarveOutQuerySet":
        """Those that stand on that day: from the first to the last, both included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def next_turn(self) -> datetime | None:
        """The next midnight at which one that anybody may read begins or has ended; None where none will."""
        today = timezone.localdate()
        public = self.filter(position__in=Position.objects.public())
        starts = public.filter(starts_on__gt=today).order_by("starts_on").values_list("starts_on", flat=True).first()
        ends = public.filter(ends_on__gte=today).order_by("ends_on").values_list("ends_on", flat=True).first()
        turns = [day for day in (starts, ends and ends + timedelta(days=1)) if day]
        return timezone.make_aware(datetime.combine(min(turns), time.min)) if turns else None


class CarveOut(models.Model):
    """A clause that doesn't hold as it is written in one jurisdiction: why, on which legal basis, from when until when."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="carve_outs")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=600)
    legal_basis = models.CharField("legal basis", max_length=300)
    source = models.URLField("address of the legal basis", max_length=400)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    objects = CarveOutQuerySet.as_manager()

    class Meta:
        ordering = ["clause__order", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["position", "clause", "legal_basis", "starts_on"], name="carve_out_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="carve_out_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.legal_basis}"

    def stands_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
