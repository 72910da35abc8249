"""The words of notices and digests, in the zone and the language that are on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from normsite.foundation.notices.models import Event, Subscription
from normsite.foundation.notices.targets import SITE
from normsite.foundation.notifications.layout import CLIPPED, bytes_as_sent, lay_out_html, lay_out_text
from normsite.foundation.notifications.letters import Writing, slot, without_slots
from normsite.foundation.notifications.outbox import render_mail
from normsite.foundation.unseen import isolated, with_whole_isolates


@dataclass(frozen=True)
class Line:
    """A paragraph, or where it leads if it is a link of its own."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Told:
    """An event in words: a line, and some sentences as paragraphs. `due`: until when one may still act on it."""

    event: Event
    title: str
    paragraphs: tuple[str, ...]
    due: datetime | None = None

    @property
    def url(self) -> str:
        return self.event.url

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def lines(self) -> list[Line]:
        """The paragraphs; one that ends with an address of ours ("Clause by clause: https://...") is a link."""
        return [_line(paragraph) for paragraph in self.paragraphs]


def in_words(event: Event) -> Told:
    """What is told of an event. The templates have its `facts` by their names, and the `event`."""
    words = {**_facts(event), "event": event, "base_url": settings.BASE_URL, "body_name": settings.BODY_NAME}
    title = without_slots(" ".join(render_to_string(f"notices/{event.kind}.title.txt", words).split()))
    text = without_slots(render_to_string(f"notices/{event.kind}.txt", words))
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return Told(event, title, tuple(paragraph for paragraph in paragraphs if paragraph), _still_due(event))


def _facts(event: Event) -> dict[str, Any]:
    """With instants as instants (their names end in `_at`), a day as a day, and names of people's making kept apart."""
    read = {name: _read(name, value) for name, value in event.facts.items()}
    return read | {"norm_title": isolated(event.norm_title)}


# Facts that are a title or a few words within a sentence of ours; others are sentences already, with what they keep apart.
NAMES = frozenset({"title", "about", "instrument", "words", "where", "designation", "earlier", "revision"})


def _read(name: str, value: Any) -> Any:
    if name in NAMES:
        return isolated(value)
    if name == "day":
        return parse_date(value)
    return parse_datetime(value) if value and name.endswith("_at") else value


def _still_due(event: Event) -> datetime | None:
    return event.due_at if event.due_at and event.due_at > timezone.now() else None


def _line(paragraph: str) -> Line:
    words, _, last = paragraph.rpartition(" ")
    return Line(words.removesuffix(":"), last) if last.startswith(f"{settings.BASE_URL}/") else Line(paragraph)


@dataclass(frozen=True)
class OfNorm:
    """What a digest tells of one norm, or of none in particular."""

    code: str
    title: str
    told: tuple[Told, ...]

    @property
    def name(self) -> str:
        """Its title, kept apart from what stands beside it in plain words."""
        return isolated(self.title)

    @property
    def due(self) -> datetime | None:
        """The nearest deadline."""
        return min((told.due for told in self.told if told.due), default=None)


@dataclass(frozen=True)
class Room:
    """How much of each event a digest tells: titles of so many characters, and whether its sentences follow."""

    title: int
    sentences: bool = True

    def fit(self, words: str) -> str:
        if len(words) <= self.title:
            return words
        return with_whole_isolates(f"{words[: self.title].rstrip()}…")


# The first is what nearly every digest has. With the last, as many events as a digest may hold fit whatever their titles are.
ROOMS = (Room(500), Room(120, sentences=False), Room(24, sentences=False))
FITS = CLIPPED - 2_400  # the links of each copy are filled in later
SUBJECT_TITLE = 140
MOST_REASONS, LONGEST_REASON = 6, 120


def write_notice(events: Sequence[Event], why: Sequence[str], further: int = 0) -> Writing:
    """The letter of one event that is told at once."""
    (event,) = events
    return _written("notice", why, events, told=in_words(event))


def write_digest(events: Sequence[Event], why: Sequence[str], further: int = 0, *, pace: str) -> Writing:
    """The letter of a day or a week: by norm, that with the nearest deadline first, then the newest.

    All these events are in it: where there are so many that a mail program would show only the beginning, by their titles.
    `further` ones are counted.
    """
    groups = by_norm(events)
    words = {
        "groups": groups,
        "pace": pace,
        "number": len(events) + further,
        "beyond": further,
        "weeks_link": settings.BASE_URL + reverse("following:weeks"),
        "first": Room(SUBJECT_TITLE).fit(groups[0].told[0].title),
    }
    for room in ROOMS:
        writing = _written("digest", why, events, room=room, **words | {"groups": [_within(room, one) for one in groups]})
        if bytes_as_sent(writing.html) <= FITS:
            break
    return writing


def _within(room: Room, group: OfNorm) -> OfNorm:
    told = tuple(replace(one, title=room.fit(one.title)) for one in group.told)
    return replace(group, title=room.fit(group.title), told=told)


def by_norm(events: Sequence[Event]) -> list[OfNorm]:
    """Events grouped by their norm, the most urgent first, in each group as well."""
    told = _only_last_deadlines([in_words(event) for event in events])
    urgent = sorted(told, key=_urgency)
    order = {code: place for place, code in reversed(list(enumerate(one.event.norm for one in urgent)))}
    together = sorted(urgent, key=lambda one: order[one.event.norm])
    groups = groupby(together, key=lambda one: one.event.norm)
    return [_of_norm(code, list(group)) for code, group in groups]


def _only_last_deadlines(told: Sequence[Told]) -> list[Told]:
    """A deadline that another of these events has moved is none any more."""
    last = {_about(one): one.due for one in sorted(told, key=lambda one: one.event.at) if one.due}
    return [replace(one, due=one.due and last[_about(one)]) for one in told]


def _about(told: Told) -> str:
    return str(told.event.facts.get("consultation") or told.event.occasion)


def _of_norm(code: str, told: Sequence[Told]) -> OfNorm:
    return OfNorm(code, without_slots(told[0].event.norm_title), tuple(_each_once(told)))


def _each_once(told: Sequence[Told]) -> Iterator[Told]:
    """Sentences that stand above already are left out."""
    said: set[str] = set()
    for one in told:
        yield replace(one, paragraphs=tuple(paragraph for paragraph in one.paragraphs if paragraph not in said))
        said.update(one.paragraphs)


def _urgency(told: Told) -> tuple[bool, float, bool, float]:
    due, event = told.due, told.event
    return (due is None, due.timestamp() if due else 0.0, not event.row.matters, -event.at.timestamp())


def _written(stem: str, why: Sequence[str], events: Sequence[Event], **words: object) -> Writing:
    context = {
        "stop_link": slot("stop"),
        "manage_link": slot("manage"),
        "why": _names(why[:MOST_REASONS]),
        "further": max(0, len(why) - MOST_REASONS),
        **words,
    }
    subject, text, html = render_mail(f"emails/notices/{stem}", context)
    return Writing(subject, lay_out_text(text), lay_out_html(html), _headers(events))


def _names(why: Sequence[str]) -> list[str]:
    """What the reader follows, by the names that these targets have, each once."""
    following = (Subscription.objects.filter(target=one).order_by().values_list("name", flat=True)[:1] for one in why)
    names = [without_slots(name) for found in following for name in found]
    return list(dict.fromkeys(map(Room(LONGEST_REASON).fit, names)))


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
