"""What was published, byte for byte."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from normsite.portal.publication.layout import CARD_PLACE, address_in


class Publication(models.Model):
    """A norm's revision published with its rationale page, frozen as a Document.

    `document` is the canonical JSON and `digest` its SHA-256: years later the same bytes. `consulted_on` is the revision that
    the public commented on, against which the changes are shown.
    """

    code = models.CharField(max_length=16, unique=True)
    revision = models.OneToOneField("norms.Revision", on_delete=models.PROTECT, related_name="+")
    consulted_on = models.ForeignKey("norms.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    document = models.BinaryField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return f"{self.code}: {self.revision}"

    def get_absolute_url(self) -> str:
        return reverse("publication:detail", args=[self.code])


class PublishedFile(models.Model):
    """One download of a publication, written once."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=8)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["format"]
        constraints = [models.UniqueConstraint(fields=["publication", "format"], name="file_written_once")]

    def __str__(self) -> str:
        return f"{self.publication.code}.{self.format}"


class PrintedText(models.Model):
    """The text of a released revision as a PDF. No record: it is printed anew when the norm is called otherwise, and when more
    than these `decisions` say what is withheld of it (`decisions_on`)."""

    revision = models.OneToOneField("norms.Revision", on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    norm_version = models.PositiveIntegerField()
    decisions = models.PositiveIntegerField(default=0, db_default=0)
    written_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.revision} as PDF"


class PassageQuerySet(models.QuerySet["Passage"]):
    def cards(self) -> "PassageQuerySet":
        """Clauses' cards, each of which has a page of its own."""
        return self.filter(place__startswith=CARD_PLACE)


class Passage(models.Model):
    """A section of a rationale page as the search finds it. The database fills `words` from title and text.

    `place` is the page of it on which the section stands, as its address goes on; empty where that is the first.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="passages")
    anchor = models.CharField(max_length=200)
    title = models.TextField()
    text = models.TextField()
    place = models.CharField(max_length=160, blank=True, default="", db_default="")
    words = SearchVectorField(null=True, editable=False)

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "anchor"], name="passage_kept_once")]
        indexes = [
            GinIndex(fields=["words"], name="passage_by_words", fastupdate=False),
            models.Index(fields=["place"], name="passage_by_place", condition=~Q(place="")),
        ]

    def __str__(self) -> str:
        return f"{self.publication.code}, {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.publication.get_absolute_url()}{address_in(self.place, self.anchor)}"
