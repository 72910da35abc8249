"""The lists that were really made, read and kept. Their texts are in the shared folder; without it these tests are skipped."""

import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from normsite.foundation.controls.codes import entry_code
from normsite.foundation.controls.models import ControlList, Paragraph
from normsite.foundation.controls.reading import read_control_list
from normsite.foundation.controls.resolver import Standing, resolve
from normsite.foundation.controls.services import Edition, import_control_list
from tests.foundation.controls.official import as_ecfr, as_eurlex, sure

FOLDER = Path(settings.BASE_DIR).parent / "shared/data"
FILES = {
    "us": FOLDER / "ccl/ccl.json",
    "later": FOLDER / "ccl/ccl-2026-07-23.json",
    "eu": FOLDER / "eu-annex-i/eu-annex-i-2021.json",
}

pytestmark = pytest.mark.skipif(
    not all(file.exists() for file in FILES.values()), reason="The real control lists are not in ../shared/data."
)


@pytest.fixture(scope="module")
def read():
    return {name: read_control_list(file.read_bytes()) for name, file in FILES.items()}


def imported(name: str, cast, edition: str) -> ControlList:
    series, jurisdiction = ("eu-annex-i", "EU") if name == "eu" else ("us-ccl", "US")
    about = Edition(series, jurisdiction, "A list", edition, date(2026, 7, 23))
    return import_control_list(data=FILES[name].read_bytes(), about=about, by=cast.rhea)


def test_each_file_has_all_its_entries(read):
    counts = {name: (len(found.entries), found.is_partial) for name, found in read.items()}
    assert counts == {"us": (604, False), "later": (633, True), "eu": (366, False)}
    assert read["eu"].paragraphs_in_file == 3851


def test_codes_of_entries_and_of_paragraphs_come_once(read):
    for found in read.values():
        codes = [entry.code for entry in found.entries]
        codes += [one.code for entry in found.entries for one in entry.paragraphs if one.code]
        assert len(codes) == len(set(codes))


def test_rows_that_are_no_entries_are_told(read):
    assert [(one.where, one.sentence[:16]) for one in read["us"].troubles] == [
        ("Category 3-Electronics", "“ECCN” stands wh"),
        ("Category 4-Computers", "“Technical Note”"),
    ]
    assert read["later"].troubles == read["eu"].troubles == ()


def test_the_two_us_files_differ_by_34_and_5_entries(read):
    first, later = ({entry.code for entry in read[name].entries} for name in ("us", "later"))
    assert len(later - first) == 34
    assert first - later == {"0D614", "2B352", "3D006", "3E002", "8D001"}


def test_paragraphs_of_the_eu_that_come_to_one_code_have_none(read):
    unclear = {entry.code: sum(bool(one.problem) for one in entry.paragraphs) for entry in read["eu"].entries}
    assert {code for code, count in unclear.items() if count} >= {"1A002", "2B350", "2E003", "6A004"}
    assert sum(unclear.values()) == 253


def test_notes_stay_with_their_paragraph(read):
    entry = next(one for one in read["us"].entries if one.code == "5A002")
    notes = [one for one in entry.paragraphs if one.text.startswith("2.a. ") or "56 bits" in one.text]
    (key_length,) = notes
    note = entry.paragraphs[key_length.parent]
    assert (key_length.kind, note.mark, entry.paragraphs[note.parent].code) == ("technical_note", "Technical Notes", "5A002.a")


def codes_of(entries) -> set[str]:
    return {one.code for entry in entries for one in entry.paragraphs if one.code}


@pytest.mark.parametrize(("name", "written"), [("us", as_ecfr), ("eu", as_eurlex)])
def test_a_whole_list_written_as_the_official_file_is_read_to_the_same_codes(read, name, written):
    entries = sure(read[name])
    again = read_control_list(written(entries).encode())
    assert [entry.code for entry in again.entries] == [entry.code for entry in entries]
    assert codes_of(again.entries) == codes_of(entries)


@pytest.mark.parametrize(("name", "code"), [(name, code) for name in FILES for code in ("5A002.a.4.a", "3A001.a.5.a.5")])
def test_known_codes_are_known_in_each_file(cast, name, code):
    found = resolve(code, imported(name, cast, "one"))
    assert (found.standing, found.paragraph.code, found.entry.code) == (Standing.KNOWN, code, entry_code(code))


def test_a_code_may_be_known_in_one_edition_and_only_referred_to_in_the_other(cast):
    first, later = imported("us", cast, "first"), imported("later", cast, "later")
    assert resolve("0A002", later).standing == Standing.KNOWN
    found = resolve("0A002", first)
    assert (found.standing, bool(found.named_in)) == (Standing.REFERENCED, True)
    assert resolve("5Z999", first).standing == Standing.MALFORMED


@pytest.mark.parametrize("name", FILES)
def test_an_import_takes_less_than_twenty_seconds(cast, name):
    start = time.monotonic()
    kept = imported(name, cast, "one")
    assert time.monotonic() - start < 20
    assert Paragraph.objects.filter(entry__control_list=kept).count() == kept.report["counts"]["paragraphs"]
