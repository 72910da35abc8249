"""Where there is a scanner, it is asked of every file before anything else reads it."""

import pytest

from normsite.foundation.uploads import ScannerAway, malware_in
from tests.foundation.uploads.files import EICAR, scanner

NONSENSE = [
    b"INSTREAM size limit exceeded. ERROR\0",
    b"nonsense",
    b"\0",
    b"HTTP/1.1 200 OK\0",
    b"OK\0",
    b"stream: OK",
    b"x" * 9000,
]


def test_malware_is_told_by_its_name():
    with scanner() as address:
        assert malware_in(b"x" * 200_000 + EICAR, address) == "Eicar-Test-Signature"


def test_of_a_clean_file_nothing_is_told():
    with scanner() as address:
        assert malware_in(b"Keys are lost.", address) == ""


@pytest.mark.parametrize("answer", NONSENSE)
def test_a_scanner_that_gives_up_has_not_looked(answer):
    with scanner(answer) as address, pytest.raises(ScannerAway):
        malware_in(b"Keys are lost.", address)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense", ""])
def test_one_that_is_not_there_is_away(address):
    with pytest.raises(ScannerAway):
        malware_in(b"Keys are lost.", address, seconds=1)
