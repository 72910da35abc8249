"""What leaves the room: the comments as a table, and the deadline for calendars."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from comments.models import Comment, CommentState, Consultation
from normsite.foundation.lines import plain_lines
from normsite.foundation.unseen import show_unseen

# The comment form of ISO, IEC and CEN has exactly these; their tools take no other.
COLUMNS = (
    "MB/NC",
    "Line number",
    "Clause/ Subclause",
    "Paragraph/ Figure/ Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
)


def log_row(comment: Comment) -> tuple[str, ...]:
    """A moderated comment in these columns, with its answer once that is published; withheld or withdrawn without words."""
    clause = comment.clause.label if comment.clause else ""
    if comment.state == CommentState.WITHDRAWN:
        return ("", "", clause, "", comment.kind, "Withdrawn by its author.", "", comment.code)
    observations = _observations(comment)
    if comment.state == CommentState.WITHHELD:
        words = f"Withheld. {comment.get_withheld_ground_display()}: {comment.withheld_reason}"
        return ("", "", clause, "", comment.kind, words, "", observations)
    return (comment.submission.author, "", clause, "", comment.kind, comment.text, comment.proposed_change, observations)


def _observations(comment: Comment) -> str:
    disposition = comment.published_disposition
    return f"{comment.code}. {disposition.get_outcome_display()}. {disposition.reason}".strip() if disposition else comment.code


def calendar(consultation: Consultation, address: str) -> bytes:
    """The deadline as an iCalendar file (RFC 5545) with a reminder a week before.

    The entry is the same through all extensions: its UID stays and its SEQUENCE counts them, so that a calendar which has it
    already moves it. Without METHOD both DTSTAMP and LAST-MODIFIED say when it was last changed (sections 3.8.7.2 and 3.8.7.3).
    """
    extensions = list(consultation.extensions.all())
    changed = (extensions[-1].made_at if extensions else consultation.created_at).astimezone(UTC)
    reminder = Alarm.new(description=f"{consultation.code} closes in a week")
    reminder.add("action", "DISPLAY")
    reminder.add("trigger", timedelta(days=-7))
    entry = Event.new(
        uid=f"{consultation.code}@{urlsplit(settings.BASE_URL).hostname}",
        sequence=len(extensions),
        stamp=changed,
        last_modified=changed,
        start=consultation.closes_at.astimezone(UTC),
        summary=plain_lines(show_unseen(f"Last chance to comment: {consultation.title}")).replace("\n", " "),
        description=f"{consultation.code} closes at this moment. Comment at {address}",
        url=address,
        subcomponents=[reminder],
    )
    file = Calendar()
    file.prodid = f"-//{settings.BODY_NAME}//{settings.SITE_NAME}//EN"
    file.version = "2.0"
    file.add_component(entry)
    written: bytes = file.to_ical()
    return written
