"""Which Atom feeds there are: of the whole site, of some of its fields, and of each thing that can be followed.

A feed has the name under which it stands at `/feeds/`: `all`, `norm/N-12`, `consultation/CN-3/comments`. With `important` at
its end it holds only what matters; that of the whole site is `important` alone. Pages that are kept as finished copies have no
query, so names are all that tells feeds apart. Whatever nobody outside may know of has no feed, like what was never there.
"""

from dataclasses import dataclass, replace

from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst

from normsite.foundation.notices.kinds import KINDS, Area
from normsite.foundation.notices.models import Event, EventQuerySet
from normsite.foundation.notices.targets import SITE, name_of, target
from normsite.portal.following.subjects import find_subject

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
    return replace(feed, name=name, title=f"{feed.title}: only what matters", kinds=kinds)


def _feed(name: str) -> Feed:
    if name == "all" or not name:
        return Feed("all", "Everything", reverse("pages:home"))
    if name in FIELDS:
        title, page, kinds = FIELDS[name]
        return Feed(name, title, reverse(page), kinds=kinds)
    sort, _, key = name.partition("/")
    if sort not in FOUND or not key:
        raise Http404
    if sort == "consultation" and key.endswith(f"/{COMMENTS}"):
        return _comments(key.removesuffix(f"/{COMMENTS}"))
    return _of_subject(sort, key)


def _of_area(area: Area) -> frozenset[str]:
    return frozenset(kind.key for kind in KINDS.values() if kind.area == area)


FIELDS = {
    "norms": ("Norms and their rationale", "pages:norms", _of_area(Area.NORMS)),
    "consultations": ("Consultations", "comments:list", _of_area(Area.CONSULTATIONS)),
    "decisions": ("Answers to comments", "comments:list", frozenset({"answers_published"})),
    "publications": ("Published norms", "publication:list", frozenset({"rationale_published"})),
}


FOUND = ("norm", "consultation", "clause", "obligation", "committee", "topic", "organisation", "jurisdiction")
"""What has a feed of its own, of all that can be followed."""


def _of_subject(sort: str, name: str) -> Feed:
    found = find_subject(target(sort, name))
    return Feed(f"{sort}/{name_of(found.target)}", capfirst(found.name), found.path, found.target)


def _comments(code: str) -> Feed:
    """What everybody may read of a consultation's docket."""
    feed = _of_subject("consultation", code)
    page = reverse("comments:docket", args=[name_of(feed.target)])
    kinds = frozenset({"comment_published"})
    return replace(feed, name=f"{feed.name}/{COMMENTS}", title=f"{feed.title}: comments", page=page, kinds=kinds)
