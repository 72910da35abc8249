"""The tables by which tiers are given: each version stands for ever, the newest is in force."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from riskreviews.tiering import FIRST, FIRST_REASON, Cell, Rows, read


class TierTableQuerySet(models.QuerySet["TierTable"]):
    def in_force(self) -> "TierTable":
        """The newest version. The first comes with the software, also where a database was emptied."""
        return self.order_by("-version").first() or self._first()

    def _first(self) -> "TierTable":
        facts = {"rows": dict(FIRST), "reason": FIRST_REASON, "in_force_from": timezone.now()}
        return self.get_or_create(version=1, defaults=facts)[0]


class TierTable(models.Model):
    """`rows` holds the tiers from the lowest risk to the highest, by governability and reach (`tiering.Rows`). No version is
    ever changed or taken away: the database refuses it."""

    version = models.PositiveIntegerField(unique=True)
    rows = models.JSONField()
    reason = models.TextField("why it is so")
    in_force_from = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TierTableQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"table {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("riskreviews:tiers", args=[self.version])

    @property
    def typed_rows(self) -> Rows:
        return dict(self.rows)

    def read(self, risk: str, governability: str, reach: str) -> Cell | None:
        """The cell for these codes; None where one is missing."""
        return read(self.typed_rows, risk, governability, reach)

    def sentence(self, cell: Cell, tier: str = "") -> str:
        """Why a tier follows: "Risk high without safeguards, governability low, reach listed: T3 by table 1, cell …"; and that
        it has another `tier` where it has."""
        said = f"{cell.judged[0].upper()}{cell.judged[1:]}: {cell.tier} by {self}, cell {cell.address}."
        return said if tier in ("", cell.tier) else f"{said} It has {tier} all the same."
