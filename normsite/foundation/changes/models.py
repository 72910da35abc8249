"""Notes of what was changed, written by triggers of the database, so that no way to change a row goes round them."""

from django.db import models
from django.db.models.functions import Now

from normsite.foundation.changes.topics import Topic


class Change(models.Model):
    """One transaction that changed something. Notes older than a minute are of no use, and are deleted (`tasks`)."""

    topic = models.CharField(max_length=6, choices=Topic)
    transaction = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        # In the last hour of a consultation there are thousands of notes of the intake, and hardly any other.
        indexes = [models.Index(fields=["topic", "id"], name="notes_of_topic")]
        constraints = [
            models.UniqueConstraint(fields=["transaction", "topic"], name="one_note_for_each_transaction"),
            models.CheckConstraint(condition=models.Q(topic__in=Topic.values), name="change_topic_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.transaction}"
