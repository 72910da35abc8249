"""Control lists of model jurisdictions, in our own words: what a fresh site can screen texts by."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.foundation.accounts.models import User
from normsite.foundation.controls.conditions import read_group
from normsite.foundation.controls.models import ControlList, ParagraphKind
from normsite.foundation.controls.reading.columns import COLUMNS
from normsite.foundation.controls.reading_out import suggestions_of
from normsite.foundation.controls.services import (
    Edition,
    confirm_correlation,
    confirm_criterion,
    import_control_list,
    put_in_force,
    suggest_criteria,
    write_correlation,
    write_criterion,
)

# The files of the lists that are in force from the first, and of the edition that comes later, with its day.
FIRST, REGISTERED = ("zz-1.yaml", "xx-1.yaml"), -395
NEWER, RENEWED = "zz-2.yaml", -40
SECOND = "xx-model"
_LINE = re.compile(r"( *)(?:([a-z]|[0-9]+)\. |((?:Technical note|Note|N\.B\.)[^:]{0,3}): )(.+)")
_KINDS = {"N.B.": ParagraphKind.NOTA_BENE, "Technical note": ParagraphKind.TECHNICAL_NOTE}


def first_editions(calendar: Calendar, by: User) -> None:
    """The lists by which texts are screened as the story begins."""
    for name in FIRST:
        read_criteria(_take_in(name, REGISTERED, calendar, by))


def newer_edition(calendar: Calendar, by: User) -> ControlList:
    """The edition that takes the place of one in force, so that what was screened by that is stale."""
    return _take_in(NEWER, RENEWED, calendar, by)


def _take_in(name: str, days: float, calendar: Calendar, by: User) -> ControlList:
    listed = files.read("controls", name)
    told = {one: listed[one] for one in ("series", "jurisdiction", "name", "edition", "acknowledgement")}
    about = Edition(as_of=calendar.on(listed["as_of"]), hand="the demonstration", **told)
    with calendar.pretending(days):
        edition = import_control_list(data=as_csv(listed), about=about, by=by)
        return put_in_force(control_list=edition, by=by)


def read_criteria(edition: ControlList) -> None:
    """What a worker does after an import; here before the first text is screened, else all would be stale at once."""
    suggest_criteria(control_list=edition, suggestions=suggestions_of(edition))


def write_criteria(edition: ControlList, calendar: Calendar, by: User) -> None:
    """The criteria of an edition, each confirmed."""
    with calendar.pretending(RENEWED + 2):
        for line in files.read("controls", "criteria.yaml")[edition.series]:
            criterion = write_criterion(
                control_list=edition,
                code=line["code"],
                subjects=line["subjects"],
                group=read_group(line["conditions"]),
                exceptions=line.get("exceptions", ""),
                by=by,
            )
            confirm_criterion(criterion=criterion, by=by)


def correlate(edition: ControlList, calendar: Calendar, by: User) -> None:
    """What corresponds to its paragraphs in the list of the second model jurisdiction."""
    other = ControlList.objects.in_force().get(series=SECOND)
    with calendar.pretending(RENEWED + 3):
        for left, relation, right in files.read("controls", "correlations.yaml"):
            words = {"relation": relation, "source": "Meridian Standards Institute, by comparing both texts"}
            written = write_correlation(left_list=edition, left_code=left, right_list=other, right_code=right or "", **words)
            confirm_correlation(correlation=written, by=by, **words)


def as_csv(listed: dict[str, Any]) -> bytes:
    """The file in the columns in which a list is imported."""
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS, restval="")
    table.writeheader()
    for entry in listed["entries"]:
        code, facts = entry["code"], _facts(entry)
        names = {"category_name": listed["categories"][int(code[0])], "group_name": listed["groups"][code[1]]}
        table.writerow({"entry": code, "kind": "entry", "text": entry["heading"], "facts": json.dumps(facts), **names})
        for line in lines_of(code, entry.get("text", "")):
            table.writerow({"entry": code, **line._asdict()})
    return written.getvalue().encode()


def _facts(entry: dict[str, Any]) -> dict[str, str]:
    """What else the list says of an entry, each as one text."""
    reasons = {"reasons": ", ".join(entry["reasons"])} if "reasons" in entry else {}
    return reasons | ({"regime": entry["regime"]} if "regime" in entry else {})


class Line(NamedTuple):
    """One piece of an entry; `inside` is the number (`row`) of the one in which it stands."""

    row: int
    inside: int | str
    kind: str
    mark: str
    code: str
    text: str


def lines_of(entry: str, outline: str) -> Iterator[Line]:
    """The pieces that an outline tells, each within the one above that is indented less. Any other line is a fault."""
    above: list[Line] = []
    for number, words in enumerate(filter(None, outline.split("\n")), start=1):
        told = _LINE.fullmatch(words)
        if told is None:
            raise ValueError(f"{entry}: {words!r} is neither a paragraph nor a note.")
        indent, mark, note, text = told.groups()
        del above[len(indent) // 2 :]
        inside = above[-1].row if above else ""
        line = Line(number, inside, _kind(note), f"{mark}." if mark else note, _code(entry, above, mark), text)
        above.append(line)
        yield line


def _kind(note: str | None) -> str:
    if note is None:
        return ParagraphKind.ITEM
    return next((kind for begins, kind in _KINDS.items() if note.startswith(begins)), ParagraphKind.NOTE)


def _code(entry: str, above: list[Line], mark: str | None) -> str:
    """None for a note, nor for what stands in one."""
    if mark is None or any(not line.code for line in above):
        return ""
    return f"{above[-1].code if above else entry}.{mark}"
