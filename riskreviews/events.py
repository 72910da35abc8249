"""What this room tells its followers."""

from datetime import date

from norms.events import of_norm
from normsite.foundation.notices.events import tell_followers
from riskreviews.models import Assessment


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
