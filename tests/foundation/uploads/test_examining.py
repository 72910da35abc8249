"""A file is told by what is in it; what would do something by itself is refused with a sentence."""

import io

import pytest
from PIL import Image

from normsite.foundation.errors import Refused
from normsite.foundation.uploads import NotTaken, examine, examine_all
from tests.comments.commenting_form.files import packed
from tests.foundation.uploads.files import docx, huge_picture, linked, located, pdf, picture, with_member, xlsx

KEPT = [
    (pdf(), "pdf", "Keys are lost."),
    (docx("Keys are lost.", "At night."), "docx", "Keys are lost.\nAt night."),
    (xlsx("Keys", "lost"), "xlsx", "Keys\nlost"),
    (b"Keys\r\n\r\n are  lost.", "txt", "Keys\nare lost."),
    ("Schlüssel".encode("utf-16"), "txt", "Schlüssel"),
    (picture("PNG"), "png", ""),
    (picture("JPEG"), "jpeg", ""),
]


@pytest.mark.parametrize(("data", "kind", "words"), KEPT, ids=range(len(KEPT)))
def test_the_kind_is_told_by_the_content_and_the_words_are_read(data, kind, words):
    kept = examine("letter.exe", data)
    assert (kept.kind, kept.words, kept.remark) == (kind, words, "")


@pytest.mark.parametrize("data", [pdf(), docx(), xlsx(), b"Keys are lost."], ids=["pdf", "docx", "xlsx", "txt"])
def test_what_is_no_picture_is_kept_as_it_came(data):
    assert examine("a", data).data == data


def test_a_picture_is_painted_anew_upright_and_without_what_it_said_of_itself():
    sent = located()
    assert b"back door" in sent
    kept = examine("photo.jpeg", sent)
    assert [words in kept.data for words in (b"back door", b"By Nadia", b"Exif")] == [False, False, False]
    with Image.open(io.BytesIO(kept.data)) as painted:
        assert (painted.size, dict(painted.getexif())) == ((40, 60), {})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_sort_can_be_painted_anew(mode):
    with Image.open(io.BytesIO(examine("a", picture("PNG", mode=mode)).data)) as painted:
        assert painted.size == (60, 40)


def test_what_stands_behind_a_picture_does_not_come_along():
    assert b"<script>" not in examine("a.png", picture("PNG") + b"<html><script>alert(1)</script>").data


REFUSED = [
    (b"", "The file is empty."),
    (b" \r\n\0", "The file is empty."),
    (b"MZ\x90\0 a program", "The file is a program, which isn't taken."),
    (b"<!DOCTYPE html><script>alert(1)</script>", "The file is a web page, a drawing or XML, whatever its name ends in."),
    (b"  <svg onload='alert(1)'/>", "The file is a web page, a drawing or XML, whatever its name ends in."),
    (b"{\\rtf1 Keys}", "The file is in Rich Text Format, which isn't taken."),
    (b"GIF89a" + bytes(20), "The file is a GIF picture, which isn't taken."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The file is in an old format of Office, or has a password."),
    ("Schlüssel".encode("cp1252"), "The file is none of those that are taken, or a text that isn't in UTF-8."),
    (b"Keys\x1b[2J", "The file is no plain text: it holds the control character U+001B."),
    (b"%PDF-1.7\n<html><script>alert(1)</script>%%EOF", "The file is a PDF and something else at once."),
    (pdf() + packed(a__txt=b"within"), "The file is a PDF and something else at once."),
    (pdf()[:300], "The PDF is cut off, or something stands behind its end."),
    (pdf() + b"x" * 5000, "The PDF is cut off, or something stands behind its end."),
    (pdf(password="secret"), "The PDF asks for a password, so nobody could read it."),
    (pdf(script=True), "The PDF holds scripts or other files."),
    (huge_picture(), "The picture has more than 30 million points."),
    (picture("PNG")[:60], "The picture can't be opened: it is damaged."),
    (b"\xff\xd8\xff nothing", "The picture can't be opened: it is damaged."),
    (b"PK\x03\x04 nothing", "The file is damaged or has a password, so it can't be opened."),
    (packed(a__txt=b"no document"), "The file is packed, but neither .xlsx nor .docx."),
    (with_member(docx(), "word/big.xml", bytes(41_000_000)), "The file holds far more than a document does."),
    (with_member(docx(), "word/a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "The file declares entities, as no document does."),
    (with_member(docx(), "word/document.xml", b"<w:document"), "The file can't be opened: it is damaged."),
    (with_member(docx(), "word/vbaProject.bin"), "The file holds macros."),
    (with_member(xlsx(), "xl/vbaProject.bin"), "The file holds macros."),
    (with_member(docx(), "word/embeddings/oleObject1.bin"), "The file holds another file within it."),
    (with_member(docx(), "word/activeX/activeX1.xml"), "The file holds another file within it."),
    (linked(docx(), "aFChunk", "Internal"), "The file holds another file within it."),
]
FETCHING = [
    linked(docx(), "attachedTemplate"),
    linked(docx(), "image"),
    with_member(xlsx(), "xl/externalLinks/externalLink1.xml"),
    with_member(
        docx(), "word/footer1.xml", b"<w:p xmlns:w='w'><w:instrText>DDEA</w:instrText><w:instrText>UTO</w:instrText></w:p>"
    ),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_taken_is_refused_with_a_sentence(data, reason):
    with pytest.raises(Refused) as refused:
        examine("letter.pdf", data)
    assert refused.value.reason == reason
    assert refused.value.mend


@pytest.mark.parametrize("data", FETCHING, ids=range(len(FETCHING)))
def test_what_is_fetched_unasked_is_refused(data):
    with pytest.raises(Refused, match="The file fetches something from elsewhere when it is opened"):
        examine("letter.docx", data)


def test_a_link_that_readers_follow_themselves_is_none_of_these():
    assert examine("letter.docx", linked(docx(), "hyperlink")).kind == "docx"


NAMES = [
    ("letter.pdf", "letter.pdf"),
    ("Letter.PDF", "Letter.pdf"),
    ("letter.pdf.exe", "letter.pdf.exe.pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    ("C:\\Users\\nadia\\letter.pdf", "letter.pdf"),
    ("invoice\u202efdp.exe", "invoice fdp.exe.pdf"),
    ("a\0b\ud800\u200b.pdf", "ab.pdf"),
    ('a"b;\r\nSet-Cookie: x.pdf', "a_b_ Set-Cookie_ x.pdf"),
    ("", "file.pdf"),
    (" ... ", "file.pdf"),
    ("خطاب.pdf", "خطاب.pdf"),
    ("x" * 500, f"{'x' * 95}.pdf"),
    (".htaccess", "htaccess.pdf"),
]


@pytest.mark.parametrize(("given", "called"), NAMES)
def test_a_name_is_made_harmless(given, called):
    assert examine(given, pdf()).name == called


def test_a_file_that_is_refused_keeps_no_other_out():
    good, bad = examine_all([("a.txt", b"Keys."), ("b.exe", b"MZ\0")])
    assert good.name == "a.txt"
    assert bad == NotTaken(
        "b.exe", "The file is a program, which isn't taken. Send it as PDF, DOCX, XLSX, PNG, JPEG or plain text."
    )


def test_a_pdf_that_our_library_can_not_read_is_taken_and_that_is_said():
    kept = examine("odd.pdf", b"%PDF-1.7\n nothing that can be read\n%%EOF\n")
    assert (kept.words, kept.remark) == ("", "Its words can't be read, so it isn't found by them.")


def test_so_many_words_are_searched_and_no_more():
    assert len(examine("long.txt", b"word " * 200_000).words) == 99_999
