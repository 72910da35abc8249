"""Control lists and criteria as files. The columns of a list are those that an import reads (`controls.reading.columns`), so
that it goes out and comes in alike."""

import json
from collections.abc import Iterable, Iterator

from normsite.foundation.controls.models import ControlList, Criterion, Entry

AT_ONCE = 100

Line = tuple[str, ...]


def lines_of(edition: ControlList) -> Iterator[Line]:
    """A line for each entry, followed by those of its paragraphs. `inside` is the number of the line in which one stands."""
    number = 0
    for entry in edition.entries.order_by("position").prefetch_related("paragraphs").iterator(chunk_size=AT_ONCE):
        yield _entry(entry, number := number + 1)
        places: dict[int, int] = {}
        for one in entry.paragraphs.all():
            places[one.pk] = number = number + 1
            inside = str(places[one.parent_id]) if one.parent_id else ""
            yield (str(number), entry.code, one.kind, inside, one.mark, one.code, one.text, one.problem, "", "", "")


def _entry(entry: Entry, number: int) -> Line:
    facts = json.dumps(entry.facts, ensure_ascii=False) if entry.facts else ""
    return (str(number), entry.code, "entry", "", "", "", entry.heading, "", entry.category_name, entry.group_name, facts)


CRITERIA_COLUMNS = (
    "code",
    "version",
    "series",
    "edition",
    "entry",
    "paragraph",
    "sentence",
    "subjects",
    "conditions",
    "exceptions",
    "effect",
    "confirmed",
)


def criteria_lines(criteria: Iterable[Criterion]) -> Iterator[Line]:
    """A line for each criterion: its sentence, and the data of which that is made; `conditions` is JSON."""
    for one in criteria:
        yield (
            one.code,
            str(one.version),
            one.control_list.series,
            one.control_list.edition,
            one.entry_code,
            one.paragraph_code,
            one.sentence,
            "; ".join(one.subjects),
            json.dumps(one.conditions, ensure_ascii=False),
            one.exceptions,
            one.effect,
            one.decided_at.date().isoformat() if one.decided_at else "",
        )
