"""Take in an edition of a control list from a file: all of it, or nothing."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.jurisdictions import check_jurisdiction
from normsite.foundation.controls.models import ControlList, Entry, Paragraph
from normsite.foundation.controls.reading import read_control_list
from normsite.foundation.controls.reading.pieces import ReadEntry, ReadList, ReadParagraph, Unreadable
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.turns import wait_for
from normsite.foundation.workers import hand_over

Tell = Callable[[int, int], None]
"""Told how many entries are written, of how many."""

Rows = dict[tuple[int, int], Paragraph]
"""By the key of their entry and their place in it."""

AT_ONCE = 50
"""Entries that are written between two words about progress."""
ROWS = 2000
LONGEST_MARK = 40
"""The width of `Paragraph.mark`."""


@dataclass(frozen=True)
class Edition:
    """What is said of an edition by whoever imports it; the fields are those of `ControlList`. An empty `hand` is the shape of
    the file."""

    series: str
    jurisdiction: str
    name: str
    edition: str
    as_of: date
    language: str = "en"
    source: str = ""
    acknowledgement: str = ""
    hand: str = ""


def import_control_list(*, data: bytes, about: Edition, by: User, tell: Tell | None = None) -> ControlList:
    """Take in the list in a file as one edition, with what could not be read in its `report`. It is not in force by that. A
    worker then reads criteria out of it.

    Refused: a file that is no list, an edition that is there already, and another jurisdiction than other editions of the
    series have.
    """
    check_edition(about)
    try:
        found = read_control_list(data)
    except Unreadable as trouble:
        raise Refused(str(trouble), "docs/howto/control-list.md says which files can be read.") from trouble
    return _write(found, about, hashlib.sha256(data).hexdigest(), by, tell or (lambda done, total: None))


def check_edition(about: Edition) -> None:
    """Refuse an edition that can't be taken in, whatever is in its file."""
    check_words(ControlList, **asdict(about))
    try:
        check_jurisdiction(about.jurisdiction)
    except ValidationError as trouble:
        raise Refused(f"“{about.jurisdiction}” is no jurisdiction.", trouble.messages[0]) from trouble
    there = ControlList.objects.filter(series=about.series)
    if same := there.filter(edition=about.edition).first():
        raise Refused(
            f"{about.series} has the edition {about.edition} already, imported on {same.imported_at:%d %B %Y}.",
            f"Give this one another edition, such as {about.edition}-b, and compare the two.",
        )
    if other := there.exclude(jurisdiction=about.jurisdiction).first():
        raise Refused(
            f"The editions of {about.series} are of {other.jurisdiction_name}.", "Give the other list a series of its own."
        )


@transaction.atomic
def _write(found: ReadList, about: Edition, digest: str, by: User, tell: Tell) -> ControlList:
    wait_for(f"controls.import/{about.series}")
    check_edition(about)  # again: the same edition may have come in while this file was read
    values: dict[str, Any] = asdict(about) | {"hand": about.hand or found.shape, "is_partial": found.is_partial}
    kept = ControlList.objects.create(**values, report=_report(found, digest), imported_by=by)
    entries = Entry.objects.bulk_create(_entries(kept, found.entries), batch_size=ROWS)
    pairs = list(zip(entries, found.entries, strict=True))
    for done in range(0, len(pairs), AT_ONCE):
        tell(done, len(pairs))
        _write_paragraphs(pairs[done : done + AT_ONCE])
    tell(len(pairs), len(pairs))
    transaction.on_commit(lambda: hand_over("controls.suggest_criteria", kept.pk), robust=True)
    public = {"edition": kept.edition, "file": digest, "entries": str(len(entries))}
    record(Act.CONTROL_LIST_IMPORTED, kept.series, facts={"by": by.email}, public=public)
    return kept


def _entries(kept: ControlList, entries: Sequence[ReadEntry]) -> Iterator[Entry]:
    for position, entry in enumerate(entries, start=1):
        yield Entry(
            control_list=kept,
            code=entry.code,
            category=entry.category,
            category_name=entry.category_name[:200],
            group=entry.group,
            group_name=entry.group_name[:200],
            heading=entry.heading,
            facts=dict(entry.facts),
            position=position,
        )


def _write_paragraphs(together: Sequence[tuple[Entry, ReadEntry]]) -> None:
    """Those of some entries, level by level, since a row names the key of the one it stands in."""
    rows: Rows = {}
    levels: dict[int, list[tuple[Entry, int, ReadParagraph]]] = {}
    for entry, found in together:
        for place, paragraph in enumerate(found.paragraphs):
            levels.setdefault(paragraph.depth, []).append((entry, place, paragraph))
    for depth in sorted(levels):
        made = {(entry.pk, place): _paragraph(entry, place, one, rows) for entry, place, one in levels[depth]}
        Paragraph.objects.bulk_create(made.values(), batch_size=ROWS)
        rows |= made


def _paragraph(entry: Entry, place: int, one: ReadParagraph, rows: Rows) -> Paragraph:
    mark, text = _that_fits(one.mark, one.text)
    return Paragraph(
        entry=entry,
        parent=rows[entry.pk, one.parent] if one.parent is not None else None,
        position=place + 1,
        depth=one.depth,
        kind=one.kind.value,
        mark=mark,
        code=one.code,
        text=text,
        problem=one.problem[:200],
    )


def _that_fits(mark: str, text: str) -> tuple[str, str]:
    """Mark and words of a paragraph. A mark that is too long for its column is one of a note ("Technical note to paragraph …"):
    it begins the words, so that none of it is lost."""
    return (mark, text) if len(mark) <= LONGEST_MARK else ("", f"{mark}: {text}")


def _report(found: ReadList, digest: str) -> dict[str, Any]:
    """What an import says: `counts`, and `troubles` with what was left out. What is doubtful within entries stands at their
    paragraphs; `problems` counts it."""
    paragraphs = [paragraph for entry in found.entries for paragraph in entry.paragraphs]
    return {
        "shape": found.shape,
        "file": digest,
        "counts": {
            "entries": len(found.entries),
            "paragraphs_in_file": found.paragraphs_in_file,
            "paragraphs": len(paragraphs),
            "codes": sum(bool(paragraph.code) for paragraph in paragraphs),
            "problems": sum(bool(paragraph.problem) for paragraph in paragraphs),
        },
        "troubles": [asdict(trouble) for trouble in found.troubles],
    }
