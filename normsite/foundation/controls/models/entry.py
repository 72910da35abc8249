"""What a list controls: entries, and the tree of paragraphs in each."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from normsite.foundation.controls.models.control_list import ControlList


class Entry(models.Model):
    """One entry, `5A002`. `facts` are what else the list says of it: reasons for control, chart, exceptions, regime."""

    control_list = models.ForeignKey(ControlList, on_delete=models.CASCADE, related_name="entries")
    code = models.CharField(max_length=8)
    category = models.PositiveSmallIntegerField()
    category_name = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=1)
    group_name = models.CharField(max_length=200, blank=True)
    heading = models.TextField()
    facts = models.JSONField(default=dict)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["control_list", "position"]
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["control_list", "code"], name="entry_once_in_edition")]

    def __str__(self) -> str:
        return f"{self.code} {self.heading}"

    def get_absolute_url(self) -> str:
        return reverse("export_control:entry", args=[self.control_list.series, self.control_list.edition, self.code])


class ParagraphKind(models.TextChoices):
    """What a piece of an entry's text is. Notes bear thresholds too, and belong to the paragraph above them."""

    ITEM = "item", "Paragraph"
    NOTE = "note", "Note"
    TECHNICAL_NOTE = "technical_note", "Technical note"
    NOTA_BENE = "nota_bene", "N.B."
    OTHER = "other", "Other text"


class Paragraph(models.Model):
    """One piece of an entry in the order of the list.

    `code` is built from its path (`5A002.a.4.a`), and empty for notes and where `problem` says that the mark could not be
    read, or that another paragraph comes to the same code. `parent` is the paragraph in which it stands.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="paragraphs")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=14, choices=ParagraphKind, default=ParagraphKind.ITEM)
    mark = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["entry", "position"]
        indexes = [models.Index(fields=["code"], name="paragraph_code")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="paragraph_placed_once"),
            models.UniqueConstraint(fields=["entry", "code"], condition=~Q(code=""), name="paragraph_code_once"),
            models.CheckConstraint(condition=Q(kind__in=ParagraphKind.values), name="paragraph_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code or self.get_kind_display()}: {self.text[:60]}"
