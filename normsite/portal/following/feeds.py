"""Which Atom feeds there are: of the whole site, of some of its fields, and of each thing that can be followed.

A feed has the name under which it stands at `/feeds/`: `all`, `norm/N-12`, `consultation/CN-3/comments`. With `important` at
its end it holds only what matters; that of the whole site is `important` alone. Pages that are kept as finished copies have no
query, so names are all that tells feeds apart. Whatever nobody outside may know of has no feed, like what was never there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django_countries import countries

from comments.models import Consultation
from norms.models import Clause, Norm, Obligation
from normsite.foundation.notices.kinds import KINDS, Area
from normsite.foundation.notices.models import Event, EventQuerySet
from normsite.foundation.notices.targets import LONGEST, SITE, target

Row = TypeVar("Row", bound=Model)

IMPORTANT, COMMENTS = "important", "comments"
MATTER = frozenset(kind.key for kind in KINDS.values() if kind.matters)


@dataclass(frozen=True)
class Feed:
    """What belongs to a `target`, and of that only some `kinds`, or all if there are none. `page` shows its thing to people."""

    name: str
    title: str
    page: str
    target: str = SITE
    kinds: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        return reverse("following:feed", args=[self.name])

    def events(self) -> EventQuerySet:
        """The newest first."""
        found = Event.objects.for_everybody().of(self.target)
        return found.of_kinds(self.kinds) if self.kinds else found


def feed_named(name: str) -> Feed:
    """The feed of this name; 404 where there is none."""
    words = name.split("/")
    important = words[-1] == IMPORTANT
    feed = _feed("/".join(words[:-1]) if important else name)
    return _only_what_matters(feed) if important else feed


def _only_what_matters(feed: Feed) -> Feed:
    kinds = feed.kinds & MATTER if feed.kinds else MATTER
    if not kinds or kinds == feed.kinds:
        raise Http404  # it would be empty, or the same
    name = IMPORTANT if feed.name == "all" else f"{feed.name}/{IMPORTANT}"
    return Feed(name, f"{feed.title}, only what matters", feed.page, feed.target, kinds)


def _feed(name: str) -> Feed:
    if name == "all" or not name:
        return Feed("all", "Everything", reverse("pages:home"))
    if name in FIELDS:
        title, page, kinds = FIELDS[name]
        return Feed(name, title, reverse(page), kinds=kinds)
    sort, _, key = name.partition("/")
    if sort not in FOUND or not key:
        raise Http404
    return FOUND[sort](key)


def _of_area(area: Area) -> frozenset[str]:
    return frozenset(kind.key for kind in KINDS.values() if kind.area == area)


FIELDS = {
    "norms": ("Norms and their rationale", "pages:norms", _of_area(Area.NORMS)),
    "consultations": ("Consultations", "comments:list", _of_area(Area.CONSULTATIONS)),
    "decisions": ("Answers to comments", "comments:list", frozenset({"answers_published"})),
    "publications": ("Published norms", "publication:list", frozenset({"rationale_published"})),
}


def _norm(code: str) -> Feed:
    norm = _first(Norm.objects.public().filter(code=code.upper()))
    return Feed(f"norm/{norm.code}", norm.title, norm.get_absolute_url(), target("norm", norm.code))


def _consultation(key: str) -> Feed:
    code, _, of = key.partition("/")
    if of not in ("", COMMENTS):
        raise Http404
    found = _first(Consultation.objects.filter(code=code.upper()))
    name, to = f"consultation/{found.code}", target("consultation", found.code)
    if not of:
        return Feed(name, found.title, found.get_absolute_url(), to)
    page = reverse("comments:docket", args=[found.code])
    return Feed(f"{name}/{COMMENTS}", f"Comments on {found.title}", page, to, frozenset({"comment_published"}))


def _clause(key: str) -> Feed:
    code, _, anchor = key.partition("/")
    clauses = Clause.objects.public().filter(revision__norm__code=code.upper(), anchor=anchor)
    clause = _first(clauses.select_related("revision__norm").order_by("-revision__number"))
    norm = clause.revision.norm
    title, to = f"{clause.label} of {norm.title}", target("clause", norm.code, anchor)
    return Feed(f"clause/{norm.code}/{anchor}", title, clause.get_absolute_url(), to)


def _obligation(code: str) -> Feed:
    found = _first(Obligation.objects.filter(code=code.upper()))
    return Feed(f"obligation/{found.code}", str(found), found.get_absolute_url(), target("obligation", found.code))


def _named(sort: str) -> Callable[[str], Feed]:
    """What is known by a name alone is there as long as anybody may know of an event that bears the name."""

    def found(name: str) -> Feed:
        to = target(sort, name)
        if len(to) > LONGEST or not Event.objects.for_everybody().of(to).exists():
            raise Http404
        title = countries.name(name) if sort == "jurisdiction" else name
        return Feed(f"{sort}/{name}", str(title or name), reverse("pages:home"), to)

    return found


def _first(rows: QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise Http404
    return row


FOUND: dict[str, Callable[[str], Feed]] = {
    "norm": _norm,
    "consultation": _consultation,
    "clause": _clause,
    "obligation": _obligation,
    **{sort: _named(sort) for sort in ("topic", "committee", "organisation", "jurisdiction")},
}
