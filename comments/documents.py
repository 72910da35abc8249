"""What leaves the room: the comments as the eight-column form of ISO, IEC and CEN, and the deadline for calendars."""

from collections.abc import Iterable
from datetime import datetime, timezone

from django.conf import settings
from django.utils import timezone as clock

from comments.models import Comment, CommentState, Consultation
from normsite.lines import plain_lines

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
    """The deadline as an iCalendar file (RFC 5545) with a reminder a week before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(settings.BODY_NAME)}//{settings.SITE_NAME}//EN",
        "BEGIN:VEVENT",
        f"UID:{consultation.code}.{consultation.closes_at:%Y%m%d}@{settings.SITE_NAME.lower()}",
        f"DTSTAMP:{_instant(clock.now())}",
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
    return f"{at.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"  # noqa: UP017  read beside django.utils.timezone


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
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
