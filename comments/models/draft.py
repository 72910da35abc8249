"""A submission that is worked on over days, by one person or several, before one of them sends it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from comments.models.attachment import OF_DRAFT
from comments.models.comment import Submission
from comments.models.consultation import Consultation
from normsite.foundation.accounts.models import User

KEPT = timedelta(days=30)  # after the deadline, or after sending
REMINDED = timedelta(days=3)  # before the deadline
MOST_LINKS = 20  # to one draft


class DraftQuerySet(models.QuerySet["Draft"]):
    def over(self, now: datetime) -> "DraftQuerySet":
        """Those that were kept as long as their pages say."""
        unsent = Q(submission=None, consultation__closes_at__lte=now - KEPT)
        return self.filter(unsent | Q(submission__received_at__lte=now - KEPT))


class Draft(models.Model):
    """Comments that are not sent yet, who sends them, and the key under which they count once.

    `items` and `sender` are what a browser's own list would hold. `given` is the highest number that an item has got; none is
    given twice. Once a draft is sent its words stand in the `submission` alone; its key goes on opening the receipt.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="drafts")
    items = models.JSONField(default=list)
    sender = models.JSONField(default=dict)
    given = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, related_name="+")
    sent_by = models.CharField(max_length=80, blank=True, default="")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(submission=None) | Q(items=[], sender={}), name="sent_draft_keeps_no_words"),
        ]

    def __str__(self) -> str:
        return f"Draft on {self.consultation.code}"

    @property
    def place(self) -> str:
        """By what name files are this draft's alone."""
        return f"{OF_DRAFT}{self.pk}"

    @property
    def kept_until(self) -> datetime:
        return (self.submission.received_at if self.submission else self.consultation.closes_at) + KEPT


class DraftLinkQuerySet(models.QuerySet["DraftLink"]):
    def to_remind(self, now: datetime) -> "DraftLinkQuerySet":
        """Those to drafts that hold something, aren't sent, and can be for three days at most."""
        soon = Q(draft__consultation__closes_at__gt=now, draft__consultation__closes_at__lte=now + REMINDED)
        unsent = self.filter(soon, draft__submission=None).exclude(draft__items=[])
        return unsent.filter(created_at__lte=F("draft__consultation__closes_at") - REMINDED)

    def of_account(self, user: User) -> "DraftLinkQuerySet":
        """Those that this person has opened while signed in, to what isn't sent and can be; without their words, of which
        `waiting` says how many comments they are."""
        unsent = self.filter(user=user, draft__submission=None, draft__consultation__closes_at__gt=timezone.now())
        waiting = Func("draft__items", function="jsonb_array_length", output_field=models.IntegerField())
        return unsent.select_related("draft__consultation").defer("draft__items", "draft__sender").annotate(waiting=waiting)


class DraftLink(models.Model):
    """A way to a draft, mailed to one address. We keep only the hash of its secret. Ending a link deletes it.

    `name` is who works by it, as they call themselves to the others; never published.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name or self.email
