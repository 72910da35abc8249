"""Comments in their order, with what is shown beside them, and page after page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject

from comments.models import Attachment, Comment, ConfidentialPart, Consultation, Submission
from comments.models.comment import CommentQuerySet
from normsite.foundation.accounts.access import Reader

PAGE = 25
TEXTS_OF_CLAUSE = [f"clause__{name}" for name in ("body", "body_html", "words", "names", "rationale", "rationale_html")]


def for_their_sender(submission: Submission) -> CommentQuerySet:
    """The comments of a submission, with the words of their `confidential` parts (empty: there is none): for no other eyes."""
    part = Subquery(ConfidentialPart.objects.filter(comment=OuterRef("pk")).values("words"))
    confidential = Coalesce(part, Value(""), output_field=TextField())
    return submission.comments.annotate(confidential=confidential)


def docket(consultation: Consultation) -> CommentQuerySet:
    """Every moderated comment of a consultation in the order of arrival, with what a public page shows beside it.

    Withheld and withdrawn ones are in it, to be shown without words and without author.
    """
    known = Comment.objects.for_consultation(consultation).on_record()
    related = known.select_related("submission", "consultation", "clause", "question").defer(*TEXTS_OF_CLAUSE)
    related = related.with_replied()
    return related.prefetch_related("disposition", "attachments").order_by("id")  # joined, it may be read from the first one on


def with_files(found: CommentQuerySet) -> CommentQuerySet:
    """The same comments, and what is attached to them, in one query."""
    files = Attachment.objects.filter(comment=OuterRef("pk")).order_by("number")
    told = JSONObject(**{name: name for name in ("number", "name", "kind", "size", "withheld_as")})
    return found.annotate(files_read=ArraySubquery(files.values_list(told)))


@dataclass(frozen=True)
class BeingRead:
    """All that anybody may know of a comment that nobody has moderated: neither its words nor whose they are, nor of which kind
    or on what. The time is told to the second."""

    code: str
    received_at: datetime
    consultation: Consultation


def being_read(code: str) -> BeingRead | None:
    """The comment with this code as anybody may know it before somebody has moderated it; None where none waits so."""
    waiting = Comment.objects.awaiting_moderation().filter(code=code)
    known = waiting.select_related("consultation").only("code", "received_at", "consultation").first()
    return BeingRead(known.code, known.received_at.replace(microsecond=0), known.consultation) if known else None


@dataclass(frozen=True)
class Page:
    """One page of a list ordered by arrival; `next` is the code after which the next page begins (empty on the last)."""

    comments: list[Comment]
    next: str


def page_after(found: CommentQuerySet, after: str, user: Reader, size: int = PAGE) -> Page:
    """The `size` comments that follow the one with code `after` (keyset: as quick on the thousandth page as on the first).

    A code of which this reader may not know is as good as none: the first page.
    """
    start = Comment.objects.seen_by(user).filter(code=after).first() if after else None
    return page_of(found.filter(id__gt=start.pk) if start else found, size)


def page_in_text_order(found: CommentQuerySet, after: str, size: int = PAGE) -> Page:
    """As `page_after`, in the order of the text."""
    start = Comment.objects.in_text_order().filter(code=after).first() if after else None
    found = found.in_text_order()
    return page_of(found.filter(behind(start)) if start else found, size)


def page_of(found: CommentQuerySet, size: int) -> Page:
    rows = list(found[: size + 1])
    return Page(rows[:size], rows[size - 1].code if len(rows) > size else "")


def behind(comment: Any) -> Q:
    return Q(place__gt=comment.place) | Q(place=comment.place, id__gt=comment.pk)


def before(comment: Any) -> Q:
    return Q(place__lt=comment.place) | Q(place=comment.place, id__lt=comment.pk)
