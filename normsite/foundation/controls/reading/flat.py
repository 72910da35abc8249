"""The US list as JSON in rows: entries whose `items` have lost which list belongs to a note.

Items of an entry and items of its notes stand in one row, all called "item". Where a list begins anew with "a", it is some
note's; where it ends, the order of the marks often says and sometimes does not. So every way of telling them apart is followed:
a code is given where all of those with the fewest gaps agree.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from normsite.foundation.controls.codes import is_entry_code
from normsite.foundation.controls.reading.fields import Fields, objects, words
from normsite.foundation.controls.reading.order import Item, tell_apart
from normsite.foundation.controls.reading.pieces import Kind, ReadEntry, ReadList, Trouble, Unreadable
from normsite.foundation.controls.reading.placing import Row, placed
from normsite.foundation.controls.reading.words import beginning, clean, one_line, quoted

SHAPE = "Commerce Control List, JSON in rows"
EITHER = "Whether it is a paragraph of the entry or a line of a note, the file does not say."
IN_HEADING = "The entry says that its heading lists all items, so that this belongs to a note or elsewhere."
NO_CODE = "“{code}” stands where the code of an entry should, so that this was left out."

_RANGE = re.compile(r"(?:-|–|—|to|through)\s*(?:[a-z]\.)*([a-z]{1,2}|[0-9]{1,2})\.?\s*\[Reserved\]", re.IGNORECASE)
_IN_HEADING = re.compile(r"The lists? of items controlled (?:is|are) contained in the ECCN heading\.?\Z", re.IGNORECASE)


def fits(data: object) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("entries"), list)
        and all(isinstance(one, dict) and "eccn" in one for one in data["entries"])
    )


def read(data: Fields) -> ReadList:
    """Which categories have their paragraphs the file says itself (`deepCategories`); without all, the list is partial."""
    entries: list[ReadEntry] = []
    troubles: list[Trouble] = []
    for one in objects(data, "entries"):
        if is_entry_code(words(one, "eccn")):
            entries.append(_entry(one))
        else:
            sentence = NO_CODE.format(code=quoted(words(one, "eccn")))
            troubles.append(Trouble("entries", beginning(words(one, "heading")), sentence))
    if not entries:
        raise Unreadable("The file has the shape of the US list, but no entry in it has a code.")
    deep = data.get("deepCategories") or []
    if not isinstance(deep, list):
        raise Unreadable("“deepCategories” should be a list of the categories that have their paragraphs.")
    return ReadList(
        SHAPE,
        tuple(entries),
        tuple(troubles),
        sum(len(entry.paragraphs) for entry in entries),
        is_partial=any(str(entry.category) not in deep for entry in entries),
    )


def _entry(one: Fields) -> ReadEntry:
    code = words(one, "eccn")
    exceptions = one.get("licenceExceptionFlags") or {}
    facts: dict[str, object] = {
        "reasons": words(one, "reasonForControl"),
        "chart": [[words(pair, "control"), words(pair, "countryChart")] for pair in objects(one, "countryChart")],
        "exceptions": {name: words(exceptions, name) for name in exceptions} if isinstance(exceptions, dict) else {},
        "sta": words(one, "staSpecialConditions"),
        "related_controls": words(one, "relatedControls"),
    }
    return ReadEntry(
        code=code,
        heading=one_line(words(one, "heading")),
        facts={name: value for name, value in facts.items() if value},
        paragraphs=placed(code, list(_rows(objects(one, "items")))),
    )


def _rows(items: Sequence[Fields]) -> Iterator[Row]:
    own = iter(tell_apart(list(_items(items))))
    has_items = not any(_IN_HEADING.match(words(one, "text")) for one in items)
    note: int | None = None
    for place, one in enumerate(items):
        text, mark = clean(words(one, "text")), words(one, "paragraph")
        if words(one, "kind") != "item":
            note = place
            yield Row(Kind.NOTE if mark else Kind.OTHER, text, mark=mark)
            continue
        is_own = next(own)
        if not has_items:
            yield Row(Kind.ITEM, text, mark=mark, problem=IN_HEADING)
        elif is_own and _reserved(one):
            yield Row(Kind.OTHER, f"{mark}. {text}")
        elif is_own:
            yield Row(Kind.ITEM, text, mark=mark, levels=_levels(one))
        elif is_own is None:
            yield Row(Kind.ITEM, text, mark=mark, problem=EITHER)
        else:
            yield Row(Kind.NOTE, text, mark=mark, inside=note, is_placed=True)


def _items(items: Sequence[Fields]) -> Iterator[Item]:
    for before, one in pairwise([{"kind": "text"}, *items]):
        if words(one, "kind") == "item":
            levels, reserved = _levels(one), _reserved(one)
            end = (*levels[:-1], reserved) if reserved else levels
            yield Item(levels, end, words(before, "kind") != "item", words(before, "kind") == "note")


def _levels(one: Fields) -> tuple[str, ...]:
    return tuple(words(one, "paragraph").split("."))


def _reserved(one: Fields) -> str:
    """The last mark of a range that is not in use, as in "f. through w. [Reserved]"."""
    found = _RANGE.match(words(one, "text"))
    return found[1] if found else ""
