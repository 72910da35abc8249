"""Who may read a restricted text: its named readers, what each has opened, and what must be kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_countries.fields import CountryField

from norms.models.norm import Revision
from normsite.foundation.controls.jurisdictions import EUROPEAN_UNION, MEMBERS_OF_THE_UNION, REGIME


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def standing(self) -> "RestrictionQuerySet":
        return self.filter(lifted_at=None)


class Restriction(models.Model):
    """That a text is for named readers alone: since when, why and by whose decision; how it ended. One stands at a time."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="restrictions")
    reason = models.TextField()
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.TextField(blank=True, default="", db_default="")

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["revision"], condition=Q(lifted_at=None), name="one_restriction_stands"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction of {self.revision}"


class Standing(models.TextChoices):
    """What the check against the sanctions lists comes to, for whether a named reader may read."""

    CLEAR = "clear", "May read"
    UNDECIDED = "undecided", "May not read until a person has decided on the names that look alike"
    BARRED = "barred", "May not read: stands on a sanctions list"


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def standing(self) -> "NamedReaderQuerySet":
        """Those that were not ended, whether or not they may read."""
        return self.filter(ended_at=None)

    def reading(self) -> "NamedReaderQuerySet":
        """Those who may read now."""
        return self.standing().filter(standing=Standing.CLEAR)


class NamedReader(models.Model):
    """One person who may read one restricted text, with the facts by which that was decided.

    `grounds` is why it may be released to somebody whose nationality or place lies in another jurisdiction than that of a
    control list in force (deemed export). Nationality and place are empty only for whoever restricted the text and has not
    given them yet.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="named_readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nationality = CountryField("nationality", blank=True)
    location = CountryField("where the person reads", blank=True)
    employer = models.CharField(max_length=160, blank=True)
    grounds = models.TextField("why it may be released abroad", blank=True)
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.CLEAR)
    named_at = models.DateTimeField(auto_now_add=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True, default="", db_default="")

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], condition=Q(ended_at=None), name="reader_named_once"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="reader_standing_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.revision}"

    @property
    def may_read(self) -> bool:
        return self.ended_at is None and self.standing == Standing.CLEAR

    @property
    def countries(self) -> frozenset[str]:
        """Those of nationality and place, as far as they are known."""
        return frozenset(code for code in (self.nationality.code, self.location.code) if code)

    def is_abroad(self, jurisdiction: str) -> bool:
        """Whether nationality or place lies in another jurisdiction; no country lies outside a regime."""
        if jurisdiction == REGIME:
            return False
        inside = MEMBERS_OF_THE_UNION if jurisdiction == EUROPEAN_UNION else frozenset({jurisdiction})
        return not self.countries <= inside


class Viewing(models.Model):
    """That a person was shown something of a restricted text: one row for each request, written before it is answered."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="viewings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    method = models.CharField(max_length=7)
    page = models.CharField(max_length=300)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["revision", "-at", "-id"], name="viewing_newest"),
            models.Index(fields=["at"], name="viewing_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.page}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self) -> "LegalHoldQuerySet":
        return self.filter(lifted_at=None)


class LegalHold(models.Model):
    """That nothing about the circulation of a text may be erased: who said so, why, since when. One stands at a time."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.TextField()
    set_at = models.DateTimeField(auto_now_add=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.TextField(blank=True, default="", db_default="")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(fields=["revision"], condition=Q(lifted_at=None), name="one_legal_hold_stands"),
        ]

    def __str__(self) -> str:
        return f"Legal hold on {self.revision}"
