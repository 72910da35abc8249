"""Whom a norm binds, and in which cases: what a small firm asks first."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from norms.models.norm import Norm


class ApplicabilityKind(models.TextChoices):
    ADDRESSEE = "addressee", "Addressee"
    CASE = "case", "Case"


class Applicability(models.Model):
    """One addressee of a norm ("Workshops that print parts"), or one case that it tells from others ("Parts of class 3").

    Staff may know it before a text of the norm is public. The public reads it where a public safeguard is said to apply to it,
    and nowhere else.
    """

    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="applicabilities")
    kind = models.CharField(max_length=9, choices=ApplicabilityKind)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["norm", "kind", "id"]
        constraints = [
            models.UniqueConstraint("norm", "kind", Lower("name"), name="applicability_named_once"),
            models.CheckConstraint(condition=Q(kind__in=ApplicabilityKind.values), name="applicability_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
