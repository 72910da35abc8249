"""What the search of the site looks in. The database keeps it by triggers; nothing else writes it, and no page shows it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from norms.models.clause import Clause
from norms.models.norm import Norm, Revision


class SearchedNorm(models.Model):
    """The words of a norm's title, designation and summary."""

    norm = models.OneToOneField(Norm, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="norm_by_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"Words of {self.norm}"


class SearchedClause(models.Model):
    """The words of a clause in a frozen text, those of its title above the others. No draft is ever in here."""

    clause = models.OneToOneField(Clause, on_delete=models.CASCADE, primary_key=True, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="clause_by_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"Words of {self.clause}"
