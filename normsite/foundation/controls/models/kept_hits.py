"""What was found in some words, kept so that they are looked through once."""

from django.db import models

from normsite.foundation.controls.models.control_list import ControlList


class KeptHits(models.Model):
    """The hits of one list in words with this `digest` (SHA-256), as `Hit` has them.

    They count while the list is what it was: `state` is `looking.state_of` it when they were found.
    """

    control_list = models.ForeignKey(ControlList, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    hits = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "kept hits"
        constraints = [
            models.UniqueConstraint(fields=["control_list", "state", "digest"], name="hits_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.control_list_id}: {len(self.hits)} in {self.digest[:8]}"
