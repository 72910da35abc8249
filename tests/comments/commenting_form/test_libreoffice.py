"""A form opened and saved by LibreOffice says the same as before."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from comments.commenting_form import read_form
from comments.commenting_form.columns import COLUMNS
from normsite.foundation.errors import Refused
from tests.comments.commenting_form.files import ISO, OLD, ONE, letter, plain, workbook
from tests.comments.commenting_form.test_round_trip import NASTY, WRITE, cells, row

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

UTF8 = "44,34,76"
OLD_ROW = ("ECOS", "A.1", "Note", "Ed", "Comma missing.", "Add it.", "Accepted")
ABOVE = ("Date: 2026-03-01", "Document: ISO/DIS 123", "Project: 77", *[""] * 5)
HEADED = {"header": (ABOVE, ISO), "first": (tuple(reversed(ISO)),)}
# LibreOffice takes one mark too many out of this; at the ends of a paragraph of Word it leaves no blanks.
IN_SHEETS = [row(words[:300]) for words in NASTY if words != "_x005F_x0041_"]
IN_LETTERS = [row(words[:300]) for words in NASTY if words == words.strip() and "_x0" not in words]
# It makes numbers of these, as it does of everything in plain text that looks like one.
IN_PLAIN = [one for one in IN_SHEETS if not any(sign.isdecimal() for sign in one[1]) or one[1].isalpha()]

FILES = {
    "single.xlsx": workbook(ISO, ONE),
    "sheet.xlsx": workbook(("Template for comments",), ISO, ONE, before=[("How to comment",)]),
    "docket.xlsx": WRITE["xlsx"](*IN_SHEETS),
    "letter.docx": letter(ISO, ONE),
    "headed.docx": letter(ONE, **HEADED),
    "old.docx": letter(OLD, OLD_ROW),
    "docket.docx": WRITE["docx"](*IN_LETTERS),
    "plain.csv": plain(ISO, ONE),
    "docket.csv": WRITE["csv"](*IN_PLAIN),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file as LibreOffice saves it, under its name and the new ending: "docket.csv.xlsx"."""
    folder = tmp_path_factory.mktemp("office")
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    convert(folder, "xlsx", "*.xlsx")
    convert(folder, "xls", "sheet.xlsx")
    convert(folder, "ods", "sheet.xlsx")
    convert(folder, "html", "sheet.xlsx")
    convert(folder, f"csv:Text - txt - csv (StarCalc):{UTF8}", "*.xlsx")
    convert(folder, "xlsx", "*.csv", f"--infilter=CSV:{UTF8}")
    convert(folder, "docx", "*.docx")
    convert(folder, "odt", "letter.docx")
    return {path.name: path.read_bytes() for path in folder.glob("*.*.*")}


def convert(folder: Path, to: str, which: str, *more: str) -> None:
    assert OFFICE is not None
    out = folder / "out"
    files = [path for path in folder.glob(which) if path.name.count(".") == 1]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", *more, "--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    end = to.partition(":")[0]
    for path in files:
        (out / f"{path.stem}.{end}").rename(folder / f"{path.name}.{end}")


@pytest.mark.parametrize(
    "name", ["sheet.xlsx.xlsx", "single.xlsx.csv", "letter.docx.docx", "headed.docx.docx", "old.docx.docx"]
)
def test_a_form_that_libreoffice_saved_has_the_same_rows(saved: dict[str, bytes], name: str):
    before, after = read_form(FILES[name.rpartition(".")[0]], name), read_form(saved[name], name)
    assert (after.rows, after.bad, after.remarks) == (before.rows, before.bad, before.remarks)
    assert (after.date, after.document, after.project) == (before.date, before.document, before.project)


def test_numbers_that_libreoffice_made_of_plain_text_are_told(saved: dict[str, bytes]):
    (before,), (after,) = (read_form(data, "form").rows for data in (FILES["plain.csv"], saved["plain.csv.xlsx"]))
    assert after == replace(before, remarks=("The spreadsheet had made a number of the clause: 6.1 may have been 6.10.",))


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("docket.xlsx.xlsx", IN_SHEETS),
        ("docket.xlsx.csv", IN_SHEETS),
        ("docket.csv.xlsx", IN_PLAIN),
        ("docket.docx.docx", IN_LETTERS),
    ],
)
def test_words_of_the_docket_are_equal_after_libreoffice_saved_them(saved: dict[str, bytes], name: str, rows: list):
    form = read_form(saved[name], name)
    assert (cells(form), form.bad) == (rows, ())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("sheet.xlsx.xls", "The file is in an old format of Office, or has a password."),
        ("sheet.xlsx.html", "The file is a web page, a drawing or XML, whatever its name ends in."),
        ("sheet.xlsx.ods", "The file is an OpenDocument spreadsheet (.ods), which isn't read."),
        ("letter.docx.odt", "The file is an OpenDocument text (.odt), which isn't read."),
    ],
)
def test_other_formats_of_libreoffice_are_refused_with_how_to_save_them(saved: dict[str, bytes], name: str, why: str):
    with pytest.raises(Refused) as refused:
        read_form(saved[name], name)
    assert refused.value.reason == f"“{name}” was not read. {why}"
    assert refused.value.mend.startswith("Save it as .xlsx, .docx or .csv, and upload that.")


def test_a_table_opened_in_the_wrong_writing_is_read_and_told(saved: dict[str, bytes]):
    assert COLUMNS[0] == "MB/NC"
    form = read_form(plain(("ï»¿MB/NC", *COLUMNS[1:]), ONE), "form.csv")
    assert [one.mb for one in form.rows] == ["DE"]
    assert form.remarks == (
        "A spreadsheet had opened the file as if it weren't UTF-8, which spoilt its accents. Open it anew as UTF-8.",
    )
