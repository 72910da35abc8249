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


class Relation(models.TextChoices):
    """What a provision does for an obligation, as `docs/domain.md` §2 defines each."""

    IMPLEMENTS = "implements", "Implements"
    SUPPORTS = "supports", "Supports"
    LIMITS = "limits", "Limits"
    CONFLICTS = "conflicts", "Conflicts with"


class Obligation(models.Model):
    """A fundamental obligation in one sentence of our own, with the official text and who compared the two.

    `edition` says with what the sentence was compared, `as_of` its date or the day on which it was read. While nobody has
    compared them, `compared_on` is empty, and the public is shown where to read the obligation but not our sentence.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=ObligationKind)
    instrument = models.CharField(max_length=160)
    reference = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=240)
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    address = models.URLField("address of the official text", max_length=400, blank=True, default="", db_default="")
    edition = models.CharField("edition compared", max_length=200, blank=True, default="", db_default="")
    as_of = models.DateField()
    compared_on = models.DateField("compared on", null=True)
    compared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["instrument", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "reference"], name="obligation_listed_once"),
            models.CheckConstraint(condition=Q(kind__in=ObligationKind.values), name="obligation_kind_known"),
            models.CheckConstraint(
                condition=Q(compared_on=None, compared_by=None) | (Q(compared_on__isnull=False) & ~Q(edition="")),
                name="comparison_names_its_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.reference}".strip()

    def get_absolute_url(self) -> str:
        return reverse("obligation", args=[self.code])

    @property
    def is_compared(self) -> bool:
        return self.compared_on is not None


class ObligationLink(models.Model):
    """What a provision does for an obligation; the note gives the reason."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="obligation_links")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="provision_links")
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.SUPPORTS, db_default=Relation.SUPPORTS)
    note = models.CharField("reason", max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["obligation__instrument", "obligation__reference"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "obligation"], name="obligation_linked_once"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="relation_known"),
        ]

    def __str__(self) -> str:
        return f"{self.provision.code} {self.verb} {self.obligation}"

    @property
    def verb(self) -> str:
        """The relation as it stands within a sentence."""
        return self.get_relation_display().lower()
