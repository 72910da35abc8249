"""Issues that somebody outside has raised and nobody has answered."""

from collections.abc import Iterator

from django.urls import reverse

from normsite.foundation.checks import Finding
from riskreviews.models import Assessment, OutsidePoint, Severity


def open_issues(assessment: Assessment) -> Iterator[Finding]:
    """What keeps an assessment from being agreed to, and its text from going out; nits keep nothing."""
    issues = OutsidePoint.objects.open().filter(review__assessment=assessment, severity=Severity.ISSUE)
    for point in issues.order_by("review_id", "number"):
        yield Finding(
            f"Issue {point.number} of a review of {assessment.code} from outside is not answered.",
            "Say whether it is accepted, and what is done about it.",
            reverse("riskreviews:outside_answer", args=[assessment.code, point.pk]),
        )
