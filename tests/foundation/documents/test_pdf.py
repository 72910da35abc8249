"""The PDF: opened with another library than wrote it, marked for screen readers, the same bytes each time.

What it looks like no test says: whoever changes it looks at its pages as pictures (`docs/decisions/0011-paper.md`).
"""

import io
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from normsite.foundation.documents import FORMATS, Fact, Facts, Prose, Row, Section, Table, Text, export
from normsite.foundation.markup import render
from tests.foundation.documents.samples import COMMENTS, full, small

reason = FORMATS["pdf"].unavailable()
pytestmark = pytest.mark.skipif(reason is not None and not os.environ.get("CI"), reason=reason or "")

PROGRAM = """
import sys, django
django.setup()
from normsite.foundation.documents import export
from tests.foundation.documents.samples import COMMENTS, full
sys.stdout.buffer.write(export(full(), "pdf"))
"""


@pytest.fixture(scope="module")
def pdf():
    with pikepdf.open(io.BytesIO(export(full(), "pdf"))) as opened:
        yield opened


def structure(element) -> list[pikepdf.Dictionary]:
    """Every structure element below `element`, in reading order."""
    children = element.get("/K", [])
    found = []
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *structure(child)]
    return found


def words_of(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return words(pdf)


def words(pdf: pikepdf.Pdf) -> str:
    """The text of all pages, read through each font's own map from glyphs to letters, without white space."""
    return "".join(page_words(page) for page in pdf.pages)


def page_words(page: pikepdf.Page) -> str:
    return re.sub(r"\s", "", "".join(letters for _, letters in drawn(page)))


def drawn(page: pikepdf.Page) -> Iterator[tuple[float, str]]:
    """Each stretch of letters that a page draws, and how far from the left it begins."""
    fonts: Any = page.resources.get("/Font", {})
    maps = {name: glyph_map(font) for name, font in fonts.items()}
    current: dict[str, str] = {}
    place, outer = pikepdf.Matrix(), []
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        match str(operator):
            case "q":
                outer.append(place)
            case "Q":
                place = outer.pop()
            case "cm":
                place = pikepdf.Matrix(*map(float, operands)) @ place
            case "Tf":
                current = maps[str(operands[0])]
            case "TJ" | "Tj":
                parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                yield place.e, "".join(current.get(codes[i : i + 2].hex(), "") for i in range(0, len(codes), 2))


def glyph_map(font: pikepdf.Dictionary) -> dict[str, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", font.ToUnicode.read_bytes())
    return {code.decode().lower(): bytes.fromhex(letters.decode()).decode("utf-16-be") for code, letters in pairs}


def test_it_has_title_language_marks_and_claims_pdf_ua(pdf):
    assert str(pdf.docinfo["/Title"]) == "PUB-3 Modules for quantum keys"
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_its_structure_holds_headings_and_a_described_figure(pdf):
    elements = structure(pdf.Root.StructTreeRoot)
    kinds = [str(element.S) for element in elements]
    headings = [kind for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert headings == ["/H1", "/H2", "/H2", "/H3", "/H3", "/H2", "/H2"]
    assert [str(element.Alt) for element in elements if str(element.S) == "/Figure" and "/Alt" in element] == [
        "One scenario, High."
    ]


def test_a_table_is_marked_with_caption_headings_and_cells():
    with pikepdf.open(io.BytesIO(export(small(COMMENTS), "pdf"))) as pdf:
        kinds = Counter(str(element.S) for element in structure(pdf.Root.StructTreeRoot))
    counted = {kind: kinds[kind] for kind in ("/Table", "/Caption", "/TR", "/TH", "/TD")}
    assert counted == {"/Table": 1, "/Caption": 1, "/TR": 3, "/TH": 4, "/TD": 2 * 4}


def test_a_table_of_fourteen_columns_is_taken_into_parts_that_all_name_the_rows():
    columns = tuple(f"Column{letter}" for letter in "ABCDEFGHIJKLMN")
    rows = tuple(Row((f"C-{row}", *(f"somewhatlong{row}{column}" for column in columns[1:]))) for row in (1, 2))
    with pikepdf.open(io.BytesIO(export(small(Table("Wide", columns, rows)), "pdf"))) as pdf:
        text = words(pdf)
        sizes = {tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:]) for page in pdf.pages}
    assert sizes == {(210, 297)}
    assert re.findall(r"Wide\.Part(\dof\d):thefirstcolumn,andcolumns(\d+to\d+)", text) == [
        ("1of3", "2to6"),
        ("2of3", "7to11"),
        ("3of3", "12to14"),
    ]
    assert [text.count(f"somewhatlong{row}ColumnN") for row in (1, 2)] == [1, 1]
    assert text.count("C-1somewhatlong1") == 3  # each part begins its rows with their names


def test_its_words_are_those_of_the_record(pdf):
    text = words(pdf)
    for expected in ("Modulesforquantumkeys", "Keysshallbeerased.", "Tom&<Jerry>", "Zukurz–größerwählen", full().digest):
        assert expected in text


def test_changes_bear_signs_and_not_colours_alone(pdf):
    text = words(pdf).replace("\u2060", "")
    assert "[−anhour−]" in text
    assert "[+aminute+]" in text


def test_each_page_after_the_first_runs_code_clause_and_number():
    sections = tuple(Section(f"s{n}", f"Clause {n}", (Prose("<p>word</p>" * 120),)) for n in (1, 2))
    with pikepdf.open(io.BytesIO(export(small(sections=sections), "pdf"))) as pdf:
        texts = [page_words(page) for page in pdf.pages]
    total = len(texts)
    assert total > 3
    assert "PUB-1" in texts[1]
    assert "Clause1" in texts[1]
    assert "Clause2" in texts[-2]
    assert all(f"{number}/{total}" in text for number, text in enumerate(texts, start=1))


def test_no_date_is_in_it_and_it_bears_the_digest(pdf):
    assert {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys()) == set()
    assert str(pdf.docinfo["/Keywords"]) == f"SHA-256 {full().digest}"


def test_two_processes_with_other_seeds_zones_and_languages_write_the_same_bytes():
    def written(seed: str, zone: str, language: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
            capture_output=True,
            check=True,
        ).stdout

    first = written("1", "Pacific/Auckland", "C.UTF-8")
    assert first.startswith(b"%PDF-1.7")
    assert written("4711", "America/New_York", "de_DE.UTF-8") == first
    assert export(full(), "pdf") == first


def test_an_address_in_the_text_makes_the_server_call_nobody(tmp_path):
    calls = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0)
    port = listener.getsockname()[1]
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">stolen</text></svg>')
    hostile = Prose(f'<p>Look<img src="http://127.0.0.1:{port}/x.png"><img src="{secret.as_uri()}"></p>')
    with pikepdf.open(io.BytesIO(export(small(hostile), "pdf"))) as pdf:
        assert "stolen" not in words(pdf)
        assert "Look" in words(pdf)
    try:
        calls.append(listener.accept())
    except BlockingIOError:
        pass
    finally:
        listener.close()
    assert calls == []


@pytest.mark.parametrize(
    ("typed", "laid_out"), [("ש abc ש def", "def abc"), ("abc ש def", "abc def"), ("1 ש abc ש def", "def abc")]
)
@pytest.mark.parametrize("kind", ["text", "facts", "prose"])
def test_each_text_runs_in_its_own_direction(kind, typed, laid_out):
    """Read from the left to the right."""
    blocks = {"text": Text((typed,)), "facts": Facts((Fact("Title", typed),)), "prose": Prose(f"<p>{typed}</p>")}
    with pikepdf.open(io.BytesIO(export(small(blocks[kind]), "pdf"))) as pdf:
        found = [
            (place, word) for page in pdf.pages for place, letters in drawn(page) for word in re.findall("abc|def", letters)
        ]
    assert [word for _, word in sorted(found)] == laid_out.split()


SOURCES = ("a) X\nb) X", "(a) X\n(b) X", "A) X\nB) X", "1) X\n2) X", "(1) X\n(2) X", "(i) X\n(ii) X", "7. X\n8. X")


def test_lists_bear_the_marks_that_were_written_and_notes_their_names():
    listed = [Prose(render(source)) for source in SOURCES]
    notes = [Prose(render(f"> [!{kind}]\n> X")) for kind in ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")]
    with pikepdf.open(io.BytesIO(export(small(*listed, *notes), "pdf"))) as pdf:
        text = words(pdf)
    marks = "".join(source.replace(" X", "").replace("\n", "") for source in SOURCES)
    assert marks in text.replace("X", "")
    assert re.findall("Note|Tip|Important|Warning|Caution", text) == ["Note", "Tip", "Important", "Warning", "Caution"]
