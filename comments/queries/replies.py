"""What is said to a published comment by others that anybody may read: replies, and support."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat, JSONObject, Lower
from django.db.models.lookups import Exact

from comments.models import Capacity, Comment, Consultation, Stance
from comments.models.comment import CommentQuerySet
from comments.queries.lists import TEXTS_OF_CLAUSE, with_files
from normsite.foundation.accounts.models import User

MOST_SHOWN = 100
MOST_LIKEWISE = 100
MOST_COUNTED = 2_000  # else half a million that support one comment would be counted anew for each page


def _who(kind: str, what: Func) -> Concat:
    return Concat(Value(f"{kind} "), what, output_field=CharField())


# Who is behind a submission, as far as anybody may know: an organisation or a person, by the name. What came without one stands
# for itself, whatever account or address we know: no figure may tell that two of these, or one and a name, are the same.
SENDER = Case(
    When(~Q(submission__organisation=""), then=_who("body", Lower("submission__organisation"))),
    When(~Q(submission__name=""), then=_who("person", Lower("submission__name"))),
    default=_who("submission", Cast("submission", CharField())),
    output_field=CharField(),
)


def with_support(found: CommentQuerySet) -> CommentQuerySet:
    """The same comments, each with its `support`: by how many organisations and people (`number`) it is supported in public,
    and by how many organisations alone (`bodies`); None without any. Each counts once, and not for a comment of its own. The
    first `MOST_COUNTED` in support are counted; where there may be more, the figure `is_cut`."""
    known = Comment.objects.public().supporting().filter(in_reply_to=OuterRef(OuterRef("pk"))).alias(sender=SENDER)
    others = known.exclude(sender=OuterRef(OuterRef("sender"))).order_by("id").values("pk")[:MOST_COUNTED]
    first = Comment.objects.filter(pk__in=others).alias(sender=SENDER).order_by().values("stance")
    bodies = Count("sender", distinct=True, filter=Q(submission__capacity=Capacity.ORGANISATION))
    told = JSONObject(number=Count("sender", distinct=True), bodies=bodies, is_cut=Exact(Count("pk"), MOST_COUNTED))
    return found.alias(sender=SENDER).annotate(support=Subquery(first.annotate(told=told).values("told")))


def with_thread(found: CommentQuerySet) -> CommentQuerySet:
    """As `with_support`, and whether anything was said to each of them in public: `is_referred`."""
    return with_support(found).annotate(is_referred=Exists(Comment.objects.public().filter(in_reply_to=OuterRef("pk"))))


@dataclass(frozen=True)
class Thread:
    """What was said to a comment in public, in the order of arrival: at most `MOST_SHOWN` of each, and if there is more."""

    replies: list[Comment]
    supporting: list[Comment]
    more_replies: bool
    more_support: bool


def said_to(comment: Any) -> Thread:
    """Replies and support that anybody may read, of a comment of `with_thread`, each with its own support: in one query, and in
    none where it is not `is_referred`."""
    public = Comment.objects.public().filter(in_reply_to=comment)
    found = with_support(with_files(public)).defer(*TEXTS_OF_CLAUSE).order_by("id")
    shown = found.select_related("submission", "consultation", "clause", "question", "disposition")
    first = [shown.replying()[: MOST_SHOWN + 1], shown.supporting()[: MOST_SHOWN + 1]]
    both = list(first[0].union(first[1], all=True).order_by("id")) if comment.is_referred else []
    for one in both:
        one.in_reply_to = comment
    replies, supporting = ([one for one in both if one.stance == stance] for stance in ("", Stance.SUPPORT))
    return Thread(replies[:MOST_SHOWN], supporting[:MOST_SHOWN], len(replies) > MOST_SHOWN, len(supporting) > MOST_SHOWN)


def gone_among(consultation: Consultation, codes: Collection[str]) -> list[str]:
    """Those of these codes that are not, or no longer, of published comments of the consultation; in order."""
    there = Comment.objects.for_consultation(consultation).public().filter(code__in=codes) if codes else Comment.objects.none()
    return sorted({*codes} - {*there.values_list("code", flat=True)})


def likewise(comment: Comment, user: User, ticked: Iterable[str] = ()) -> list[Comment]:
    """The first comments in support of this one that are moderated, have no answer yet, and are not this colleague's own; and
    those with the codes that are `ticked` already, whether they still wait or not."""
    support = Comment.objects.supporting().filter(in_reply_to=comment).moderated().for_colleague(user)
    shown = with_files(support).with_replied().select_related("submission").order_by("id")
    waiting = {one.pk: one for one in shown.filter(disposition=None)[:MOST_LIKEWISE]}
    asked = [*ticked][: 2 * MOST_LIKEWISE]
    found = {one.pk: one for one in shown.filter(code__in=asked)} if asked else {}
    return [one for _, one in sorted((waiting | found).items())]
