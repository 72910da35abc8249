"""Scenes for the tests of indicators: a norm that anybody may read, and something outside that is watched for it."""

from datetime import date
from decimal import Decimal
from typing import Any

from norms.models import Norm
from riskreviews.models import Indicator, Reading
from riskreviews.services import add_indicator, give_reading
from tests.cast import Cast
from tests.riskreviews.scenes import draft_text, release

FACTS: dict[str, Any] = {
    "title": "Qubits of the largest machine",
    "why": "From some thousand good ones on, the keys of today are read.",
    "source": "Observatory of machines, table 2",
    "source_url": "https://observatory.example/machines",
    "unit": "qubits",
    "direction": "above",
    "warning": Decimal(800),
    "crossing": Decimal(1000),
    "cadence": "weekly",
    "first_due": date(2026, 1, 5),
}


def public_norm(cast: Cast, title: str = "Key storage") -> Norm:
    revision = draft_text(cast, title)
    release(revision, cast)
    return revision.norm


def indicator_on(norm: Norm, cast: Cast, **facts: Any) -> Indicator:
    return add_indicator(norms=[norm], by=cast.rhea, **(FACTS | facts))


def read(indicator: Indicator, day: date, value: float | str, cast: Cast, **more: Any) -> Reading:
    return give_reading(indicator=indicator, day=day, value=Decimal(str(value)), by=cast.rhea, **more)
