"""What a form holds, for the page that gives it back, and for the ticket that knows it again."""

import time

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


HEAD = '--{}\r\nContent-Disposition: form-data; name="text"'.format
WHOLE = encode_multipart(BOUNDARY, WORDS)


def nested(depth: int, longest: int) -> bytes:
    """A form whose part holds parts that hold parts."""
    within = (f"{HEAD(n or BOUNDARY)}\r\nContent-Type: multipart/mixed; boundary={n + 1}\r\n\r\n" for n in range(depth))
    return "".join(within).encode().ljust(longest, b"x") + f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        nested(900, 240_000),
        nested(1200, 250_000),
        WHOLE.removesuffix(f"--{BOUNDARY}--\r\n".encode()),
        WHOLE[:100],
        f"{HEAD(BOUNDARY)}{' ' * 240_000}\r\n\r\nword\r\n--{BOUNDARY}--\r\n".encode(),
        f"{HEAD(BOUNDARY)}; {'a;' * 100_000}\r\n\r\nword\r\n--{BOUNDARY}--\r\n".encode(),
        WHOLE.replace(BOUNDARY.encode(), b"another"),
        b"".join(f"{HEAD(BOUNDARY)}\r\n\r\n\r\n".encode() for _ in range(5000))[:240_000] + f"--{BOUNDARY}--\r\n".encode(),
        WHOLE.replace(b"Kept", f"Kept{HEAD(BOUNDARY)}; filename=a\r\n\r\n".encode()),
        WHOLE.replace(b"Kept", b"\xff"),
    ],
    ids=["nested", "deeper", "no end", "cut", "wide head", "many-sided head", "no boundary", "5,000", "hidden file", "bytes"],
)
def test_what_no_browser_sends_is_no_form_and_told_at_once(content):
    began = time.thread_time()
    assert fields(MULTIPART_CONTENT, content) is None
    assert time.thread_time() - began < 0.05


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a"])
def test_a_form_whose_boundary_is_not_told_is_none(kind):
    assert fields(kind, WHOLE) is None


def test_the_longest_form_of_a_browser_is_read_at_once():
    words = {f"field{number}": "wörds\r\n" * 34 for number in range(700)}
    content = encode_multipart(BOUNDARY, words)
    began = time.thread_time()
    assert (len(content) > 240_000, fields(MULTIPART_CONTENT, content)) == (True, list(words.items()))
    assert time.thread_time() - began < 0.05
