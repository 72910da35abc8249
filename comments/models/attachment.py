"""Files that people attach to their comments. What stands in them is in a table of its own, so that no list ever loads it."""

import secrets
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from comments.models.comment import Comment, CommentState
from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.uploads import KINDS
from normsite.foundation.withholding.rules import can_read_withheld

MOST_FILES = 5  # of one comment
MOST_BYTES = 3_000_000  # in one form, in all files together
MOST_UNSENT = 2_000_000_000  # bytes of files of the whole site whose comments are not sent
OF_DRAFT = "draft:"  # so begins the place of a draft, and no browser's own
_OF_OTHERS = f"^({OF_DRAFT}|key:)"
LEAST_WEIGHT = 20_000  # bytes as which the smallest file counts there: so there are never more than 100,000


def new_token() -> str:
    return secrets.token_urlsafe(32)


def tokens_in(items: Iterable[dict[str, Any]]) -> list[str]:
    """Of the files that these comments have, which are kept until they are sent."""
    return [file["token"] for item in items for file in item.get("attachments", ())]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def unclaimed(self) -> "AttachmentQuerySet":
        """Files of comments that are not sent yet: each is only its browser's, which knows the token."""
        return self.filter(comment=None)

    def within(self, place: str, named: Collection[str] = ()) -> "AttachmentQuerySet":
        """Those that this list may send, in which these tokens are `named` already. What was kept before files had places is
        that list's which knows it; so is, of a draft, what stands in it and was a browser's own until that shared its list."""
        own = Q(place__in=["", place])
        if place.startswith(OF_DRAFT):
            own |= Q(token__in=named) & ~Q(place__regex=_OF_OTHERS)
        return self.unclaimed().filter(own)

    def weight(self) -> int:
        """Bytes that they take here, each with its row."""
        return self.aggregate(sum=Sum(Greatest("size", LEAST_WEIGHT)))["sum"] or 0

    def forgotten(self) -> "AttachmentQuerySet":
        """Those that nobody can send any more: the session in whose list they were has ended long ago. Writing that list
        renews `uploaded_at`."""
        life = 2 * timedelta(seconds=settings.SESSION_COOKIE_AGE)  # it is prolonged by what is written meanwhile
        return self.unclaimed().filter(uploaded_at__lt=timezone.now() - life)

    def of_comments_seen_by(self, user: Reader) -> "AttachmentQuerySet":
        """Files of comments whose words this reader may read: of published ones, staff of all that were sent."""
        return self.exclude(comment=None) if sees_hidden(user) else self.filter(comment__state=CommentState.PUBLISHED)

    def seen_by(self, user: Reader) -> "AttachmentQuerySet":
        """Those of them that this reader may open: what is withheld is read by those alone who may."""
        there = self.of_comments_seen_by(user)
        return there if sees_hidden(user) and can_read_withheld(user) else there.filter(withheld_as="")


class Attachment(models.Model):
    """A file. Until its comment is sent it belongs to the one list that is its `place`, a browser's own or a draft, where its
    `token` names it; then it is the comment's, under a `number` there, and of no list. `sha256` is of the bytes that are given
    out, to which the public record commits. `withheld_as` is the code of the decision by which it is kept from the public."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, related_name="attachments")
    number = models.PositiveSmallIntegerField(null=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=5, choices=[(key, kind.label) for key, kind in KINDS.items()])
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(db_default=Now())
    place = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    withheld_as = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)

    remark = ""  # what its sender should know, said once and not kept

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["comment", "number"]
        indexes = [models.Index(fields=["uploaded_at"], condition=Q(comment=None), name="attachment_unclaimed")]
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="attachment_numbered_once"),
            models.CheckConstraint(
                condition=Q(comment=None, number=None) | Q(comment__isnull=False, number__gte=1),
                name="attachment_of_a_comment_has_a_number",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="attachment_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kept(self) -> dict[str, Any]:
        """What the list of a browser keeps of it."""
        return {name: getattr(self, name) for name in ("token", "name", "kind", "size", "sha256")}


class AttachmentContent(models.Model):
    """What stands in a file: its bytes, and the words by which its comment is found."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Content of {self.attachment}"
