"""Comments that say word for word what another says: on the same of the same text, with the same proposed change."""

from collections.abc import Iterable, Sequence

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import MD5, Coalesce

from comments.models import Capacity, Comment, Consultation
from comments.models.comment import CommentQuerySet
from normsite.foundation.accounts.models import User

Said = tuple[str, str, str]
"""The anchor of a clause (empty: the whole text), a comment, a proposed change."""

PLACE = {"in_clause": Coalesce("clause_id", Value(0)), "on_question": Coalesce("question_id", Value(0))}


def earlier_doubles(comments: Sequence[Comment]) -> dict[int, str]:
    """By the key of each of these comments of one consultation the code of the first that says the same, where another does.
    For colleagues alone: the other may be unread."""
    asked = {name: OuterRef(name) for name in ("consultation", "text", "proposed_change")}
    alike = Comment.objects.standing().alias(**PLACE, mark=MD5("text")).filter(mark=MD5(OuterRef("text")), **asked)
    earlier = alike.filter(pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in PLACE}).order_by("pk").values("code")
    found = Comment.objects.filter(pk__in=[one.pk for one in comments]).alias(**PLACE).annotate(double=Subquery(earlier[:1]))
    return dict(found.exclude(double=None).values_list("pk", "double"))


def sent_for(user: User, consultation: Consultation, words: Iterable[str]) -> set[Said]:
    """Which of these words stand in comments that a person has sent to a consultation, or somebody else of their organisation
    in its name."""
    body = "submission__user__memberships__organisation"
    by_body = Q(submission__capacity=Capacity.ORGANISATION, submission__organisation=F(f"{body}__name"))
    by_body &= Q(**{f"{body}__memberships__user": user})
    sent: CommentQuerySet = Comment.objects.filter(Q(submission__user=user) | by_body, consultation=consultation)
    told = sent.standing().filter(question=None, text__in=set(words))
    columns = ("clause__anchor", "text", "proposed_change")
    return {(anchor or "", text, change) for anchor, text, change in told.values_list(*columns)}
