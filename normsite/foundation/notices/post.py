"""Put the same letter into the outbox for all who are to read the same."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone, translation

from normsite.foundation.notices.links import managing, stopping
from normsite.foundation.notices.models import Event, Follower, Notice
from normsite.foundation.notifications.letters import Addressee, Writing, letter_of, queue_copies
from normsite.foundation.notifications.models import Letter

_HOLD = """
SELECT id FROM notices_event WHERE id = ANY(%s) AND withdrawn_at IS NULL AND recalled_at IS NULL ORDER BY id FOR SHARE
"""
STOP, MANAGE = "stop", "manage"
MOST_WRITTEN = 200


@dataclass(frozen=True)
class Parcel:
    """What one follower gets in one mail. `occasion` is unique for ever; one click ends `stop`, else what the mail came of."""

    follower: Follower
    notices: Sequence[Notice]
    occasion: str
    stop: tuple[str, ...] = ()
    further: int = 0  # notices that it counts and doesn't tell

    @property
    def why(self) -> tuple[str, ...]:
        return tuple(sorted({target for notice in self.notices for target in notice.why}))

    @property
    def reading(self) -> tuple[Hashable, ...]:
        """Whoever has the same reads the same words."""
        follower = self.follower
        return (
            follower.zone,
            follower.language,
            self.why,
            tuple(sorted(notice.event_id for notice in self.notices)),
            self.further,
        )


Write = Callable[[Sequence[Event], Sequence[str], int], Writing]


class Written(dict[Hashable, Letter]):
    """The letters of one task, by who reads the same: what many transactions post is rendered once. Some are kept at a time."""

    def keep(self, reading: Hashable, letter: Letter) -> Letter:
        if len(self) >= MOST_WRITTEN:
            self.clear()
        self[reading] = letter
        return letter


def hold(events: Iterable[int]) -> set[int]:
    """Which of these events may still be told. Nobody withdraws or corrects them before the caller's transaction ends: whoever
    does so then knows who has them in a mail."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(events)])
        return {key for (key,) in cursor.fetchall()}


def post(parcels: Sequence[Parcel], write: Write, priority: int, written: Written) -> None:
    """Write each letter once, for all parcels that read the same, and note that the notices are in the mail.

    To be called in the transaction in which the notices were locked.
    """
    groups: dict[Hashable, list[Parcel]] = {}
    for parcel in parcels:
        groups.setdefault(parcel.reading, []).append(parcel)
    events = Event.objects.in_bulk({notice.event_id for parcel in parcels for notice in parcel.notices})
    for reading, alike in groups.items():
        letter = written.get(reading) or written.keep(reading, letter_of(_write(alike[0], events, write)))
        queue_copies(letter, [_addressee(parcel) for parcel in alike], priority=priority)
    told = [notice.pk for parcel in parcels for notice in parcel.notices]
    Notice.objects.filter(pk__in=told).update(mailed_at=timezone.now())


def _write(first: Parcel, events: Mapping[int, Event], write: Write) -> Writing:
    with timezone.override(first.follower.tz), translation.override(first.follower.language):
        return write([events[notice.event_id] for notice in first.notices], first.why, first.further)


def _addressee(parcel: Parcel) -> Addressee:
    follower = parcel.follower
    links = {STOP: stopping(follower, parcel.stop or parcel.why), MANAGE: managing(follower)}
    return Addressee(to=follower.address, occasion=parcel.occasion, slots=links)
