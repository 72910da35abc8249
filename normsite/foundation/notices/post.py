"""Put the same letter into the outbox for all who are to read the same."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone, translation

from normsite.foundation.notices.links import managing, stopping
from normsite.foundation.notices.models import Event, Follower, Notice
from normsite.foundation.notifications.letters import Addressee, Writing, queue_to_many

STOP, MANAGE = "stop", "manage"


@dataclass(frozen=True)
class Parcel:
    """What one follower gets in one mail. `occasion` is unique for ever; one click ends `stop`, else what the mail came of."""

    follower: Follower
    notices: Sequence[Notice]
    occasion: str
    stop: tuple[str, ...] = ()

    @property
    def why(self) -> tuple[str, ...]:
        return tuple(sorted({target for notice in self.notices for target in notice.why}))

    @property
    def reading(self) -> tuple[Hashable, ...]:
        """Whoever has the same reads the same words."""
        follower = self.follower
        return (follower.zone, follower.language, self.why, tuple(sorted(notice.event_id for notice in self.notices)))


Write = Callable[[Sequence[Event], Sequence[str]], Writing]


def post(parcels: Sequence[Parcel], write: Write, priority: int) -> None:
    """Write each letter once, for all parcels that read the same, and note that the notices are in the mail.

    To be called in the transaction in which the notices were locked.
    """
    in_order = sorted(parcels, key=lambda parcel: repr(parcel.reading))
    events = Event.objects.in_bulk({notice.event_id for parcel in parcels for notice in parcel.notices})
    for _, group in groupby(in_order, key=lambda parcel: parcel.reading):
        alike = list(group)
        first = alike[0]
        with timezone.override(first.follower.tz), translation.override(first.follower.language):
            writing = write([events[notice.event_id] for notice in first.notices], first.why)
        queue_to_many(writing, [_addressee(parcel) for parcel in alike], priority=priority)
    told = [notice.pk for parcel in parcels for notice in parcel.notices]
    Notice.objects.filter(pk__in=told).update(mailed_at=timezone.now())


def _addressee(parcel: Parcel) -> Addressee:
    follower = parcel.follower
    links = {STOP: stopping(follower, parcel.stop or parcel.why), MANAGE: managing(follower)}
    return Addressee(to=follower.address, occasion=parcel.occasion, slots=links)
