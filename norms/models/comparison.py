"""Comparisons that were computed once and are kept. No record: what is forgotten here is computed again."""

from django.db import models
from django.db.models import F, Sum, Window


class KeptRedlineQuerySet(models.QuerySet["KeptRedline"]):
    def beyond(self, characters: int) -> "KeptRedlineQuerySet":
        """Those that are left when the ones used last have filled so many characters."""
        sizes = Window(Sum("size"), order_by=[F("used_on").desc(), F("key").asc()])
        return self.annotate(so_far=sizes).filter(so_far__gt=characters)


class KeptRedline(models.Model):
    """The redline of two texts, under the digest of both and of the code that compared them; `html` is safe."""

    key = models.CharField(max_length=64, primary_key=True)
    html = models.TextField(editable=False)
    added = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    words = models.TextField(blank=True, editable=False, default="", db_default="")
    same = models.BooleanField(db_column="same_words")
    size = models.PositiveIntegerField()
    used_on = models.DateField(db_index=True)

    objects = KeptRedlineQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key
