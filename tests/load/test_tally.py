"""What a sender was told (tests/load/tally.py): by 201, or by where a form leads."""

import json

import pytest

from tests.load.reconcile import Receipt
from tests.load.tally import told
from tests.load.wire import Answer, Attempt


def answered(status: int, body: bytes = b"", **headers: str) -> Attempt:
    head = f"HTTP/1.1 {status} \r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Attempt(answer=Answer(status, head.encode(), body))


def test_a_program_is_told_of_its_comments_and_a_browser_of_the_receipt():
    body = json.dumps({"code": "RC-1", "key": "secret", "comments": ["C-1", "C-2"]}).encode()
    assert told(answered(201, body)) == Receipt("RC-1", "secret", ("C-1", "C-2"))
    assert told(answered(302, Location="/receipts/RC-1/?key=secret")) == Receipt("RC-1", "secret", ())


@pytest.mark.parametrize(
    "attempt",
    [Attempt(), answered(503), answered(200), answered(302), answered(302, Location="/consultations/CN-1/comment/shared/")],
)
def test_whoever_is_led_elsewhere_was_told_of_nothing(attempt):
    assert told(attempt) is None
