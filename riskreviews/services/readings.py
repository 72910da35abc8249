"""Readings of an indicator: each given once for its day, corrected on record."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.conflicts import stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.unseen import can_be_seen
from riskreviews.models import Indicator, IndicatorKey, Reading
from riskreviews.services.crossings import follow_threshold
from riskreviews.services.indicators import lock_indicator

EARLIEST = date(1900, 1, 1)


@transaction.atomic
def give_reading(
    *,
    indicator: Indicator,
    day: date,
    value: Decimal,
    note: str = "",
    source: str = "",
    by: User | None = None,
    key: IndicatorKey | None = None,
) -> Reading:
    """Say what the indicator read on a day: by a person, or by a program with its key. Where the newest reading now stands at
    or beyond the crossing value, reviews of the norms open.

    The same reading sent twice is given once. Refused: a day to come, and another value for a day that has one.
    """
    indicator = lock_indicator(indicator)
    reading = _give(indicator, {"day": day, "value": value, "note": note, "source": source}, by, key)
    follow_threshold(indicator)
    return reading


@transaction.atomic
def give_readings(*, indicator: Indicator, rows: Sequence[tuple[int, dict[str, Any]]], by: User) -> list[tuple[int, str]]:
    """Give the readings of a table, each with the number of its line; what comes back are the lines refused, and why."""
    indicator, refusals = lock_indicator(indicator), []
    for number, facts in rows:
        try:
            _give(indicator, facts, by, None)
        except Refused as refused:
            refusals.append((number, str(refused)))
    follow_threshold(indicator)
    return refusals


@transaction.atomic
def refusals_of(*, indicator: Indicator, rows: Sequence[tuple[int, dict[str, Any]]], by: User) -> list[tuple[int, str]]:
    """Which lines `give_readings` would refuse now, and why; nothing is kept."""
    refusals = give_readings(indicator=indicator, rows=rows, by=by)
    transaction.set_rollback(True)
    return refusals


@transaction.atomic
def correct_reading(
    *,
    reading: Reading,
    value: Decimal,
    correction: str,
    note: str = "",
    source: str = "",
    by: User | None = None,
    key: IndicatorKey | None = None,
) -> Reading:
    """Let another value take the place of a reading, which stays on record; `correction` says why. The thresholds are weighed
    anew. Refused where somebody has corrected it meanwhile."""
    facts = stripped({"value": value, "note": note, "source": source, "correction": correction})
    indicator = lock_indicator(reading.indicator)
    reading = Reading.objects.get(pk=reading.pk)
    _check(reading.day, facts)
    if not can_be_seen(correction):
        raise Refused("Say why it is corrected.", "The reason stands beside both values.")
    if reading.superseded_at is not None:
        repeated = Reading.objects.get(corrects=reading)
        if stands_already(repeated, facts):
            return repeated
        raise Refused("This reading was corrected already.", "Correct the one that took its place.")
    Reading.objects.filter(pk=reading.pk).update(superseded_at=timezone.now())
    made = Reading.objects.create(indicator=indicator, day=reading.day, corrects=reading, given_by=by, key=key, **facts)
    public = {"day": made.day.isoformat(), "value": made.words, "was": reading.words}
    record(Act.READING_CORRECTED, indicator.code, public=public)
    follow_threshold(indicator)
    return made


def _give(indicator: Indicator, facts: dict[str, Any], by: User | None, key: IndicatorKey | None) -> Reading:
    facts = stripped(facts)
    _check(facts["day"], facts)
    known = indicator.readings.standing().filter(day=facts["day"]).first()
    if known is not None and stands_already(known, facts):
        return known
    if known is not None:
        raise Refused(
            f"{facts['day']:%-d %B %Y} has a reading already: {known.words}.", "Correct that one, and say why, if it is wrong."
        )
    reading = Reading.objects.create(indicator=indicator, given_by=by, key=key, **facts)
    record(Act.READING_GIVEN, indicator.code, public={"day": reading.day.isoformat(), "value": reading.words})
    return reading


def _check(day: date, facts: dict[str, Any]) -> None:
    check_words(Reading, **facts)
    for words in (facts["note"], facts["source"]):
        check_text(words)
    if not EARLIEST <= day <= timezone.localdate():
        raise Refused("A reading is of today or of a day before, since 1900.", "Mend the day.")
