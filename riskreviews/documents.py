"""What leaves the room for calendars."""

from django.conf import settings

from normsite.foundation.calendars import Entry
from riskreviews.queries import Promised


def review_entry(promised: Promised) -> Entry:
    """The day on which an assessment will be looked at again; another safeguard that is kept until then changes it."""
    assessment, day, codes, since = promised
    address = settings.BASE_URL + assessment.get_absolute_url()
    return Entry(
        name=f"{assessment.code}-{day}",
        changed=since,
        starts=day,
        summary=f"Review due: {assessment.title}",
        description=f"{assessment.code} promised another look by this day, for {', '.join(codes)}. See {address}",
        url=address,
    )
