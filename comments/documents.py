"""What leaves the room: the comments as the eight-column form of ISO, IEC and CEN, and the deadline for calendars."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from comments.models import Comment, CommentState, Consultation
from normsite.foundation.lines import plain_lines
from normsite.foundation.unseen import show_unseen

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
    answer = _answer(comment)
    if comment.state == CommentState.WITHHELD:
        words = f"Withheld. {comment.get_withheld_ground_display()}: {comment.withheld_reason}"
        return ("", "", clause, "", comment.kind, words, "", answer)
    return (comment.submission.author, "", clause, "", comment.kind, comment.text, comment.proposed_change, answer)


def _answer(comment: Comment) -> str:
    answer = comment.published_answer
    return f"{comment.code}. {answer.get_outcome_display()}. {answer.reason}".strip() if answer else comment.code


def calendar(consultation: Consultation, address: str) -> str:
    """The deadline as an iCalendar file (RFC 5545) with a reminder a week before.

    The entry is the same through all extensions: its UID stays and its SEQUENCE counts them, so that a calendar which has it
    already moves it. Without METHOD both DTSTAMP and LAST-MODIFIED say when it was last changed (sections 3.8.7.2 and 3.8.7.3).
    """
    extensions = list(consultation.extensions.all())
    changed = _instant(extensions[-1].made_at if extensions else consultation.created_at)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(settings.BODY_NAME)}//{settings.SITE_NAME}//EN",
        "BEGIN:VEVENT",
        f"UID:{consultation.code}@{urlsplit(settings.BASE_URL).hostname}",
        f"SEQUENCE:{len(extensions)}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"DTSTART:{_instant(consultation.closes_at)}",
        f"SUMMARY:{_text(f'Last chance to comment: {consultation.title}')}",
        f"DESCRIPTION:{_text(f'{consultation.code} closes at this moment. Comment at {address}')}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(f'{consultation.code} closes in a week')}",
        "TRIGGER:-P7D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = show_unseen(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain_lines(escaped).replace("\n", " ")


def _fold(line: str) -> Iterable[str]:
    """No line is longer than 75 bytes; a continuation begins with a space. A letter is never cut in two."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > 75:
            yield part
            part = " "
        part += letter
    yield part
