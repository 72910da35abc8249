"""Scenes for the tests of what is withheld: an agreed assessment of a public text, and parts of it that April withholds."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.withholding.models import Withholding
from normsite.portal.withheld.deciding import withhold_subject
from normsite.portal.withheld.subjects import Subject, subject_to_withhold
from riskreviews.models import Assessment
from tests.cast import Cast

BECAUSE = "A weakness that is not mended yet."


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def subject(kind: str, about: str, place: str = "", *, by: User) -> Subject:
    found = subject_to_withhold(kind, about, place, by)
    assert found is not None
    return found


def withheld(kind: str, about: str, place: str = "", *, by: User, **decision: Any) -> Withholding:
    """Withheld for a year for security's sake, unless the decision says otherwise."""
    given: dict[str, Any] = {"basis": "security", "reason": BECAUSE, "until": in_days(365)}
    return withhold_subject(subject=subject(kind, about, place, by=by), by=by, **(given | decision))


def rationale_withheld(cast: Cast, assessment: Assessment, **decision: Any) -> Withholding:
    """That of the clause `keys`, which Edda wrote: it says "Leaks."."""
    return withheld("rationale", assessment.revision.norm.code, "keys", by=cast.april, **decision)


def scenario_withheld(cast: Cast, assessment: Assessment, kind: str = "description", **decision: Any) -> Withholding:
    """That of the first scenario, which Rhea wrote."""
    return withheld(kind, assessment.scenarios.earliest("position").code, by=cast.april, **decision)


def seen_at(client: Client, address: str) -> dict[str, str]:
    """What the form there remembers of what it showed; nothing where there is none."""
    form = (client.get(address).context or {}).get("form")
    return {"seen": form["seen"].value()} if form else {}
