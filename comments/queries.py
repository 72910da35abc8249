"""What pages ask about a consultation: figures, the docket, what is still to do. No request, no change."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, F, Min, OuterRef, Q, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django_countries import countries

from comments.models import (
    NAMES,
    Attachment,
    AttachmentContent,
    Comment,
    CommentKind,
    CommentState,
    ConfidentialGround,
    ConfidentialPart,
    Consultation,
    Effect,
    Outcome,
    Question,
    Submission,
    Tally,
)
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
from comments.rules import can_see_person
from comments.spans import ANY, PUBLIC, Sought, among
from normsite.foundation.accounts.access import Reader
from normsite.foundation.accounts.models import OrganisationKind, User
from normsite.foundation.controls.hits import Hit
from normsite.foundation.controls.looking import hits_in_force, new_in_force
from normsite.foundation.controls.models import ControlList
from normsite.foundation.search import Asked, Total, asked_for

PAGE = 25
MOST_NEW = 150_000  # characters of files that one page looks through


@dataclass(frozen=True)
class PublicCounts:
    """How many comments anybody may read: `total` holds those on the whole text and on questions too."""

    total: int = 0
    by_anchor: Mapping[str, int] = field(default_factory=dict)


def public_counts(consultation: Consultation) -> PublicCounts:
    """All and those on each clause, in one query."""
    numbers = tallies(consultation, "state", "clause")
    return PublicCounts(numbers.get("state", {}).get(CommentState.PUBLISHED, 0), numbers.get("clause", {}))


def tallies(consultation: Consultation, *figures: str) -> dict[str, dict[str, int]]:
    """How many there are of each, by figure and key, without counting them."""
    lines = Tally.objects.filter(consultation=consultation, figure__in=figures)
    found: dict[str, dict[str, int]] = {}
    for figure, key, number in lines.values_list("figure", "key").annotate(Sum("number")):
        if number:
            found.setdefault(figure, {})[key] = number
    return found


@dataclass(frozen=True)
class Figure:
    """One line of a table of figures."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Participation:
    """Who took part and what came of it, in numbers: each table adds up to all `submissions` or to all `comments`.

    `outcomes` and `effects` stay empty until the answers are published. Of `confidential` parts there are fewer than comments,
    counted by their ground.
    """

    submissions: int
    comments: int
    published: int
    waiting: int
    withheld: int
    withdrawn: int
    senders: tuple[Figure, ...]
    countries: tuple[Figure, ...]
    kinds: tuple[Figure, ...]
    confidential: tuple[Figure, ...]
    outcomes: tuple[Figure, ...]
    effects: tuple[Figure, ...]


FIGURES = ("sender", "country", "kind", "state", "ground", "outcome", "effect")


def participation(consultation: Consultation) -> Participation:
    """The figures of a consultation, in one query, however many took part. They name nobody."""
    numbers = tallies(consultation, *FIGURES)
    senders, kinds, states = (numbers.get(figure, {}) for figure in ("sender", "kind", "state"))
    concluded = consultation.concluded_at is not None
    withdrawn = {Outcome.WITHDRAWN.value: states.get(CommentState.WITHDRAWN, 0)}
    outcomes = numbers.get("outcome", {}) | withdrawn if concluded else {}
    effects = numbers.get("effect", {}) | withdrawn if concluded else {}
    return Participation(
        submissions=sum(senders.values()),
        comments=sum(states.values()),
        published=states.get(CommentState.PUBLISHED, 0),
        waiting=states.get(CommentState.RECEIVED, 0),
        withheld=states.get(CommentState.WITHHELD, 0),
        withdrawn=withdrawn[Outcome.WITHDRAWN],
        senders=_figures(senders, [*OrganisationKind.choices, ("individual", "Individuals"), ("anonymous", "Anonymous")]),
        countries=_countries(numbers.get("country", {})),
        kinds=_figures(kinds, CommentKind.choices),
        confidential=_figures(numbers.get("ground", {}), ConfidentialGround.choices),
        outcomes=_figures(outcomes, Outcome.choices),
        effects=_figures(effects, [*Effect.choices, (Outcome.WITHDRAWN.value, Outcome.WITHDRAWN.label)]),
    )


@dataclass(frozen=True)
class Chosen:
    """How many chose which of the answers to a question, as far as anybody may know."""

    question: Question
    answers: tuple[Figure, ...]

    @property
    def total(self) -> int:
        return sum(answer.number for answer in self.answers)


def chosen_answers(consultation: Consultation) -> list[Chosen]:
    """Of each question with answers to choose among; comments that nobody may read are not in it. Read from the tallies."""
    asked = [question for question in consultation.questions.all() if question.answers]
    if not asked:
        return []
    numbers = tallies(consultation, "answer").get("answer", {})
    return [Chosen(one, tuple(_chosen(one, numbers))) for one in asked]


def _chosen(question: Question, numbers: dict[str, int]) -> Iterable[Figure]:
    """A tally names an answer by the position of its question and its place in it."""
    for place, answer in enumerate(question.answers, 1):
        yield Figure("", answer, numbers.get(f"{question.position} {place}", 0))


def _figures(numbers: dict[str, int], choices: Iterable[tuple[str, str]]) -> tuple[Figure, ...]:
    return tuple(Figure(key, str(label), numbers[key]) for key, label in choices if numbers.get(key))


def _countries(numbers: dict[str, int]) -> tuple[Figure, ...]:
    """The most frequent first; those who didn't say come last."""
    found = sorted(_figures(numbers, countries), key=lambda figure: (-figure.number, figure.label))
    return (*found, *_figures(numbers, [("", "Not said")]))


def for_their_sender(submission: Submission) -> CommentQuerySet:
    """The comments of a submission, with the words of their `confidential` parts (empty: there is none): for no other eyes."""
    part = Subquery(ConfidentialPart.objects.filter(comment=OuterRef("pk")).values("words"))
    confidential = Coalesce(part, Value(""), output_field=TextField())
    return submission.comments.annotate(confidential=confidential)


TEXTS_OF_CLAUSE = [f"clause__{name}" for name in ("body", "body_html", "words", "names", "rationale", "rationale_html")]


def docket(consultation: Consultation) -> CommentQuerySet:
    """Every moderated comment of a consultation in the order of arrival, with what a public page shows beside it.

    Withheld and withdrawn ones are in it, to be shown without words and without author.
    """
    known = Comment.objects.for_consultation(consultation).on_record()
    related = known.select_related("submission", "consultation", "clause", "question").defer(*TEXTS_OF_CLAUSE)
    return related.prefetch_related("disposition", "attachments").order_by("id")  # joined, it may be read from the first one on


def with_files(found: CommentQuerySet) -> CommentQuerySet:
    """The same comments, and what is attached to them, in one query."""
    files = Attachment.objects.filter(comment=OuterRef("pk")).order_by("number")
    told = JSONObject(**{name: name for name in ("number", "name", "kind", "size")})
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


def waiting_for_moderation(consultation: Consultation) -> int:
    """How many comments nobody has read yet."""
    return tallies(consultation, "state").get("state", {}).get(CommentState.RECEIVED, 0)


def on_record(consultation: Consultation) -> int:
    """How many comments the docket has."""
    states = tallies(consultation, "state").get("state", {})
    return sum(states.values()) - states.get(CommentState.RECEIVED, 0)


def changes_of_substance(consultation: Consultation, most: int) -> "Found":
    """The first published comments whose answer changes what the text asks for; none before the answers are published."""
    if consultation.concluded_at is None:
        return Found([], Total(0))
    sought = _sought(consultation, [PUBLIC, f"effect:{Effect.SUBSTANTIVE}"])
    return _found(consultation, sought, None, most)


def on_clause(consultation: Consultation, anchor: str, most: int) -> "Found":
    """The first published comments on a clause, and how many there are."""
    return _found(consultation, _sought(consultation, [PUBLIC, f"on:c:{anchor}"]), None, most)


@dataclass(frozen=True)
class Wanted:
    """What a reader of the docket asks for; empty strings ask for nothing."""

    clause: str = ""
    kind: str = ""
    sender: str = ""
    outcome: str = ""
    effect: str = ""
    reaction: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Found:
    """Some comments in the order of arrival, how many there are in all, and the code after which the next ones come (empty:
    there are none)."""

    comments: list[Comment]
    total: Total
    next: str = ""


def search_docket(consultation: Consultation, wanted: Wanted, after: str = "", size: int = PAGE) -> Found:
    """The docket narrowed down, from behind the code `after`. Words and authors are searched in published comments alone,
    answers once they are public. What it costs doesn't grow with the docket."""
    start = Comment.objects.on_record().filter(code=after).values_list("pk", flat=True).first() if after else None
    if not wanted:
        return _whole_docket(consultation, start or 0, size)
    asked = asked_for(wanted.words) if wanted.words.strip() else None
    answers_wanted = wanted.outcome or wanted.effect or wanted.reaction
    if (asked is not None and not asked) or (answers_wanted and consultation.concluded_at is None):
        return Found([], Total(0))
    sought = _sought(consultation, _facts(wanted), asked)
    return _found(consultation, sought, start, size)


def found_among(codes: Collection[str], wanted: Wanted, consultation: Consultation | None = None) -> list[str]:
    """Which of these comments a search finds, in a docket or (by words alone) on the whole site."""
    asked = asked_for(wanted.words, by_other_names=consultation is None) if wanted.words.strip() else None
    if asked is not None and not asked:
        return []
    facts = [f"{consultation.pk} {fact}" for fact in _facts(wanted) or [ANY]] if consultation else []
    rows = dict(Comment.objects.public().filter(code__in=codes).values_list("pk", "code"))
    return [rows[key] for key in among(list(rows), facts, asked)]


def _facts(wanted: Wanted) -> list[str]:
    """What is wanted, as the facts of a `SearchedComment`: only public ones have words and a sender, and a withdrawn one counts
    as withdrawn, whatever was decided."""
    facts = []
    if wanted.clause:
        facts.append(
            f"on:{wanted.clause}" if wanted.clause == "whole" or QUESTION.fullmatch(wanted.clause) else f"on:c:{wanted.clause}"
        )
    names = {"kind": wanted.kind, "from": wanted.sender, "outcome": wanted.outcome, "effect": wanted.effect}
    return facts + [f"{name}:{value}" for name, value in {**names, "reaction": wanted.reaction}.items() if value]


QUESTION = re.compile(r"q:\d{1,4}")


def _sought(consultation: Consultation, facts: list[str], asked: Asked | None = None) -> Sought:
    return Sought([f"{consultation.pk} {fact}" for fact in facts or [ANY]], asked, start=_start(consultation))


def _start(consultation: Consultation) -> int:
    """The key of the first comment on record, from which on a search looks."""
    return Comment.objects.for_consultation(consultation).on_record().order_by("pk").values_list("pk", flat=True).first() or 0


def _whole_docket(consultation: Consultation, after: int, size: int) -> Found:
    page = _page(docket(consultation).filter(pk__gt=after), size)
    return Found(page.comments, Total(on_record(consultation)), page.next)


def _found(consultation: Consultation, sought: Sought, after: int | None, size: int) -> Found:
    counted = sought.counted(size + 1)
    keys = counted.first if after is None else sought.behind(after, size + 1)
    page = _page(docket(consultation).filter(pk__in=keys), size)
    return Found(page.comments, counted.total, page.next)


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
    return found.select_related("submission", "clause", "question", "disposition__decided_by")


def _about(what: str) -> Q:
    """`whole`, `q:` with a question's position, or the anchor of a clause."""
    if what == "whole":
        return Q(clause=None, question=None)
    kind, _, position = what.partition(":")
    if kind == "q" and position.isdecimal():
        return Q(question__position=int(position[:4]))
    return Q(clause__anchor=what)


@dataclass(frozen=True)
class Page:
    """One page of a list ordered by arrival; `next` is the code after which the next page begins (empty on the last)."""

    comments: list[Comment]
    next: str


def hits_in(comments: Sequence[Comment]) -> dict[int, list[tuple[ControlList, Hit]]]:
    """What the control lists in force find in the public words of each comment and its files, by its key; those with nothing
    are left out."""
    files = _words_of_files(comments)
    found = hits_in_force([_public_words(comment, files.get(comment.pk, ())) for comment in comments])
    return {comment.pk: hits for comment, hits in zip(comments, found, strict=True) if hits}


def hits_on_page(comments: Sequence[Comment]) -> tuple[dict[int, list[tuple[ControlList, Hit]]], set[int]]:
    """As `hits_in`, for many at once: and the keys of those whose files have too many new words to be looked through while
    somebody waits for the page. Publishing one looks through all of it."""
    files = _words_of_files(comments)
    with_files = [one for one in comments if one.pk in files]
    wholes = {one.pk: _public_words(one, files[one.pk]) for one in with_files}
    left, room = set(), MOST_NEW
    for key, new in zip(wholes, new_in_force(list(wholes.values())) if wholes else (), strict=True):
        room -= len(wholes[key]) if new else 0
        if new and room < 0:
            left.add(key)
    texts = [_public_words(one, ()) if one.pk in left else wholes.get(one.pk, _public_words(one, ())) for one in comments]
    return {one.pk: hits for one, hits in zip(comments, hits_in_force(texts), strict=True) if hits}, left


def _words_of_files(comments: Sequence[Comment]) -> dict[int, list[str]]:
    rows = AttachmentContent.objects.filter(attachment__comment__in=[one.pk for one in comments]).exclude(words="")
    found: dict[int, list[str]] = {}
    for comment, words in rows.order_by("attachment__number").values_list("attachment__comment", "words"):
        found.setdefault(comment, []).append(words)
    return found


def _public_words(comment: Comment, files: Sequence[str]) -> str:
    """All that is shown of it once it is published: not its confidential part, but why that is kept."""
    words = [*(part.words for part in comment.said), comment.confidential_reason, *files]
    return "\n\n".join(filter(None, words))


def page_after(found: CommentQuerySet, after: str, user: Reader, size: int = PAGE) -> Page:
    """The `size` comments that follow the one with code `after` (keyset: as quick on the thousandth page as on the first).

    A code of which this reader may not know is as good as none: the first page.
    """
    start = Comment.objects.seen_by(user).filter(code=after).first() if after else None
    return _page(found.filter(id__gt=start.pk) if start else found, size)


def page_in_text_order(found: CommentQuerySet, after: str, size: int = PAGE) -> Page:
    """As `page_after`, in the order of the text."""
    start = Comment.objects.in_text_order().filter(code=after).first() if after else None
    found = found.in_text_order()
    return _page(found.filter(_behind(start)) if start else found, size)


def _page(found: CommentQuerySet, size: int) -> Page:
    rows = list(found[: size + 1])
    return Page(rows[:size], rows[size - 1].code if len(rows) > size else "")


def _behind(comment: Any) -> Q:
    return Q(place__gt=comment.place) | Q(place=comment.place, id__gt=comment.pk)


def _before(comment: Any) -> Q:
    return Q(place__lt=comment.place) | Q(place=comment.place, id__lt=comment.pk)


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
    before, behind = rows.filter(_before(here)), rows.filter(_behind(here))
    codes = (before.values_list("code", flat=True).last(), behind.values_list("code", flat=True).first())
    return Spot(before.count() + 1, rows.count(), codes[0] or "", codes[1] or "")


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
