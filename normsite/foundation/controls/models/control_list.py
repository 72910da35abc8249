"""One edition of a control list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from normsite.foundation.controls.jurisdictions import check_jurisdiction, jurisdiction_name


class ControlListQuerySet(models.QuerySet["ControlList"]):
    def in_force(self) -> "ControlListQuerySet":
        """The edition of each list by which texts are screened."""
        return self.filter(in_force=True)

    def current(self) -> "ControlListQuerySet":
        """Of each list the edition in force, or the newest where none is."""
        return self.order_by("series", "-in_force", "-as_of").distinct("series")


class ControlList(models.Model):
    """One edition; editions of the same list bear the same `series` (`us-ccl`), and one of them at most is in force.

    `report` is what the import said (`services/imports.py`); what could not be read in an entry stands at its paragraphs.
    `is_partial` says that it holds the paragraphs of some entries alone, so that what is not found in it may be controlled all
    the same. `hand` is who made the file: what one hand left out another may have, so that only editions of the same hand show
    what the list itself has changed.
    """

    series = models.SlugField(max_length=40, help_text="The same for all editions of a list, for example us-ccl")
    jurisdiction = models.CharField(max_length=3, validators=[check_jurisdiction])
    name = models.CharField(max_length=200)
    edition = models.SlugField(max_length=40, help_text="For example 2026-07-23")
    as_of = models.DateField("as of", help_text="The day on which it stood so.")
    language = models.CharField(max_length=8, default="en")
    source = models.CharField(max_length=300, blank=True, help_text="Where the official text is had.")
    acknowledgement = models.CharField(max_length=300, blank=True, help_text="Whose text it is, and under which terms.")
    hand = models.CharField("whose file", max_length=80, blank=True, help_text="Who made the file; the same for each edition.")
    in_force = models.BooleanField("texts are screened by it", default=False)
    is_partial = models.BooleanField(default=False)
    report = models.JSONField(default=dict, editable=False)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ControlListQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "series", "-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["series", "edition"], name="control_list_edition_once"),
            models.UniqueConstraint(fields=["series"], condition=Q(in_force=True), name="one_edition_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("export_control:edition", args=[self.series, self.edition])

    @property
    def jurisdiction_name(self) -> str:
        return jurisdiction_name(self.jurisdiction)
