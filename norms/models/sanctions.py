"""Sanctions lists that staff upload, and what the name of a reader was found to be like."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from norms.models.restriction import NamedReader


class SanctionsListQuerySet(models.QuerySet["SanctionsList"]):
    def in_force(self) -> "SanctionsListQuerySet":
        """The file of each issuer that was uploaded last."""
        return self.filter(superseded_at=None)


class SanctionsList(models.Model):
    """One file of names, as it was uploaded. A newer one of the same issuer supersedes it.

    `unread` tells what in the file was passed over, and why.
    """

    issuer = models.CharField(max_length=120, help_text="Whose list it is, for example United Nations Security Council")
    as_of = models.DateField("as of", help_text="The day on which it stood so.")
    shape = models.CharField("format", max_length=40)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    number = models.PositiveIntegerField("entries")
    unread = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = SanctionsListQuerySet.as_manager()

    class Meta:
        ordering = ["issuer", "-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer"], condition=Q(superseded_at=None), name="one_sanctions_list_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}, {self.as_of}"


class SanctionsEntry(models.Model):
    """One person or body on a list, under all its names. `reference` is the issuer's own."""

    sanctions_list = models.ForeignKey(SanctionsList, on_delete=models.CASCADE, related_name="entries")
    reference = models.CharField(max_length=80)
    names = ArrayField(models.TextField())

    class Meta:
        ordering = ["sanctions_list", "pk"]

    def __str__(self) -> str:
        return f"{self.reference} {self.names[0]}"


class CheckResult(models.TextChoices):
    NOT_CHECKED = "not_checked", "Not checked: no sanctions list was uploaded"
    NO_MATCH = "no_match", "No match"
    POSSIBLE_MATCH = "possible_match", "Possible match"


class Decision(models.TextChoices):
    ANOTHER = "another", "Another person"
    THE_SAME = "the_same", "The same person"


class SanctionsCheck(models.Model):
    """One comparison of a reader's name and employer with the lists in force; the last one counts.

    `lists` names them in words. `alike` are the entries that look alike: list, reference, name, what it is like, and likeness
    in percent, kept as they were since lists are superseded. A possible match is decided on by a person, with a reason.
    """

    reader = models.ForeignKey(NamedReader, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(auto_now_add=True)
    lists = models.JSONField(default=list)
    result = models.CharField(max_length=14, choices=CheckResult)
    alike = models.JSONField(default=list)
    decision = models.CharField(max_length=8, choices=Decision, blank=True, default="", db_default="")
    reason = models.TextField(blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=CheckResult.values), name="check_result_known"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (Q(result="possible_match", decided_at__isnull=False) & ~Q(decision="") & ~Q(reason="")),
                name="decision_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.get_result_display()}"
