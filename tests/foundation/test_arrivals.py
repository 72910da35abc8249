"""What a form holds, for the page that gives it back, and for the ticket that knows it again."""

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from normsite.foundation.arrivals import Sent
from tests.foundation.uploads.files import picture

PLAIN = "application/x-www-form-urlencoded"
EMPTY = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="new_files"; filename=""\r\n\r\n\r\n'.encode()
WORDS = {"text": "Kept\r\n\r\nwörds «Quince»", "passage": "", "about": "c:keys"}
FIELDS = [("text", "Kept\r\n\r\nwörds «Quince»"), ("passage", ""), ("about", "c:keys")]


def fields(kind: str, content: bytes) -> list[tuple[str, str]] | None:
    return Sent(0, "/", kind, "", lambda: content).fields


def test_a_form_with_places_for_files_is_told_like_a_plain_one_while_no_file_is_with_it():
    assert fields(MULTIPART_CONTENT, EMPTY + encode_multipart(BOUNDARY, WORDS)) == FIELDS
    assert fields(PLAIN, b"text=Kept&passage=") == [("text", "Kept"), ("passage", "")]


def test_a_form_with_a_file_can_not_be_given_back():
    with_file = encode_multipart(BOUNDARY, WORDS).replace(b'name="about"', b'name="about"; filename="a.txt"')
    assert fields(MULTIPART_CONTENT, with_file) is None


@pytest.mark.parametrize(
    "content", [b"", b"--", picture(), b"\xff" * 100, b"--BoUnDaRyStRiNg\r\n\r\n\xff\r\n--BoUnDaRyStRiNg--"]
)
@pytest.mark.parametrize(
    "kind", [MULTIPART_CONTENT, "multipart/form-data", "multipart/form-data; boundary=\u20ac", "a\r\nb: c", ""]
)
def test_what_is_no_form_is_told_as_none_or_as_nothing(kind, content):
    assert not fields(kind, content) or all(isinstance(value, str) for _, value in fields(kind, content))
