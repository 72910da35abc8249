"""How many there are of each, without counting them."""

from django.db import models

from comments.models.consultation import Consultation


class Tally(models.Model):
    """So many more, or fewer, of something in a consultation: the sum of its lines is the number.

    Each change writes a line of its own, by triggers, in its own transaction; so the sum is always right, and nobody waits for
    a row that another has. `services.fold_tallies` makes one line of many. No service deletes a comment or a submission, or
    changes a comment's kind, clause or chosen answer, or who its sender was, so nothing is told of that: whoever does it by
    hand counts anew, as migrations 0010 and 0024 do.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    figure = models.CharField(max_length=8)
    key = models.CharField(max_length=80, blank=True)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.figure} {self.key}: {self.number}"
