"""The public register: what is withheld now, counted by norm, by ground and by age, and narrowed by each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Func, OuterRef, Q, Subquery, TextField
from django.utils import timezone

from norms.models import Norm, Revision
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.models import Withholding, WithholdingQuerySet
from normsite.foundation.withholding.vocabulary import Basis
from normsite.portal.withheld.seen import public
from normsite.portal.withheld.subjects import Subject, subjects_of

PAGE = 50
AGES = (
    ("new", "Less than three months", 0, 90),
    ("year", "Three months to a year", 90, 365),
    ("years", "One to two years", 365, 730),
    ("old", "Two years and longer", 730, None),
)
"""How long it has been withheld: name, words, from so many days, to fewer than so many."""
NO_NORM = "none"
LIFTED = "lifted"
STANDS, MADE_PUBLIC = Q(lifted_at=None, ended_at=None), Q(lifted_at__isnull=False)
DECIDED = Func(
    *("kind", "since", "decided_on", "authorised_by", "basis", "reason", "until"), function="ROW", output_field=TextField()
)
"""What a place and its copies have in common."""


@dataclass(frozen=True)
class Wanted:
    """By what the register is narrowed: the code of a norm (`NO_NORM`: of none), a ground, an age, a state (`LIFTED`: made
    public since); each may be empty."""

    norm: str = ""
    basis: str = ""
    age: str = ""
    state: str = ""


@dataclass(frozen=True)
class Bar:
    """How many stand under one heading, of how many in all; `key` narrows the register to them."""

    key: str
    words: str
    number: int
    total: int


@dataclass(frozen=True)
class Line:
    """A gap with what it is about, None where that is gone meanwhile, and whether its reader may decide on it."""

    withholding: Withholding
    subject: Subject | None
    may_decide: bool = False


@dataclass(frozen=True)
class Sums:
    """How many places are found by what is asked for, and of all that is public how many were made public again, and by how
    many decisions those are withheld that are: copies are by one, until somebody decides on them apart."""

    found: int
    lifted: int
    decisions: int


def narrowed(wanted: Wanted, today: date) -> WithholdingQuerySet:
    """What is asked for, the longest withheld last; what was made public again only where that is asked for."""
    return public().filter(_asked_for(wanted, today)).defer("keys").select_related("authorised_by", "lifted_by")


def _asked_for(wanted: Wanted, today: date) -> Q:
    asked = MADE_PUBLIC if wanted.state == LIFTED else STANDS
    if wanted.norm:
        asked &= Q(norm="" if wanted.norm == NO_NORM else wanted.norm)
    if wanted.basis:
        asked &= Q(basis=wanted.basis)
    for key, _, at_least, fewer in AGES:
        if key == wanted.age:
            asked &= _aged(today, at_least, fewer)
    return asked


def _aged(today: date, at_least: int, fewer: int | None) -> Q:
    aged = Q(since__lt=_midnight(today - timedelta(days=at_least - 1)))
    return aged if fewer is None else aged & Q(since__gte=_midnight(today - timedelta(days=fewer - 1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page_of(found: WithholdingQuerySet, after: str) -> tuple[list[Line], str]:
    """Some lines behind that of the gap `after`, and after which the next ones come (empty on the last page)."""
    since, pk = (Subquery(found.filter(code=after).values(name)[:1]) for name in ("since", "pk"))
    behind = Q(since__lt=since) | Q(since=since, pk__lt=pk)
    rows = list(found.filter(behind)[: PAGE + 1]) if after else []
    rows = rows or list(found[: PAGE + 1])  # an unknown one leads to the first page
    return lines_of(rows[:PAGE]), rows[PAGE - 1].code if len(rows) > PAGE else ""


def lines_of(rows: Iterable[Withholding]) -> list[Line]:
    there = list(rows)
    subjects = subjects_of(there, AnonymousUser())
    return [Line(one, subjects.get(one.pk)) for one in there]


def counted(today: date) -> dict[str, list[Bar]]:
    """What stands now by norm, by ground and by age, in one query: every part is counted once in each."""
    title = Subquery(Norm.objects.filter(code=OuterRef("norm")).values("title")[:1])
    rows = list(public().standing().order_by().values_list("norm", "basis", "since", title))
    titles = {norm: title or "" for norm, *_, title in rows}
    norms = Counter(norm or NO_NORM for norm, *_ in rows)
    bases = Counter(basis for _, basis, *_ in rows)
    ages = Counter(_age((today - timezone.localdate(since)).days) for _, _, since, _ in rows)
    total = len(rows)
    return {
        "norm": [Bar(key, _norm(key, titles), number, total) for key, number in norms.most_common()],
        "basis": [Bar(basis.value, str(basis.label), bases[basis], total) for basis in Basis if bases[basis]],
        "age": [Bar(key, words, ages[key], total) for key, words, *_ in AGES if ages[key]],
    }


def sums(wanted: Wanted, today: date) -> Sums:
    """In one query."""
    return Sums(
        **public().aggregate(
            found=Count("pk", filter=_asked_for(wanted, today)),
            lifted=Count("pk", filter=MADE_PUBLIC),
            decisions=Count(DECIDED, filter=STANDS, distinct=True),
        )
    )


def _age(days: int) -> str:
    return next(key for key, _, _, fewer in AGES if fewer is None or days < fewer)


def _norm(key: str, titles: dict[str, str]) -> str:
    return "Of no norm" if key == NO_NORM else f"{key} {isolated(titles.get(key, ''))}"


def next_turn() -> datetime | None:
    """When the clock alone changes the register: at midnight, at which everything is a day older, or when a text comes out."""
    midnight = _midnight(timezone.localdate() + timedelta(days=1))
    release = Revision.objects.next_release()
    return min(midnight, release) if release else midnight
