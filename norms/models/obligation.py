"""What binds us from outside, and which provision serves it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from norms.models.provision import Provision


class ObligationKind(models.TextChoices):
    RESOLUTION = "resolution", "Security Council resolution"
    TREATY = "treaty", "Treaty"
    REGIME = "regime", "Export-control regime"
    LAW = "law", "Law or regulation"
    TRADE = "trade", "Trade agreement"
    POLICY = "policy", "Policy of the standards body"


class Obligation(models.Model):
    """A fundamental obligation, paraphrased, with its source and the day on which that was read.

    `verified` is false while the words were not compared with the source.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=ObligationKind)
    instrument = models.CharField(max_length=160)
    reference = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=240)
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    as_of = models.DateField()
    verified = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["instrument", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "reference"], name="obligation_listed_once"),
            models.CheckConstraint(condition=Q(kind__in=ObligationKind.values), name="obligation_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.reference}".strip()

    def get_absolute_url(self) -> str:
        return reverse("obligation", args=[self.code])


class ObligationLink(models.Model):
    """A provision serves an obligation; the note says how."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="obligation_links")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="provision_links")
    note = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["obligation__instrument", "obligation__reference"]
        constraints = [models.UniqueConstraint(fields=["provision", "obligation"], name="obligation_linked_once")]

    def __str__(self) -> str:
        return f"{self.provision.code} serves {self.obligation}"
