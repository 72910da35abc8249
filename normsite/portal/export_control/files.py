"""Control lists as files. The columns of the CSV are those that an import reads, so that a list goes out and comes in alike."""

import json
from collections.abc import Iterator

from normsite.foundation.controls.models import ControlList, Entry

COLUMNS = ("row", "entry", "kind", "inside", "mark", "code", "text", "problem", "category_name", "group_name", "facts")
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
