"""The lists that were really made, searched for what they control. Without the shared folder these tests are skipped."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from normsite.foundation.controls.reading import read_control_list
from normsite.foundation.controls.text.criteria import ListRow, suggest_criteria
from normsite.foundation.controls.text.index import Index, build_index
from normsite.foundation.controls.text.screening import screen_text

FOLDER = Path(settings.BASE_DIR).parent / "shared/data"
FILES = {
    "us": FOLDER / "ccl/ccl.json",
    "later": FOLDER / "ccl/ccl-2026-07-23.json",
    "eu": FOLDER / "eu-annex-i/eu-annex-i-2021.json",
}
STANDARD = FOLDER / "nist-sp800-63b/sp800-63b-2017-06-final.md"

pytestmark = pytest.mark.skipif(
    not all(file.exists() for file in (*FILES.values(), STANDARD)), reason="The real lists and texts are not in ../shared/data."
)


def rows_of(name: str) -> list[ListRow]:
    rows: list[ListRow] = []
    for entry in read_control_list(FILES[name].read_bytes()).entries:
        first = len(rows)
        rows.append(ListRow(entry.code, entry.code, "heading", entry.heading))
        rows += [
            ListRow(entry.code, "", "control", said, first) for said in sentences(entry.facts) if any(map(str.isdigit, said))
        ]
        within = len(rows)
        for one in entry.paragraphs:
            parent = first if one.parent is None else within + one.parent
            rows.append(ListRow(entry.code, one.code, str(one.kind), one.text, parent))
    return rows


def sentences(facts: Any) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif not isinstance(facts, bool | int | None):
        for inner in facts.values() if hasattr(facts, "values") else facts:
            yield from sentences(inner)


@pytest.fixture(scope="module")
def indexes() -> dict[str, Index]:
    rows = {name: rows_of(name) for name in FILES}
    return {name: build_index(of_one, suggest_criteria(of_one), name=name) for name, of_one in rows.items()}


def entries(text: str, index: Index) -> set[str]:
    return {hit.code[:5] for hit in screen_text(text, index)}


TOUCHING = {
    "The device has a 16 bit, 100 MSPS analogue-to-digital converter.": {"us": "3A001", "later": "3A001", "eu": "3A001"},
    "All records are encrypted by AES with 256-bit keys.": {"us": "5A002", "eu": "5A002"},
    "The machine has 5 axes contouring with 3 µm positioning accuracy.": {"us": "2B201", "eu": "2B201"},
    "An unmanned aircraft with a range of 320 km is described.": {"us": "9A012", "later": "9A012", "eu": "9A112"},
}


@pytest.mark.parametrize("text", TOUCHING)
def test_each_list_that_has_the_paragraphs_finds_its_entry(text: str, indexes):
    found = {name: code for name, code in TOUCHING[text].items() if code in entries(text, indexes[name])}
    assert found == TOUCHING[text]


@pytest.mark.parametrize(
    "text",
    [
        "The device has an 8 bit, 50 MSPS analogue-to-digital converter.",
        "The machine has 3 axes contouring with 30 µm positioning accuracy.",
        "An unmanned aircraft with a range of 120 km is described.",
        "Each frame ends with a 32-bit CRC.",
        "Text is encoded in UTF-16.",
        "Audio has 16 bit sample depth at 48 kHz.",
    ],
)
def test_no_list_finds_what_only_comes_near(text: str, indexes):
    assert {name: entries(text, index) for name, index in indexes.items()} == {"us": set(), "later": set(), "eu": set()}


def test_most_thresholds_of_the_lists_are_read():
    counts = {name: sum(len(list(one.group.conditions())) for one in suggest_criteria(rows_of(name))) for name in ("us", "eu")}
    assert (counts["us"] > 1600, counts["eu"] > 1200) == (True, True)


def test_a_standard_of_160_kb_is_searched_in_less_than_the_three_seconds_that_it_may_take(indexes):
    text = STANDARD.read_text(encoding="utf-8")
    began = time.process_time()
    for name in ("us", "eu"):
        screen_text(text, indexes[name])
    assert time.process_time() - began < 3
