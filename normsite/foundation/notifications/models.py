"""The outbox: a mail is a row written with the change that it tells of, and leaves after the commit."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

LONGEST_ADDRESS = 254  # what SMTP can carry (RFC 5321), and what a field for addresses holds


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Given up"


class Priority(models.IntegerChoices):
    """What leaves first. A receipt never waits for a digest."""

    RECEIPT = 0, "Receipts, answers, links that somebody waits for"
    NOTICE = 5, "Notices that are told at once"
    DIGEST = 9, "Digests"


class Letter(models.Model):
    """Words that many get alike, kept once; `digest` is SHA-256 over them. Slots stand where each copy has its own links."""

    digest = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject


class OutboxQuerySet(models.QuerySet["OutboxMail"]):
    def held_up(self) -> "OutboxQuerySet":
        """Mails that the mail server has refused so far, and that are tried again."""
        return self.filter(state__in=[MailState.WAITING, MailState.SENDING]).exclude(last_error="")

    def given_up(self) -> "OutboxQuerySet":
        """Mails that nobody will get; their words are gone."""
        return self.filter(state=MailState.FAILED)


class OutboxMail(models.Model):
    """One mail to one address. `occasion` makes it unique, so an act told twice is mailed once.

    Its words are its own, or those of a `letter` with what stands in its `slots`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occasion = models.CharField(max_length=160, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True, default="", db_default="")
    html = models.TextField(blank=True, default="", db_default="")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="mails")
    slots = models.JSONField(null=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.RECEIPT, db_default=Priority.RECEIPT)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["priority", "not_before"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="mail_claimed"),
            models.Index(fields=["claimed_at"], condition=Q(state="failed"), name="mail_given_up"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="mail_sent"),
            models.Index(Upper("to"), "created_at", name="mail_to_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(condition=Q(sent_at__isnull=False) | ~Q(state="sent"), name="sent_mail_has_instant"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} to {self.to}"
