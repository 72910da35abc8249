"""Comments that say word for word what another says: on the same of the same text, with the same proposed change."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import MD5, Coalesce

from comments.models import Capacity, Comment, Consultation
from normsite.foundation.accounts.models import User

Said = tuple[str, str, str]
"""The anchor of a clause (empty: the whole text), a comment, a proposed change."""

PLACE = {
    "in_clause": Coalesce("clause_id", Value(0)),
    "on_question": Coalesce("question_id", Value(0)),
    "refers_to": Coalesce("in_reply_to_id", Value(0)),
}


def earlier_doubles(comments: Sequence[Comment]) -> dict[int, str]:
    """By the key of each of these comments of one consultation the code of the first that says the same, where another does.
    Support without words of its own says nothing that could be the same. For colleagues alone: the other may be unread."""
    keys = [one.pk for one in comments if not one.stance or one.adds_words]
    asked = {name: OuterRef(name) for name in ("consultation", "text", "proposed_change", "stance")}
    alike = Comment.objects.standing().alias(**PLACE, mark=MD5("text")).filter(mark=MD5(OuterRef("text")), **asked)
    earlier = alike.filter(pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in PLACE}).order_by("pk").values("code")
    found = Comment.objects.filter(pk__in=keys).alias(**PLACE).annotate(double=Subquery(earlier[:1]))
    return dict(found.exclude(double=None).values_list("pk", "double"))


def sent_for(user: User, consultation: Consultation, words: Iterable[str]) -> set[Said]:
    """Which of these words stand in comments that a person has sent to a consultation, or somebody else of their organisation
    in its name."""
    marks = [hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in set(words)]
    alike = Comment.objects.standing().filter(consultation=consultation, question=None)
    alike = alike.alias(mark=MD5("text")).filter(mark__in=marks).order_by()
    body = "submission__user__memberships__organisation"
    in_its_name = {"submission__capacity": Capacity.ORGANISATION, "submission__organisation": F(f"{body}__name")}
    by_colleagues = alike.filter(**in_its_name, **{f"{body}__memberships__user": user})
    columns = ("clause__anchor", "text", "proposed_change")
    sent = alike.filter(submission__user=user).values_list(*columns).union(by_colleagues.values_list(*columns))
    return {(anchor or "", text, change) for anchor, text, change in sent}
