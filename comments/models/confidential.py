"""Words that a commenter keeps from the public, beside the comment, which is their public version.

They stand in a table of their own, to which no comment leads: what shows, searches or exports comments can't show them by
accident. That there is such a part, on which ground and why, is public with the comment, so that stands in its row.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.parts import BESIDE, PARTS, NewComment, Part

CONFIDENTIAL = Part(
    name="confidential",
    label="Kept confidential",
    called="A confidential part",
    asks="The words that can't be public",
    hint="Secretaries and risk analysts may open them, and that is noted; nobody else. They stand in no mail, list or search. "
    "At most 10,000 characters.",
    rows=6,
)
CONFIDENTIAL_REASON = Part(
    name="confidential_reason",
    label="Why a part is kept confidential",
    called="The reason for a confidential part",
    asks="In one line, why?",
    hint="Public, so don't repeat what you keep back. For example: figures of a supplier who has not agreed.",
    most=300,
)
# All that somebody types of a comment: what is given back where it could not be taken.
TYPED = (*PARTS, CONFIDENTIAL, CONFIDENTIAL_REASON)


class ConfidentialPart(models.Model):
    """The words themselves: `rules.can_read_confidential` says which of the staff may open them, and the receipt has them."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, primary_key=True, related_name="+")
    words = models.TextField("confidential part")

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="confidential_part_says_something")]

    def __str__(self) -> str:
        return f"Confidential part of {self.comment}"


class ConfidentialViewing(models.Model):
    """That one of the staff opened a confidential part: one row for each time, written before the page is answered."""

    part = models.ForeignKey(ConfidentialPart, on_delete=models.PROTECT, related_name="viewings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.part}"


def confidential_facts(item: NewComment) -> dict[str, str]:
    """What the public record commits to, under its names for it; nothing where the comment has no such part."""
    return {name.replace("_", " "): getattr(item, name) for name in BESIDE if getattr(item, name)}
