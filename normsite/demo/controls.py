"""Control lists of model jurisdictions, in our own words: what a fresh site can be screened by."""

import re
from collections.abc import Iterator
from typing import Any

from norms.models import Revision
from norms.services import clear_circulation
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.foundation.accounts.models import User
from normsite.foundation.controls.models import ControlList, Entry, Paragraph, ParagraphKind
from normsite.foundation.controls.services import put_in_force

# The files of the lists that are in force from the first, and of the edition that comes later, with its day.
FIRST, REGISTERED = ("zz-1.yaml", "xx-1.yaml"), -395
NEWER, RENEWED = "zz-2.yaml", -40
CLEARED_FOR = 365
_LINE = re.compile(r"( *)(?:([a-z]|[0-9]+)\. |((?:Technical note|Note|N\.B\.)[^:]{0,3}): )(.+)")
_KINDS = {"N.B.": ParagraphKind.NOTA_BENE, "Technical note": ParagraphKind.TECHNICAL_NOTE}


def first_editions(calendar: Calendar, by: User) -> None:
    """The lists by which texts are screened as the story begins."""
    with calendar.pretending(REGISTERED):
        for name in FIRST:
            put_in_force(control_list=_edition(files.read("controls", name), calendar, by), by=by)


def newer_edition(calendar: Calendar, by: User) -> ControlList:
    """The edition that takes the place of one in force, so that what was screened by that is stale."""
    with calendar.pretending(RENEWED):
        return put_in_force(control_list=_edition(files.read("controls", NEWER), calendar, by), by=by)


def clear(revision: Revision, calendar: Calendar, days: float, by: User) -> None:
    """Let the frozen text go out, as far as the lists in force go."""
    revision.refresh_from_db()
    with calendar.pretending(days):
        for edition in ControlList.objects.in_force():
            clear_circulation(
                revision=revision,
                control_list=edition,
                grounds="It states limits, outcomes and tests, and is meant for publication.",
                until=calendar.on(days + CLEARED_FOR),
                by=by,
            )


def _edition(listed: dict[str, Any], calendar: Calendar, by: User) -> ControlList:
    told = {name: listed[name] for name in ("series", "jurisdiction", "name", "edition", "acknowledgement")}
    edition = ControlList.objects.create(as_of=calendar.on(listed["as_of"]), imported_by=by, **told)
    lines = listed["entries"]
    entries = Entry.objects.bulk_create(_entry(edition, listed, line, place) for place, line in enumerate(lines, start=1))
    for entry, line in zip(entries, lines, strict=True):
        for row in paragraphs_of(entry, line.get("text", "")):
            row.save()
    return edition


def _entry(edition: ControlList, listed: dict[str, Any], line: dict[str, Any], place: int) -> Entry:
    category, group = int(line["code"][0]), line["code"][1]
    return Entry(
        control_list=edition,
        code=line["code"],
        category=category,
        category_name=listed["categories"][category],
        group=group,
        group_name=listed["groups"][group],
        heading=line["heading"],
        facts=_facts(line),
        position=place,
    )


def _facts(line: dict[str, Any]) -> dict[str, str]:
    """What else the list says of an entry, each as one text."""
    reasons = {"reasons": ", ".join(line["reasons"])} if "reasons" in line else {}
    return reasons | ({"regime": line["regime"]} if "regime" in line else {})


def paragraphs_of(entry: Entry, outline: str) -> Iterator[Paragraph]:
    """The paragraphs that an outline tells, each under the one in which it stands. Any other line is a fault of the file."""
    above: list[Paragraph] = []
    for place, line in enumerate(filter(None, outline.split("\n")), start=1):
        told = _LINE.fullmatch(line)
        if told is None:
            raise ValueError(f"{entry.code}: {line!r} is neither a paragraph nor a note.")
        indent, mark, note, text = told.groups()
        del above[len(indent) // 2 :]
        parent = above[-1] if above else None
        row = Paragraph(
            entry=entry,
            parent=parent,
            position=place,
            depth=len(above) + 1,
            kind=_kind(note),
            mark=f"{mark}." if mark else note,
            code=_code(entry, above, mark),
            text=text,
        )
        above.append(row)
        yield row


def _kind(note: str | None) -> ParagraphKind:
    if note is None:
        return ParagraphKind.ITEM
    return next((kind for begins, kind in _KINDS.items() if note.startswith(begins)), ParagraphKind.NOTE)


def _code(entry: Entry, above: list[Paragraph], mark: str | None) -> str:
    """None for a note, nor for what stands in one."""
    if mark is None or any(not row.code for row in above):
        return ""
    return f"{above[-1].code if above else entry.code}.{mark}"
