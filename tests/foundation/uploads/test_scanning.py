"""Where there is a scanner, it is asked of every file before anything else reads it."""

import socket
from contextlib import ExitStack
from time import monotonic

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


def test_several_places_that_say_nothing_have_one_time_together(monkeypatch):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf, ExitStack() as queue:
        place = deaf.getsockname()
        for _ in range(2):  # its queue is full, so whoever comes now waits
            line = queue.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(place)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", place)] * 4)
        began = monotonic()
        with pytest.raises(ScannerAway):
            malware_in(b"Keys are lost.", f"scanner:{place[1]}", seconds=0.5)
        assert monotonic() - began < 1.2


def test_a_place_that_is_shut_leads_to_the_next(monkeypatch):
    with scanner() as address:
        port = int(address.rpartition(":")[2])
        places = [("127.0.0.1", 1), ("127.0.0.1", port)]
        told = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", place) for place in places]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
        assert malware_in(EICAR, f"scanner:{port}") == "Eicar-Test-Signature"
