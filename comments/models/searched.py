"""What the docket and the search of the site look in. The database keeps it by triggers; nothing else writes it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from comments.models.comment import Comment

# So many comments that came one after the other lie in a span, so many in the next larger one, and so on.
SPANS = (4_096, 16_384, 65_536, 262_144, 1_048_576)


class SearchedComment(models.Model):
    """A comment of which anybody may know. What waits for moderation is not in here, so taking a comment in costs nothing.

    `facts` are what one can filter by, each with its consultation ("7 kind:te", "7 from:academia"; "7 any" says no more), and
    the spans in which it lies ("span:0:300", "span:1:75" and so on, by the sizes in `SPANS`). A search opens span
    after span, from the newest or from the oldest, and stops when it has enough, so that a word which everybody uses costs no
    more than a rare one.
    `words` are those of a published comment, its author as shown and its code; of others there are none, nor is it
    said from whom they are.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="+")
    facts = ArrayField(models.TextField())
    words = SearchVectorField(null=True)

    class Meta:
        indexes = [GinIndex(fields=["facts", "words"], name="comment_by_facts_and_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"Words of {self.comment}"
