"""Where else in a norm words stand that somebody is about to withhold, in what can't be withheld: to be changed there, or
published and so frozen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape

from norms.models import Clause
from normsite.foundation.accounts.access import Reader
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.again import OF_TEXTS
from normsite.portal.withheld.subjects import Subject
from riskreviews.models import Assessment, Safeguard, Scenario


@dataclass(frozen=True)
class Place:
    """Where the words stand, and how it is called."""

    title: str
    address: str


Published = Callable[[Subject, Reader], list[Place]]
_PUBLISHED: list[Published] = []


def tells_published(find: Published) -> None:
    """What is published stands above this room: it names itself who finds words in it."""
    _PUBLISHED.append(find)


def said_when_published(subject: Subject, reader: Reader) -> list[Place]:
    """The publications of its norm that say what a part says, of those that this reader may see: they stay as they are."""
    if subject.norm is None or subject.part.kind not in OF_TEXTS:
        return []
    return [place for find in _PUBLISHED for place in find(subject, reader)]


def said_elsewhere(subject: Subject, reader: Reader) -> list[Place]:
    """The clauses, titles and scopes of its norm that say again what a part says, of all that this reader may see; a clause in
    the newest text that says it."""
    if subject.norm is None or subject.part.kind not in OF_TEXTS:
        return []
    of_norm = {"assessment__revision__norm": subject.norm}
    assessments = Assessment.objects.seen_by(reader).filter(revision__norm=subject.norm)
    return [
        *_clauses(subject, reader),
        *_named(subject, "Title or scope", assessments, "title", "scope"),
        *_named(subject, "Title", Scenario.objects.seen_by(reader).filter(**of_norm).select_related("assessment"), "title"),
        *_named(subject, "Title", Safeguard.objects.seen_by(reader).filter(**of_norm).select_related("assessment"), "title"),
    ]


def _clauses(subject: Subject, reader: Reader) -> Iterator[Place]:
    rows = Clause.objects.seen_by(reader).filter(revision__norm=subject.norm).select_related("revision__norm")
    found: dict[str, Place] = {}
    for one in rows.defer("body", "words", "names", "rationale", "rationale_html").order_by("-revision__number", "order"):
        html = f"<p>{escape(one.title)}</p>{one.body_html}"
        if one.anchor not in found and subject.known.is_said_in(html, html):
            found[one.anchor] = Place(f"Text of {isolated(one)}, {isolated(one.revision.name)}", one.get_absolute_url())
    yield from found.values()


def _named(subject: Subject, called: str, rows: "QuerySet[Any]", *fields: str) -> Iterator[Place]:
    for one in rows.order_by("pk"):
        said = "\n\n".join(getattr(one, name) for name in fields)
        if subject.known.is_said_in(said, f"<p>{escape(said)}</p>"):
            yield Place(f"{called} of {one.code}", one.get_absolute_url())
