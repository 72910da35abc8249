"""Which texts wait to be published, and what the public was asked about each."""

import re
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from comments.models import Consultation
from norms.models import Revision, RevisionState
from normsite.foundation.documents import Document
from normsite.portal.publication.layout import CARD_PLACE, CLAUSE, Layout
from normsite.portal.publication.models import Passage, Publication

NUMBER = re.compile(r"(?:\d{1,3}|[A-Z])(?:\.\d{1,3})*", re.IGNORECASE)
"""The number of a clause, as people type it into a search."""
AROUND_A_NUMBER = frozenset(("clause", "subclause", "annex", "of", "in", "the", "why", "is", "required"))
MOST_NUMBERED = 10


def awaiting_publication() -> list[Revision]:
    """The newest frozen revision of each norm whose consultation is over and which is not published; no restricted one."""
    newest = Revision.objects.filter(state=RevisionState.FROZEN).order_by("norm_id", "-number").distinct("norm_id")
    consultations = Consultation.objects.filter(revision__norm=OuterRef("norm"))
    waiting = Revision.objects.filter(Exists(consultations), ~Exists(consultations.filter(concluded_at=None)), pk__in=newest)
    unpublished = waiting.filter(is_restricted=False).exclude(pk__in=Publication.objects.values("revision"))
    return list(unpublished.select_related("norm").order_by("norm__title"))


def lineage(revision: Revision) -> list[Revision]:
    """The revision and those it was made from, newest first."""
    found = [revision]
    while found[-1].based_on_id is not None:
        found.append(found[-1].based_on)  # type: ignore[arg-type]  # based_on_id says it is there
    return found


def consultations_on(revision: Revision) -> list[Consultation]:
    """Every consultation on the revision and those it was made from, the oldest first.

    One that an earlier publication has told of already stays with that one, unless there is nothing newer.
    """
    line = lineage(revision)
    held = list(Consultation.objects.filter(revision__in=line).select_related("revision").order_by("opens_at", "pk"))
    earlier = Publication.objects.filter(revision__in=line[1:]).order_by("-published_at").first()
    if earlier is None:
        return held
    newer = [one for one in held if one.concluded_at is None or one.concluded_at > earlier.published_at]
    return newer or [one for one in held if one.revision_id == earlier.consulted_on_id]


def consulted_revision(revision: Revision) -> Revision | None:
    """The newest revision in the lineage on which the public was consulted."""
    return max((one.revision for one in consultations_on(revision)), key=lambda one: one.number, default=None)


def layout_of(publication: Publication) -> Layout:
    """Its record as it is laid out on pages; of one that was read a moment ago without asking the database."""
    return _layout(publication.pk, publication.digest, publication.get_absolute_url())


@lru_cache(maxsize=4)
def _layout(key: int, digest: str, base: str) -> Layout:
    """What a digest stands for never changes."""
    stored = Publication.objects.values_list("document", flat=True).get(pk=key)
    return Layout(Document.load(bytes(stored)), base)


def with_cards(found: QuerySet[Publication]) -> QuerySet[Publication]:
    """The same publications, and where their cards are, in one query."""
    cards = Passage.objects.cards().filter(publication=OuterRef("pk")).order_by()
    return found.annotate(cards_read=ArraySubquery(cards.values_list(JSONObject(anchor="anchor", place="place"))))


def cards_of(publication: Publication) -> dict[str, str]:
    """The addresses of the cards of a publication that was read `with_cards`, by the anchor of the clause."""
    read: list[dict[str, str]] = publication.cards_read  # type: ignore[attr-defined]  # annotated
    return {card["anchor"].removeprefix(CLAUSE): f"{publication.get_absolute_url()}{card['place']}" for card in read}


def published_after(consulted: Revision, anchor: str) -> tuple[Publication | None, Passage | None]:
    """What was published after a text was consulted on, and in it the card of the clause with this anchor, if there is one; in
    one query."""
    card = Passage.objects.cards().filter(publication=OuterRef("pk"), anchor=f"{CLAUSE}{anchor}")
    found = Publication.objects.filter(consulted_on=consulted).select_related("revision__norm").defer("document")
    found = found.annotate(place=Subquery(card.values("place")[:1]), title=Subquery(card.values("title")[:1]))
    publication = found.first()
    if publication is None or not publication.place:
        return publication, None
    facts = {"anchor": f"{CLAUSE}{anchor}", "title": publication.title, "place": publication.place}
    return publication, Passage(publication=publication, **facts)


def cards_numbered(words: str) -> list[Passage]:
    """The cards of the clauses whose number these words name ("7.3", "clause 7.3 of N-1"), the newest publication first; other
    words among them are of the norm's code, designation or title. None where they name no number, or more than one."""
    asked = [word.strip(".,:;?").casefold() for word in words.split()]
    said = [word for word in asked if word and word not in AROUND_A_NUMBER]
    numbers = [word for word in said if NUMBER.fullmatch(word)]
    if len(numbers) != 1:
        return []
    newest = Publication.objects.order_by("revision__norm_id", "-published_at").distinct("revision__norm_id")
    found = Passage.objects.filter(place=f"{CARD_PLACE}{numbers[0].upper()}/", publication__in=newest.values("pk"))
    found = found.select_related("publication__revision__norm").defer("words", "publication__document")
    for word in said:
        if word != numbers[0]:
            found = found.filter(
                Q(publication__revision__norm__title__icontains=word)
                | Q(publication__revision__norm__code__iexact=word)
                | Q(publication__revision__norm__designation__icontains=word)
            )
    return list(found.order_by("-publication__published_at")[:MOST_NUMBERED])
