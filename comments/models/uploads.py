"""What uploading a comment form leaves behind: its file for a while, and what a body has said of its columns."""

from datetime import timedelta

from django.conf import settings
from django.db import models

LASTS = timedelta(hours=1)


class KeptForm(models.Model):
    """The file of a comment form, while somebody may still say what its columns are.

    The session of the browser that has uploaded it knows the token, and nobody else is told. The file is read again, never
    given out.
    """

    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    kept_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.name


class NamedColumns(models.Model):
    """What the columns under some headings are, as a member of an organisation has named them for all of its members."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    headings = models.CharField("digest of the headings", max_length=64)
    fields = models.JSONField("the field of each column, by its index from 0; empty where it is left out")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "headings"], name="headings_named_once_for_a_body")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.headings[:8]}"
