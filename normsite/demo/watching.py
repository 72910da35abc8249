"""What is watched outside the body for a norm, and what came of it."""

from decimal import Decimal
from typing import Any

from norms.models import Norm, NormReview
from norms.services import conclude_review
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from riskreviews.models import Indicator, Scenario
from riskreviews.services import add_indicator, give_reading


def watch(name: str, since: str, norm: Norm, scenarios: dict[str, Scenario], calendar: Calendar, people: People) -> None:
    """Indicators of a norm with their readings, and what the reviews came to that they opened. `since` is "drafted" for those
    that were there when it was published, "published" for those that came later."""
    for line in files.read("norms", name, "watch.yaml")[since]:
        indicator = _indicator(line, norm, scenarios, calendar, people)
        for reading in line["readings"]:
            with calendar.pretending(max(reading["day"], line["added"])):
                give_reading(
                    indicator=indicator,
                    day=calendar.on(reading["day"]),
                    value=Decimal(reading["value"]),
                    note=reading.get("note", ""),
                    by=people.staff[line["by"]],
                )
        if review := line.get("review"):
            with calendar.pretending(review["day"]):
                opened = NormReview.objects.get(norm=norm, cause=indicator.code)
                conclude_review(
                    review=opened, outcome=review["outcome"], reason=review["reason"], by=people.staff[review["by"]]
                )


def _indicator(
    line: dict[str, Any], norm: Norm, scenarios: dict[str, Scenario], calendar: Calendar, people: People
) -> Indicator:
    facts = {key: line[key] for key in ("title", "why", "source", "source_url", "unit", "direction", "cadence")}
    with calendar.pretending(line["added"]):
        return add_indicator(
            norms=[norm],
            scenarios=[scenarios[key] for key in line["scenarios"]],
            by=people.staff[line["by"]],
            warning=Decimal(line["warning"]),
            crossing=Decimal(line["crossing"]),
            first_due=calendar.on(line["first_due"]),
            **facts,
        )
