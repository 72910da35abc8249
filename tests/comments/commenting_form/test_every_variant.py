"""Each way in which real forms differ, in each type of file, as it was written and as LibreOffice saves it: no row is lost in
silence."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.commenting_form import CommentingForm, read_form
from tests.comments.commenting_form.files import ISO, OLD, letter, plain, workbook

OFFICE = shutil.which("soffice")
HYPHENS = (
    "MB/NC1",
    "Line num-\nber",
    "Clause/ Sub\u00adclause",
    "Para-graph/ Figure/ Table",
    "Type of com\u2010ment2",
    "Com-\nments",
    "Proposed change\u00b3",
    "Observations of the secre-tariat on each comment",
)
SHUFFLED = ("Proposed change", "Comments", "Type of comment", "Clause/ Subclause", "MB/NC")


@dataclass(frozen=True)
class Variant:
    """The rows of a file; the rows that are taken, as number, own reference or member body, clause, kind and words; the numbers
    of those that are bad; and what is said of the others."""

    rows: Sequence[Sequence[str]]
    taken: Sequence[tuple[int, str, str, str, str]]
    bad: Sequence[int] = ()
    told: Sequence[str] = ()
    remarks: Sequence[tuple[int, str]] = ()


def eight(mb: str, clause: str = "6.1", kind: str = "te", words: str = "Too low.", change: str = "Do.") -> tuple[str, ...]:
    return (mb, "", clause, "", kind, words, change, "")


CLAUSES = ["Whole document", "6.1 and throughout", "Annex A.1", "03.1, 3,2", "Bibliography", "TBD", "A.1.1"]
KINDS = ["Ed", "ge", "Te", "re", "?"]
CODES = ["DE-1", "ECOS 3", "ANEC-12", "3GPP-7", "**", "** 4", "DE 5, DE 6", "DE-1"]
ALL_TYPES = {
    "footnotes and hyphens in headings": Variant((HYPHENS, eight("DE-1")), [(2, "DE-1", "6.1", "te", "Too low.")]),
    "seven columns": Variant(
        (OLD, ("DE-1", "6.1", "Note", "ed", "Comma.", "Add it.", "")), [(2, "DE-1", "6.1", "ed", "Comma.")]
    ),
    "five columns in another order": Variant(
        (SHUFFLED, ("Do.", "Too low.", "te", "6.1", "DE-1")), [(2, "DE-1", "6.1", "te", "Too low.")]
    ),
    "seven columns below eight": Variant(
        (ISO, eight("DE-1"), (*OLD, ""), ("FR-1", "6.2", "Note", "ed", "Comma.", "Add it.", "", "")),
        [(2, "DE-1", "6.1", "te", "Too low."), (4, "FR-1", "6.2", "ed", "Comma.")],
    ),
    "codes": Variant(
        (ISO, *[eight(code, words=f"Said by {at}.") for at, code in enumerate(CODES)]),
        [(at + 2, code, "6.1", "te", f"Said by {at}.") for at, code in enumerate(CODES)],
        remarks=[(8, "There are two numbers in the first column."), (9, "DE-1 stands in row 2 too.")],
    ),
    "types": Variant(
        (ISO, *[eight("DE", kind=kind) for kind in KINDS]),
        [(at, "DE", "6.1", kind, "Too low.") for at, kind in enumerate(("ed", "ge", "te", "ge", "ge"), 2)],
        remarks=[(at, f"“{kind}” is no type of comment: taken as general.") for at, kind in ((5, "re"), (6, "?"))],
    ),
    "clauses": Variant(
        (ISO, *[eight("DE", clause=clause) for clause in CLAUSES]),
        [(at, "DE", clause, "te", "Too low.") for at, clause in enumerate(CLAUSES, 2)],
    ),
    "no proposed change": Variant((ISO, eight("DE-1", change="")), [(2, "DE-1", "6.1", "te", "Too low.")]),
    "facts and a title above": Variant(
        (
            ("Comments on prEN 9", *[""] * 7),
            ("Date: 1 March 2026", "", "Document: prEN 9", "", "", "Project: N 77", "", ""),
            ISO,
            eight("DE-1"),
        ),
        [(4, "DE-1", "6.1", "te", "Too low.")],
    ),
    "rows that only look full": Variant(
        (
            ISO,
            eight("DE-1"),
            ("3", *[""] * 7),
            eight("DE-4", "", "te", "", ""),
            eight("", "", "", "", ""),
            ISO,
            eight("DE-7", words=""),
        ),
        [(2, "DE-1", "6.1", "te", "Too low.")],
        bad=[7],
        told=["Rows 3 to 4 hold only a number, a member body or a type: taken for empty.", "Row 6 repeats the headings."],
    ),
    "words above the headings": Variant(
        (("DE-1", "6.1", "Is this lost?", "No", "", "", "", ""), ISO, eight("DE-2")),
        [(3, "DE-2", "6.1", "te", "Too low.")],
        told=["Row 1 stands above the headings: not read."],
    ),
}
WRITE: dict[str, Callable[..., bytes]] = {"xlsx": workbook, "docx": letter, "csv": plain}


def said(form: CommentingForm) -> list[tuple[int, str, str, str, str]]:
    return [(row.number, row.own_reference or row.mb, row.clause, row.kind, row.comments) for row in form.rows]


def numbers_told(form: CommentingForm) -> Iterator[int]:
    for remark in form.remarks:
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", remark) if remark.startswith("Row") else ():
            yield from range(int(first), int(last or first) + 1)


def files() -> dict[str, bytes]:
    return {
        f"{name.replace(' ', '-')}.{end}": write(*variant.rows)
        for name, variant in ALL_TYPES.items()
        for end, write in WRITE.items()
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file as LibreOffice saves it in its own type."""
    if OFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    for name, data in files().items():
        (folder / name).write_bytes(data)
    for end in WRITE:
        convert(folder, end, [*folder.glob(f"*.{end}")])
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


def convert(folder: Path, end: str, paths: Sequence[Path]) -> None:
    """A table in plain text is opened with every column as words, or LibreOffice makes numbers of clauses."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = "/".join(f"{column}/2" for column in range(1, 10))
    to, how = (
        ("csv:Text - txt - csv (StarCalc):44,34,76", [f"--infilter=CSV:44,34,76,1,{words}"]) if end == "csv" else (end, [])
    )
    command = [str(OFFICE), profile, "--headless", *how, "--convert-to", to, "--outdir", str(folder / "out"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def check(variant: Variant, form: CommentingForm) -> None:
    assert said(form) == list(variant.taken)
    assert [one.number for one in form.bad] == list(variant.bad)
    assert list(form.remarks) == list(variant.told)
    assert [(row.number, remark) for row in form.rows for remark in row.remarks] == list(variant.remarks)


@pytest.mark.parametrize("end", WRITE)
@pytest.mark.parametrize("name", ALL_TYPES)
def test_a_variant_comes_in_from_each_type_of_file(name: str, end: str):
    check(ALL_TYPES[name], read_form(WRITE[end](*ALL_TYPES[name].rows), "form"))


@pytest.mark.parametrize("end", WRITE)
@pytest.mark.parametrize("name", ALL_TYPES)
def test_a_variant_comes_in_alike_when_libreoffice_has_saved_it(saved: dict[str, bytes], name: str, end: str):
    check(ALL_TYPES[name], read_form(saved[f"{name.replace(' ', '-')}.{end}"], "form"))


@pytest.mark.parametrize("end", WRITE)
@pytest.mark.parametrize("name", ALL_TYPES)
def test_each_row_is_taken_or_bad_or_told(name: str, end: str):
    variant = ALL_TYPES[name]
    form = read_form(WRITE[end](*variant.rows), "form")
    headings = next(at for at, row in enumerate(variant.rows, 1) if row[0] and row in (HYPHENS, OLD, SHUFFLED, ISO))
    above = {1, 2} if name.startswith("facts") else set()
    other_order = {3} if name == "seven columns below eight" else set()
    all_rows = {at for at, row in enumerate(variant.rows, 1) if any(row)} - {headings} - above - other_order
    assert {row.number for row in form.rows} | {one.number for one in form.bad} | set(numbers_told(form)) == all_rows


def test_what_spreadsheets_make_of_clauses_and_days_is_told_as_libreoffice_saves_it(tmp_path: Path):
    if OFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    facts = ("Date:", 46056, "Document:", "prEN 9", "Project:", "N 77", "", "")
    rows = [
        (*eight(f"DE-{at}")[:2], cell, *eight("")[3:]) for at, cell in enumerate((1.1, datetime(2026, 2, 3), 46056, "1.10"))
    ]
    counted = [("=ROW()-3", "=ROW()", *[""] * 6) for _ in range(3)]
    computed = ("DE-9", "", "6.1", "", "te", '="Too "&"low."', "", "")
    path = tmp_path / "form.xlsx"
    path.write_bytes(
        workbook(facts, ISO, *rows, *counted, computed, before=[("How to comment",), ("Fill in the next sheet.",)])
    )
    before = read_form(path.read_bytes(), "form")
    convert(tmp_path, "xlsx", [path])
    after = read_form((tmp_path / "out" / "form.xlsx").read_bytes(), "form")
    assert [after.date, after.document, after.project] == ["2026-02-03", "prEN 9", "N 77"]
    assert [(row.clause, row.remarks) for row in after.rows][:4] == [
        ("1.1", ("The spreadsheet had made a number of the clause: 1.1 may have been 1.10.",)),
        ("2026-02-03", ("The spreadsheet had made a date of the clause: 2026-02-03.",)),
        ("46056", ("The spreadsheet had made a date of the clause: 46056.",)),
        ("1.10", ()),
    ]
    assert [row.comments for row in after.rows[4:]] == ["Too low."]
    assert after.remarks == ("Rows 7 to 9 hold only a number, a member body or a type: taken for empty.",)
    assert (before.rows, before.date) == (after.rows[:4], after.date)
    assert [(one.number, one.reason.partition(" that")[0]) for one in before.bad] == [(10, "The cell F10 holds a formula")]


cell = st.sampled_from(["", "", "DE", "DE-7", "te", "6.1", "-", "5", "Words.", "Two\nlines", "=1+1", "0"])
any_row = st.one_of(st.tuples(*[cell] * 8), st.just(ISO), st.just((*OLD, "")))


@pytest.mark.parametrize("end", WRITE)
@settings(deadline=None, max_examples=40)
@given(rows=st.lists(any_row, min_size=1, max_size=8))
def test_of_any_rows_each_is_taken_or_bad_or_told(end: str, rows: list[tuple[str, ...]]):
    rows = [*rows, eight("DE-99")]
    form = read_form(WRITE[end](ISO, *rows), "form")
    headings = {at for at, row in enumerate(rows, 2) if row[:7] == OLD or row == ISO}
    full = {at for at, row in enumerate(rows, 2) if any(row)} - headings
    accounted = {row.number for row in form.rows} | {one.number for one in form.bad} | set(numbers_told(form))
    assert accounted - headings == full
    assert len(form.rows) + len(form.bad) == len({row.number for row in form.rows} | {one.number for one in form.bad})
