"""What came back of a mail."""

from django.db import models
from django.db.models import Q


class Fate(models.TextChoices):
    GONE = "gone", "Its address is refused for good"
    COMPLAINT = "complaint", "Its reader has marked it as unwanted"
    LATER = "later", "Refused for now, or for a reason that lies not in the address"


class Bounce(models.Model):
    """One mail of ours of which a mail server, or the mail provider, says what became of it; each fate of a mail once.

    `said` are the server's words, with addresses masked.
    """

    mail = models.ForeignKey("notifications.OutboxMail", on_delete=models.CASCADE, related_name="+")
    fate = models.CharField(max_length=9, choices=Fate)
    said = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField("when we learnt of it", auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="bounce_lately")]
        constraints = [
            models.UniqueConstraint(fields=["mail", "fate"], name="fate_noted_once"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="fate_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.fate}"
