"""What was made to do harm is refused in a sentence, or read without harm, within a second."""

import io
import zipfile
from collections.abc import Callable

import pytest

from comments.commenting_form import read_form
from normsite.foundation.errors import Refused
from tests.comments.commenting_form.files import ISO, ONE, letter, plain, repacked, workbook

SHEET, LETTER = "xl/worksheets/sheet1.xml", "word/document.xml"


def in_sheet(before: bytes, after: bytes) -> bytes:
    return repacked(workbook(ISO, ONE), SHEET, lambda xml: xml.replace(before, after, 1))


def in_letter(before: bytes, after: bytes) -> bytes:
    return repacked(letter(ISO, ONE), LETTER, lambda xml: xml.replace(before, after, 1))


def packed_as(way: int, spoil: Callable[[bytearray], object]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as package:
        package.writestr("xl/workbook.xml", b"<a/>" * 10_000)
    data = bytearray(out.getvalue())
    spoil(data)
    return bytes(data)


def spoil(data: bytearray) -> None:
    data[60:80] = b"\xff" * 20


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
MANY_ROWS = b"".join(b'<row r="%d"/>' % at for at in range(3, 20_000)) + b"</sheetData>"
MERGED = b'</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/>' + b'<mergeCell ref="A3:B3"/>' * 1000 + b"</mergeCells>"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (in_sheet(b"<worksheet", LAUGHS), "The file declares entities, as no comment form does."),
        (packed_as(zipfile.ZIP_LZMA, spoil), "The file is damaged or has a password, so it can't be opened."),
        (packed_as(zipfile.ZIP_BZIP2, spoil), "The file is damaged or has a password, so it can't be opened."),
        (packed_as(zipfile.ZIP_DEFLATED, spoil), "The file is damaged or has a password, so it can't be opened."),
        (
            in_letter(b"</w:tc>", b"<w:tbl><w:tr><w:tc>" * 500 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 500 + b"</w:tc>"),
            "The file can't be opened: it is damaged, or of a kind that isn't read.",
        ),
        (plain(ISO) + b'"' + b"a," * 100_000, "A cell of the table doesn't end."),
        (plain(ISO, *[ONE] * 20_000), "The file has more than 20,000 rows."),
        (in_letter(b"</w:tbl>", b"<w:tr/>" * 120_000 + b"</w:tbl>"), "The file has more than 20,000 rows."),
    ],
    ids=["laughs", "lzma", "bzip2", "deflated", "nested", "quote", "rows", "rows of a letter"],
)
def test_what_can_only_do_harm_is_refused(data: bytes, why: str):
    with pytest.raises(Refused) as refused:
        read_form(data, "form")
    assert refused.value.reason == f"“form” was not read. {why}"


@pytest.mark.parametrize(
    "data",
    [
        in_sheet(b"</sheetData>", MANY_ROWS),
        in_sheet(b"</sheetData>", MERGED),
        in_sheet(b"</sheetData>", b'<row r="2000000000"><c r="A2000000000"/></row></sheetData>'),
        in_sheet(b"</sheetData>", b'<row r="3"><c r="ZZZ3" t="inlineStr"><is><t>c</t></is></c></row></sheetData>'),
        in_letter(b"</w:tc>", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2000 + b"</w:tc>"),
        in_letter(b"</w:tc>", b"<w:tbl><w:tr><w:tc>" * 50 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 50 + b"</w:tc>"),
        in_letter(b"</w:tbl>", b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
        plain(ISO, ONE) + b"\r\n" * 50_000 + b",,,,,,,\r\n" * 10_000,
        plain(ISO, ONE) + b"," * 100_000,
    ],
    ids=["blank rows", "merged", "far row", "far column", "paragraphs", "nested", "span", "blank lines", "commas"],
)
def test_what_is_only_large_is_read(data: bytes):
    assert [row.comments for row in read_form(data, "form").rows] == ["The limit is too low."]
