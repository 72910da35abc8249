"""Comments that say word for word what another says: on the same of the same text, with the same proposed change."""

from collections.abc import Iterable, Sequence

from django.db.models import F, Q

from comments.models import Capacity, Comment, Consultation
from comments.models.comment import CommentQuerySet
from normsite.foundation.accounts.models import User

Said = tuple[str, str, str]
"""The anchor of a clause (empty: the whole text), a comment, a proposed change."""


def earlier_doubles(comments: Sequence[Comment]) -> dict[int, str]:
    """By the key of each of these comments of one consultation the code of the first that says the same, where another does.
    For colleagues alone: the other may be unread."""
    if not comments:
        return {}
    place = ("clause_id", "question_id", "text", "proposed_change")
    known = Comment.objects.filter(consultation=comments[0].consultation_id, text__in={one.text for one in comments}).standing()
    firsts = known.order_by(*place, "pk").distinct(*place).values_list(*place, "pk", "code")
    first = {tuple(said): (pk, code) for *said, pk, code in firsts}
    found = ((one.pk, *first.get(tuple(getattr(one, name) for name in place), (one.pk, ""))) for one in comments)
    return {pk: code for pk, earlier, code in found if earlier < pk}


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
