"""The rules of time: when a submission counts as received, whether that was in time, and when nothing more can come in."""

from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import date as written

from comments.models import Consultation, CountedBy, Phase
from normsite.foundation.arrivals import LONGEST_WAIT, TICKET_LASTS, Arrival
from normsite.foundation.clock import clock
from normsite.foundation.errors import Refused


class TooLate(Refused):
    """The deadline has passed while somebody was writing."""


@dataclass(frozen=True)
class Instants:
    """`received` is compared with the deadline, `stored` is when the row was written, `by` says from what `received` is
    known."""

    received: datetime
    stored: datetime
    by: CountedBy


def all_in_at(consultation: Consultation) -> datetime:
    """The instant from which nothing more can come in that had arrived before the deadline: it waits with us for half a minute
    at most, or comes again with a ticket."""
    return consultation.closes_at + TICKET_LASTS + LONGEST_WAIT


def instants_of(consultation: Consultation, arrival: Arrival | None, stored: datetime) -> Instants:
    """When it was received that is `stored` now. The consultation is locked, so no comment slips in behind a conclusion.

    What had arrived waits on our side, so the arrival counts; an arrival of more than half a minute ago can't be ours.
    """
    if arrival is None:
        return Instants(stored, stored, CountedBy.STORING)
    arrived = min(max(clock.instant_of(arrival.read_at) or stored, stored - LONGEST_WAIT), stored)
    refused = arrival.refused_at
    if refused and arrived - refused <= TICKET_LASTS and consultation.phase_at(refused) == Phase.OPEN:
        return Instants(refused, stored, CountedBy.TICKET)
    return Instants(arrived, stored, CountedBy.ARRIVAL)


def refuse_unless_open(consultation: Consultation, instant: datetime) -> None:
    if instant < consultation.opens_at:
        raise Refused(f"The consultation opens on {written(consultation.opens_at, 'j F Y, H:i e')}.", "Come back then.")
    if consultation.concluded_at or consultation.phase_at(instant) != Phase.OPEN:
        raise TooLate(
            f"The consultation closed on {written(consultation.closes_at, 'j F Y, H:i e')}; comments can't be sent any more.",
            "Keep what you wrote, and send it to the secretary.",
        )
