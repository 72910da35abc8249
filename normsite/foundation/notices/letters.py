"""The words of notices and digests, in the zone and the language that are on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime

from normsite.foundation.notices.models import Event, Subscription
from normsite.foundation.notices.targets import SITE
from normsite.foundation.notifications.letters import Writing, slot


@dataclass(frozen=True)
class Told:
    """An event in words: a line, and some sentences as paragraphs."""

    event: Event
    title: str
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        return self.event.url

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def in_words(event: Event) -> Told:
    """What is told of an event. The templates have its `facts` by their names, and the `event`."""
    words = {**_facts(event), "event": event, "base_url": settings.BASE_URL, "body_name": settings.BODY_NAME}
    title = " ".join(render_to_string(f"notices/{event.kind}.title.txt", words).split())
    text = render_to_string(f"notices/{event.kind}.txt", words)
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return Told(event, title, tuple(paragraph for paragraph in paragraphs if paragraph))


def _facts(event: Event) -> dict[str, Any]:
    """With instants as instants: their names end in `_at`."""
    return {name: parse_datetime(value) if name.endswith("_at") else value for name, value in event.facts.items()}


@dataclass(frozen=True)
class OfNorm:
    """What a digest tells of one norm, or of none in particular."""

    code: str
    title: str
    told: tuple[Told, ...]


def write_notice(events: Sequence[Event], why: Sequence[str]) -> Writing:
    """The letter of one event that is told at once."""
    (event,) = events
    told = in_words(event)
    return _written("notice", why, events, subject=told.title, told=told)


def write_digest(events: Sequence[Event], why: Sequence[str], *, pace: str) -> Writing:
    """The letter of a day or a week: by norm, that with the nearest deadline first, then the newest."""
    groups = by_norm(events)
    return _written("digest", why, events, groups=groups, pace=pace, number=len(events))


def by_norm(events: Sequence[Event]) -> list[OfNorm]:
    """Events grouped by their norm, the most urgent first, in each group as well."""
    urgent = sorted(events, key=_urgency)
    order = {code: place for place, code in reversed(list(enumerate(event.norm for event in urgent)))}
    together = sorted(urgent, key=lambda event: order[event.norm])
    groups = groupby(together, key=lambda event: event.norm)
    return [_of_norm(code, list(group)) for code, group in groups]


def _of_norm(code: str, events: Sequence[Event]) -> OfNorm:
    return OfNorm(code, events[0].norm_title, tuple(map(in_words, events)))


def _urgency(event: Event) -> tuple[bool, float, bool, float]:
    due = event.due_at
    return (due is None, due.timestamp() if due else 0.0, not event.row.matters, -event.at.timestamp())


def _written(stem: str, why: Sequence[str], events: Sequence[Event], **words: object) -> Writing:
    context = {
        "base_url": settings.BASE_URL,
        "body_name": settings.BODY_NAME,
        "site_name": settings.SITE_NAME,
        "stop_link": slot("stop"),
        "manage_link": slot("manage"),
        "why": _names(why),
        **words,
    }
    subject, text, html = (
        str(render_to_string(f"emails/notices/{stem}.{part}", context)) for part in ("subject.txt", "txt", "html")
    )
    return Writing(subject, text, html, _headers(events))


def _names(why: Sequence[str]) -> list[str]:
    """What the reader follows, by the names that these targets have."""
    names = dict(Subscription.objects.filter(target__in=why).order_by("pk").values_list("target", "name"))
    return [names.get(target, "what you follow") for target in why]


def _headers(events: Sequence[Event]) -> dict[str, str]:
    """RFC 2919: the list by which mail programs sort; RFC 8058: stopping by one click, without opening anything; RFC 5322,
    section 3.6.4: all that concerns one norm hangs together."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    norms = {event.norm for event in events}
    code = norms.pop() if len(norms) == 1 else ""
    headers = {
        "List-Id": f"{settings.SITE_NAME} <{code.lower() or SITE}.notices.{host}>",
        "List-Unsubscribe": f"<{slot('stop')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if code:
        thread = f"<{code.lower()}.notices@{host}>"
        headers |= {"In-Reply-To": thread, "References": thread}
    return headers
