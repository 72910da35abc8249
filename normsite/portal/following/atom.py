"""Feeds as bytes: Atom (RFC 4287), so many entries on a page, with the older ones behind it (RFC 5005).

Django's own writer has most of it. It would call a feed without entries changed now, and take summaries for HTML.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from normsite.foundation.notices.details import DETAILS
from normsite.foundation.notices.models import Event
from normsite.foundation.unseen import show_unseen
from normsite.portal.following.feeds import Feed
from normsite.portal.following.standing import told_now

MOST = 50
TAGGED_SINCE = 2026  # RFC 4151: the year in which the names were given; it never changes
BEGINNING = datetime(TAGGED_SINCE, 1, 1, tzinfo=UTC)
HISTORY = "http://purl.org/syndication/history/1.0"
_NO_CHARACTERS = str.maketrans("", "", "\ufffe\uffff")  # XML 1.0, section 2.2


def written(feed: Feed, before: Event | None = None) -> bytes:
    """The newest entries of a feed, or those older than an event."""
    events = feed.events()
    if before is not None:
        events = events.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk))
    page = list(events[: MOST + 1])
    older = page[MOST - 1] if len(page) > MOST else None
    file = _Atom(
        title=_plain(f"{feed.title} – {settings.SITE_NAME}"),
        link=settings.BASE_URL + feed.page,
        description="",
        language=settings.LANGUAGE_CODE,
        author_name=settings.BODY_NAME,
        feed_url=_address(feed, before),
        feed_guid=_tag("feed", feed.name),
        current=_address(feed) if before else "",
        older=_address(feed, older) if older else "",
    )
    for event in page[:MOST]:
        _add(file, event)
    return file.writeString("utf-8").encode()


def _add(file: "_Atom", event: Event) -> None:
    told = told_now(event)
    file.add_item(
        title=_plain(told.title),
        link=told.url,
        description=_plain(told.text),
        unique_id=_tag("event", event.occasion),
        pubdate=event.at,
        updateddate=updated_at(event),
        categories=[event.kind],
    )


def updated_at(event: Event) -> datetime:
    """When what is told of it was last another: when it was called back, or when a worker had counted what changed."""
    counted = event.told_at if event.kind in DETAILS else None
    return max(instant for instant in (event.at, counted, event.recalled_at) if instant)


def _address(feed: Feed, before: Event | None = None) -> str:
    path = reverse("following:older", args=[before.pk, feed.name]) if before else feed.path
    return settings.BASE_URL + path


def _tag(sort: str, name: str) -> str:
    """RFC 4151. It is the name of the thing, wherever it may be found later, and whatever becomes of it."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{TAGGED_SINCE}:{sort}/{quote(name, safe='/:@')}"


def _plain(words: str) -> str:
    return show_unseen(words).translate(_NO_CHARACTERS)


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=BEGINNING)

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:fh": HISTORY}

    def add_root_elements(self, handler: Any) -> None:
        """With the way to the older entries: `next` for who pages (section 3), `prev-archive` for who keeps all (section 4)."""
        super().add_root_elements(handler)
        if self.feed["current"]:
            handler.addQuickElement("fh:archive")
            handler.addQuickElement("link", "", {"rel": "current", "href": self.feed["current"]})
        for rel in ("next", "prev-archive") if self.feed["older"] else ():
            handler.addQuickElement("link", "", {"rel": rel, "href": self.feed["older"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})
