"""What the search of control lists looks in. The database keeps it by triggers; nothing else writes it, no page shows it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from normsite.foundation.controls.models import ControlList, Entry


class SearchedEntry(models.Model):
    """The words of an entry: its code and heading above those of its paragraphs and notes."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="+")
    control_list = models.ForeignKey(ControlList, on_delete=models.CASCADE, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="entry_by_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"Words of {self.entry}"
