"""The public register: what is withheld now, counted by norm, by ground and by age, and narrowed by each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
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


def narrowed(wanted: Wanted, today: date) -> WithholdingQuerySet:
    """What is asked for, the longest withheld last; what was made public again only where that is asked for."""
    found = (public().exclude(lifted_at=None) if wanted.state == LIFTED else public().standing()).defer("keys")
    if wanted.norm:
        found = found.filter(norm="" if wanted.norm == NO_NORM else wanted.norm)
    if wanted.basis:
        found = found.filter(basis=wanted.basis)
    for key, _, at_least, fewer in AGES:
        if key == wanted.age:
            found = found.filter(_aged(today, at_least, fewer))
    return found.select_related("authorised_by", "lifted_by")


def _aged(today: date, at_least: int, fewer: int | None) -> Q:
    aged = Q(since__lt=_midnight(today - timedelta(days=at_least - 1)))
    return aged if fewer is None else aged & Q(since__gte=_midnight(today - timedelta(days=fewer - 1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page_of(found: WithholdingQuerySet, after: str) -> tuple[list[Line], str]:
    """Some lines behind that of the gap `after`, and after which the next ones come (empty on the last page)."""
    start = found.filter(code=after).first() if after else None
    rest = found.filter(Q(since__lt=start.since) | Q(since=start.since, pk__lt=start.pk)) if start else found
    rows = list(rest[: PAGE + 1])
    return lines_of(rows[:PAGE]), rows[PAGE - 1].code if len(rows) > PAGE else ""


def lines_of(rows: Iterable[Withholding]) -> list[Line]:
    there = list(rows)
    subjects = subjects_of(there, AnonymousUser())
    return [Line(one, subjects.get(one.pk)) for one in there]


def counted(today: date) -> dict[str, list[Bar]]:
    """What stands now by norm, by ground and by age, in two queries: every part is counted once in each."""
    rows = list(public().standing().order_by().values_list("norm", "basis", "since"))
    titles = dict(Norm.objects.filter(code__in={norm for norm, *_ in rows}).values_list("code", "title"))
    norms = Counter(norm or NO_NORM for norm, *_ in rows)
    bases = Counter(basis for _, basis, _ in rows)
    ages = Counter(_age((today - timezone.localdate(since)).days) for *_, since in rows)
    total = len(rows)
    return {
        "norm": [Bar(key, _norm(key, titles), number, total) for key, number in norms.most_common()],
        "basis": [Bar(basis.value, str(basis.label), bases[basis], total) for basis in Basis if bases[basis]],
        "age": [Bar(key, words, ages[key], total) for key, words, *_ in AGES if ages[key]],
    }


def decisions_among(found: WithholdingQuerySet) -> int:
    """By how many decisions these places are withheld: copies are by one, until somebody decides on them apart."""
    alike = ("kind", "since", "decided_on", "authorised_by", "basis", "reason", "until")
    number: int = found.order_by().values(*alike).distinct().count()
    return number


def _age(days: int) -> str:
    return next(key for key, _, _, fewer in AGES if fewer is None or days < fewer)


def _norm(key: str, titles: dict[str, str]) -> str:
    return "Of no norm" if key == NO_NORM else f"{key} {isolated(titles.get(key, ''))}"


def next_turn() -> datetime | None:
    """When the clock alone changes the register: at midnight, at which everything is a day older, or when a text comes out."""
    midnight = _midnight(timezone.localdate() + timedelta(days=1))
    release = Revision.objects.next_release()
    return min(midnight, release) if release else midnight
