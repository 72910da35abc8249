"""What the desk has to do on a consultation, and for whom it waits."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, Count, F, Min, Q, Value, When

from comments.models import NAMES, Comment, Consultation
from comments.models.comment import (
    APPROVED,
    DECIDED,
    MODERATED,
    RETURNED,
    STANDING,
    TO_APPROVE,
    TO_DECIDE,
    TO_MODERATE,
    CommentQuerySet,
)
from comments.models.impartial import own_dispositions
from comments.queries.lists import before, behind
from comments.queries.replies import with_support
from comments.rules import can_see_person
from normsite.foundation.accounts.models import User


def _holds(word: str) -> Q:
    """Comments in whose words, shown author or code it stands."""
    held = (Q(**{f"{name}__icontains": word}) for name in (*NAMES, "author"))
    return reduce(or_, held, Q(code__iexact=word))


# Where a comment stands on its way to a published answer: what a colleague looks for, in words and as a condition.
STEPS = {
    "moderate": ("To moderate", TO_MODERATE),
    "returned": ("Returned by the approver", RETURNED),
    "answer": ("To answer", TO_DECIDE),
    "approve": ("To approve", TO_APPROVE),
    "approved": ("Approved", APPROVED),
    "withdrawn": ("Withdrawn", ~STANDING),
}


def search_desk(consultation: Consultation, user: User, *, step: str = "", about: str = "", words: str = "") -> CommentQuerySet:
    """Every comment for the desk's eyes, narrowed down by the step it waits for (those to answer hold the returned), by what it
    is about, and by words of its text, author or code; `step` says in words where each stands. The person behind an
    organisation is found by whom the desk shows that name."""
    stands = Case(*[When(condition, then=Value(label)) for label, condition in STEPS.values()], output_field=CharField())
    found = Comment.objects.for_consultation(consultation).annotate(step=stands).with_author()
    sees_person = can_see_person(user)
    if step in STEPS:
        found = found.filter(STEPS[step][1])
    if about:
        found = found.filter(_about(about))
    for word in words.split()[:8]:
        found = found.filter(_holds(word) | (Q(submission__name__icontains=word) if sees_person else Q()))
    return with_support(found).with_replied().select_related("submission", "clause", "question", "disposition__decided_by")


def _about(what: str) -> Q:
    """`whole`, `q:` with a question's position, or the anchor of a clause."""
    if what == "whole":
        return Q(clause=None, question=None)
    kind, _, position = what.partition(":")
    if kind == "q" and position.isdecimal():
        return Q(question__position=int(position[:4]))
    return Q(clause__anchor=what)


@dataclass(frozen=True)
class Work:
    """What is left to do on a consultation before its answers can be published. Each comment counts under its first missing
    step; `returned` ones are among those to decide.
    """

    standing: int = 0
    to_moderate: int = 0
    to_decide: int = 0
    to_approve: int = 0
    returned: int = 0
    approved: int = 0

    @property
    def done(self) -> bool:
        return not (self.to_moderate or self.to_decide or self.to_approve)


COUNTED = {
    "standing": Count("id", filter=STANDING),
    "to_moderate": Count("id", filter=TO_MODERATE),
    "to_decide": Count("id", filter=TO_DECIDE),
    "to_approve": Count("id", filter=TO_APPROVE),
    "returned": Count("id", filter=RETURNED),
    "approved": Count("id", filter=APPROVED),
}


def work_on(consultation: Consultation) -> Work:
    """The numbers behind the desk's next steps, in one query."""
    return Work(**Comment.objects.for_consultation(consultation).aggregate(**COUNTED))


def desk_lines() -> list[tuple[Consultation, Work]]:
    """Every consultation with the work on it, in two queries."""
    rows = Comment.objects.order_by().values_list("consultation").annotate(**COUNTED)
    work = {pk: Work(**dict(zip(COUNTED, numbers, strict=True))) for pk, *numbers in rows}
    consultations = Consultation.objects.select_related("revision__norm")
    in_order = consultations.order_by(F("concluded_at").desc(nulls_first=True), "closes_at")
    return [(consultation, work.get(consultation.pk, Work())) for consultation in in_order]


def returned_to(user: User) -> CommentQuerySet:
    """Comments whose answer, given by this person, the approver has sent back, in the order of the text."""
    found = Comment.objects.returned().filter(consultation__concluded_at=None, disposition__decided_by=user)
    return found.select_related("consultation__revision__norm").in_text_order()


@dataclass(frozen=True)
class Waiting:
    """How many comments wait for one person: without those they sent. Answers of theirs are for others to approve; those that
    were returned to them are counted apart (`returned_to`)."""

    to_moderate: int = 0
    to_decide: int = 0
    to_approve: int = 0


def waiting_for(user: User) -> dict[int, Waiting]:
    """What this person could do on each consultation, by its primary key, in one query."""
    rows = Comment.objects.for_colleague(user).order_by().values_list("consultation")
    own = own_dispositions(user)
    counted = {
        "to_moderate": COUNTED["to_moderate"],
        "to_decide": Count("id", filter=TO_DECIDE & ~(RETURNED & own)),
        "to_approve": Count("id", filter=TO_APPROVE & ~own),
    }
    return {pk: Waiting(*numbers) for pk, *numbers in rows.annotate(**counted)}


def in_desk_order(consultation: Consultation) -> CommentQuerySet:
    """Comments to answer, in the order of the text, so that those on one clause are answered together."""
    return Comment.objects.for_consultation(consultation).moderated().in_text_order()


@dataclass(frozen=True)
class Spot:
    """Where a comment stands among those to answer: which one of how many, and the codes beside it (empty at an end)."""

    place: int
    total: int
    previous: str
    next: str


def spot_of(comment: Comment) -> Spot | None:
    """None for a comment that isn't to be answered. Counted by the database, however many there are."""
    rows = in_desk_order(comment.consultation)
    here = rows.filter(pk=comment.pk).first()
    if here is None:
        return None
    earlier, later = rows.filter(before(here)), rows.filter(behind(here))
    codes = (earlier.values_list("code", flat=True).last(), later.values_list("code", flat=True).first())
    return Spot(earlier.count() + 1, rows.count(), codes[0] or "", codes[1] or "")


@dataclass(frozen=True)
class ClauseWork:
    """One line of the desk's table: a clause, how far its comments are, and the code of the first (empty: none moderated)."""

    first: str
    label: str
    title: str
    total: int
    decided: int
    approved: int


def _beside(question: int | None) -> str:
    return "The whole text" if question is None else f"Question {question}"


def work_by_clause(consultation: Consultation) -> list[ClauseWork]:
    """How far the answers are, clause by clause in reading order; comments on the whole text and on questions come first."""
    rows = (
        Comment.objects.for_consultation(consultation)
        .standing()
        .order_by(F("clause__order").asc(nulls_first=True), F("question__position").asc(nulls_first=True))
        .values_list("clause__number", "clause__title", "clause__order", "question__position")
        .annotate(
            total=Count("id"),
            decided=Count("id", filter=DECIDED),
            approved=Count("id", filter=APPROVED),
            first=Min("code", filter=MODERATED),
        )
    )
    return [
        ClauseWork(first or "", number or "", title or _beside(question), total, decided, approved)
        for number, title, _, question, total, decided, approved, first in rows
    ]
