"""Letters for paper: from which face each comes, and what is shown where there is none."""

import json

import pytest

from normsite.foundation.paper import faces
from normsite.foundation.paper.typesetting import set_pages, why_not
from tests.foundation.documents.test_pdf import words_of

WRITTEN = {
    "Ελληνικά, ἀρχή": set(),
    "Русский, Ђ": set(),
    "العربية": {"IBM Plex Sans Arabic"},
    "עברית": {"Noto Sans Hebrew"},
    "हिन्दी।": {"Noto Sans Devanagari"},
    "ภาษาไทย": {"Noto Sans Thai"},
    "中文": {"Noto Sans SC"},
    "한국어": {"Noto Sans KR"},
    "தமிழ்": {"Noto Sans Tamil"},
    "ქართული": {"Noto Sans Georgian"},
    "😀": {"Noto Emoji"},
}


@pytest.mark.parametrize(("text", "families"), WRITTEN.items())
def test_each_script_has_letters_and_brings_no_others_along(text, families):
    found, lacking = faces.needed(text)
    assert ({face.family for face in found}, lacking) == (families, frozenset())


def test_a_latin_text_needs_no_face_beside_ours():
    assert faces.needed("Zażółć gęślą jaźń, ≤ 5 µm\u202f→ “ok”\u2068x\u2069") == ([], frozenset())


def test_a_sign_without_a_face_is_told():
    assert faces.needed("a\U00012000ߐ")[1] == {"\U00012000", "ߐ"}


def test_why_no_page_can_be_set_names_what_is_missing(monkeypatch):
    assert why_not() is None
    monkeypatch.setattr(faces, "ALL", (faces.Face("None", "no_such_package", "x.ttf"),))
    assert why_not() == "PDF is not available on this server: the package no_such_package is missing."


def sheet(*words):
    said = {"inside": ["T"], "d": "", "l": ""}
    body = [{"k": "p", "inside": [text], "d": "", "l": ""} for text in words]
    facts = {"k": "facts", "inside": []}
    whole = {"code": "PUB-1", "name": "T", "title": said, "subtitle": said, "language": "en", "direction": "ltr"}
    return json.dumps(whole | {"digest": "d", "facts": facts, "body": body}, ensure_ascii=False)


def test_signs_without_a_face_are_shown_by_their_code_points_and_the_first_page_says_so():
    text = words_of(set_pages(sheet("a\U00012000b")))
    assert "a⟦U+12000⟧b" in text
    assert "scriptsforwhichthisserverhasnotypeface" in text
    assert "typeface" not in words_of(set_pages(sheet("ab")))


def test_no_word_is_a_command():
    hostile = '#read("/etc/passwd") $x$ = H `c` @l #import "@preview/x:1.0.0" \\ */ ]'
    assert hostile.replace(" ", "") in words_of(set_pages(sheet(hostile)))
