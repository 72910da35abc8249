"""What this room tells its followers."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from norms.events import of_norm
from normsite.foundation.accounts.models import User
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.staff import tell_staff
from riskreviews.models import Assessment, Indicator, Reappraisal


def tell_review_due(assessment: Assessment, day: date, codes: list[str]) -> None:
    """The day has come on which these scenarios and safeguards of a published assessment should be looked at again."""
    tell_followers(
        "review_due",
        occasion=f"review-due/{assessment.code}/{day}",
        path=assessment.get_absolute_url(),
        assessment=assessment.code,
        title=assessment.title,
        day=day.isoformat(),
        codes=codes,
        **of_norm(assessment.revision.norm),
    )


def tell_reappraisal_due(reappraisal: Reappraisal) -> None:
    """What should lift a safeguard of a published assessment has come: a day, an event or an indicator."""
    safeguard = reappraisal.safeguard
    assessment = safeguard.assessment
    tell_followers(
        "trigger_met",
        occasion=f"trigger-met/{safeguard.code}/{reappraisal.pk}",
        path=safeguard.get_absolute_url(),
        safeguard=safeguard.code,
        tier=safeguard.tier,
        assessment=assessment.code,
        cause=reappraisal.cause,
        day=reappraisal.due_on.isoformat(),
        **of_norm(assessment.revision.norm),
    )


def tell_reading_overdue(indicator: Indicator, day: date, people: Iterable[User]) -> None:
    """A reading was expected by this day and did not come: to those who keep indicators, once for the day."""
    tell_staff(
        "reading_overdue",
        people,
        occasion=f"reading-overdue/{indicator.code}/{day}",
        path=reverse("riskreviews:indicator_desk", args=[indicator.code]),
        indicator=indicator.code,
        title=indicator.title,
        day=day.isoformat(),
    )
