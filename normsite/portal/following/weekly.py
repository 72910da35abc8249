"""What happened week by week (ISO 8601, in UTC), for everybody: by norm, as a mailed digest has it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.fields.json import KT
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils import timezone

from norms.models import Norm
from normsite.foundation.notices.kinds import KINDS, Pace
from normsite.foundation.notices.letters import Told, by_norm
from normsite.foundation.notices.models import Event, EventQuerySet
from normsite.foundation.notices.targets import SITE
from normsite.portal.following.standing import IN_UTC, as_it_stands

SEVEN_DAYS = timedelta(days=7)
MOST = 500  # events told in full on one page
# What happens fifty times a day is counted.
MANY = frozenset(kind.key for kind in KINDS.values() if kind.soonest != Pace.NOW)


@dataclass(frozen=True, order=True)
class Week:
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @classmethod
    def at(cls, instant: datetime) -> "Week":
        year, number, _ = instant.astimezone(UTC).isocalendar()
        return cls(year, number)

    @cached_property
    def first_day(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def days(self) -> str:
        """From when to when, in words."""
        return f"{self.first_day:%-d %B} to {self.first_day + SEVEN_DAYS - timedelta(days=1):%-d %B %Y}"

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first_day, time(), UTC)

    @property
    def before(self) -> "Week":
        return Week.at(self.begins_at - SEVEN_DAYS)

    @property
    def after(self) -> "Week":
        return Week.at(self.begins_at + SEVEN_DAYS)

    @property
    def is_running(self) -> bool:
        return self == Week.at(timezone.now())

    def get_absolute_url(self) -> str:
        return reverse("following:week", args=[self])


class WeekConverter:
    """`2026-W48` in an address; a week that no year has is none."""

    regex = "[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        week = Week(int(value[:4]), int(value[6:]))
        week.first_day  # noqa: B018  # raises ValueError where there is no such week, by which Django finds no page
        return week

    def to_url(self, value: Week) -> str:
        return str(value)


def _of_site() -> EventQuerySet:
    return Event.objects.for_everybody().of(SITE)


def weeks() -> tuple[Week, Week]:
    """The first of which there is something to tell, and the running one."""
    first = _of_site().order_by("at").values_list("at", flat=True).first()
    running = Week.at(timezone.now())
    return (Week.at(first) if first else running), running


def every_week() -> list[Week]:
    """The newest first."""
    first, week = weeks()
    found = []
    while week >= first:
        found.append(week)
        week = week.before
    return found


def numbers() -> list[tuple[Week, int, bool]]:
    """Every week with the number of its events, and whether there were any of those that are too many to be counted here."""
    found = every_week()
    singly = _of_site().exclude(kind__in=MANY).annotate(week=TruncWeek("at", tzinfo=UTC)).order_by().values_list("week")
    by_week = {Week.at(begins): number for begins, number in singly.annotate(Count("pk"))}
    lively = _with_many(found)
    return [(week, by_week.get(week, 0), week in lively) for week in found]


# One look into the index for each week, where counting would read a million rows.
_WITH_MANY = """
SELECT week FROM unnest(%(weeks)s::timestamptz[]) AS week WHERE EXISTS (
    SELECT FROM notices_event event
    WHERE event.audience = 'everybody' AND event.withdrawn_at IS NULL AND event.kind = ANY(%(many)s)
        AND event.at >= week AND event.at < week + interval '168 hours' AND event.at <= %(now)s AND 'site' = ANY(event.targets)
)
"""


def _with_many(some: Iterable[Week]) -> set[Week]:
    values: dict[str, Any] = {"weeks": [week.begins_at for week in some], "many": sorted(MANY), "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(_WITH_MANY, values)
        return {Week.at(begins) for (begins,) in cursor.fetchall()}


@dataclass(frozen=True)
class Said:
    """How many comments on one consultation could be read for the first time."""

    consultation: str
    title: str
    number: int


@dataclass(frozen=True)
class Brought:
    """What a week brought to one norm, or to none in particular. `page` is empty where nobody may read its text yet."""

    code: str
    title: str
    page: str
    told: tuple[Told, ...]
    said: tuple[Said, ...]


def brought(week: Week) -> list[Brought]:
    """By norm, the most urgent first."""
    events = _of_site().filter(at__gte=week.begins_at, at__lt=week.after.begins_at)
    with IN_UTC:
        groups = by_norm(list(events.exclude(kind__in=MANY)[:MOST]))
    said, titles = _said(events.filter(kind__in=MANY))
    titles = {group.code: group.title for group in groups} | titles
    told = {group.code: tuple(map(as_it_stands, group.told)) for group in groups}
    pages = _pages(titles)
    codes = dict.fromkeys([*told, *said])
    return [Brought(code, titles[code], pages.get(code, ""), told.get(code, ()), tuple(said[code])) for code in codes]


def _said(events: EventQuerySet) -> tuple[dict[str, list[Said]], dict[str, str]]:
    """By the code of the norm; and what these norms are called."""
    named = events.annotate(consultation=KT("facts__consultation"), title=KT("facts__title"))
    counted = named.order_by("norm", "consultation").values_list("norm", "norm_title", "consultation", "title")
    said: dict[str, list[Said]] = defaultdict(list)
    titles = {}
    for norm, norm_title, consultation, title, number in counted.annotate(number=Count("pk")):
        said[norm].append(Said(consultation, title, number))
        titles[norm] = norm_title
    return said, titles


def _pages(codes: Iterable[str]) -> dict[str, str]:
    return {norm.code: norm.get_absolute_url() for norm in Norm.objects.public().filter(code__in=codes)}
