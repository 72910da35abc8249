"""Measure what it costs to search a long text by control lists, against one pass of a regular expression over it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.texts import Cost, editions, seconds

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
LISTS = (SHARED / "ccl/ccl.json", SHARED / "eu-annex-i/eu-annex-i-2021.json")
PASS = re.compile(r"\d+(?:[.,]\d+)?\s?\w+")
ENTRIES, PARAGRAPHS = 500, 10  # of a list that is made where no real one is at hand


def searches() -> Iterator[Cost]:
    """Two lists over 160 kB, whole and by one clause of it, and how long a list takes to be made ready."""
    from normsite.foundation.controls.text.criteria import suggest_criteria
    from normsite.foundation.controls.text.index import build_index
    from normsite.foundation.controls.text.screening import screen_text

    text = editions()[1]
    clause = text[len(text) // 2 :][:1500]
    rows = [_rows(place) for place in range(len(LISTS))]
    indexes = [build_index(of_one, suggest_criteria(of_one), name="a list") for of_one in rows]
    once, of_clause = (seconds(lambda: sum(1 for _ in PASS.finditer(said))) for said in (text, clause))  # noqa: B023 - called at once
    yield Cost(
        "searched by two lists", seconds(lambda: [screen_text(text, one) for one in indexes]), "a pass of a pattern", once
    )
    yield Cost(
        "one clause of it", seconds(lambda: [screen_text(clause, one) for one in indexes]), "a pass of a pattern", of_clause
    )
    largest = max(rows, key=len)
    texts = "\n".join(row.text for row in largest)
    made = seconds(lambda: build_index(largest, suggest_criteria(largest), name="a list"), 1)
    yield Cost(
        f"{len(largest)} rows made ready", made, "a pass of a pattern", seconds(lambda: sum(1 for _ in PASS.finditer(texts)))
    )


def _rows(place: int) -> list[Any]:
    from normsite.foundation.controls.reading import read_control_list
    from normsite.foundation.controls.text.criteria import ListRow

    made: list[Any] = []
    if not LISTS[place].exists():
        for entry in range(ENTRIES):
            code, first = f"{entry // 100}A{entry:03}", len(made)
            made.append(ListRow(code, code, "heading", f"Vessels of kind {entry}, as follows:"))
            made += [
                ListRow(code, f"{code}.{at}", "item", f"A width of {at} m or more and {at} V;", first)
                for at in range(PARAGRAPHS)
            ]
        return made
    for read in read_control_list(LISTS[place].read_bytes()).entries:
        first = len(made)
        made.append(ListRow(read.code, read.code, "heading", read.heading))
        for one in read.paragraphs:
            parent = first if one.parent is None else first + 1 + one.parent
            made.append(ListRow(read.code, one.code, str(one.kind), one.text, parent))
    return made
