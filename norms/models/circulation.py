"""Whether a text may go out: what was decided about it under each control list."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from norms.models.norm import Revision


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def standing(self, day: date | None = None) -> "ClearanceQuerySet":
        """Those that were not taken back, and whose own day is not over on that one, else today."""
        return self.filter(withdrawn_at=None, until__gte=day or timezone.localdate())


class Clearance(models.Model):
    """That these words may be made public as far as one edition of one control list goes, until a day.

    It counts for the words with this `fingerprint` alone, and while this edition is in force. `grounds` says on what it rests,
    for people: the screening by its code, or the reply of an authority by its number.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="clearances")
    control_list = models.ForeignKey("controls.ControlList", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    grounds = models.CharField(max_length=300)
    until = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.revision}: {self.grounds}"
