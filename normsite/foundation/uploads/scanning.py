"""Asking ClamAV whether a file holds malware, over its own protocol (`INSTREAM`, clamd(8))."""

import socket
import struct
from contextlib import closing
from time import monotonic
from typing import Any

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
SECONDS = 10.0


class ScannerAway(Exception):
    """Nobody has looked at the file: the scanner can't be reached, is too slow, or has given up."""


def malware_in(data: bytes, address: str, *, seconds: float = SECONDS) -> str:
    """What the scanner calls the malware that it has found; empty where it has found none.

    `address` is `host:port`, or the path of a socket. All of it may take so many `seconds`. What isn't word for word what clamd
    says, to its last sign, counts as no answer.
    """
    until = monotonic() + seconds
    try:
        with closing(_connected(address, until)) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                piece = data[start : start + CHUNK]
                _bound(scanner, until).sendall(struct.pack("!I", len(piece)) + piece)
            _bound(scanner, until).sendall(struct.pack("!I", 0))
            answer = _answer(scanner, until)
    except (OSError, ValueError) as fault:
        raise ScannerAway(str(fault)) from fault
    if answer == "stream: OK":
        return ""
    if not (answer.startswith("stream: ") and answer.endswith(" FOUND")):
        raise ScannerAway(answer)
    return answer.removeprefix("stream: ").removesuffix(" FOUND")


def _connected(address: str, until: float) -> socket.socket:
    """By the first of its places that answers; all of them have one time together."""
    fault: OSError = OSError("It is nowhere.")
    for family, place in _places(address):
        scanner = socket.socket(family)
        try:
            _bound(scanner, until).connect(place)
        except OSError as away:
            scanner.close()
            fault = away
        else:
            return scanner
    raise fault


def _places(address: str) -> list[tuple[int, Any]]:
    if address.startswith("/"):
        return [(socket.AF_UNIX, address)]
    host, _, port = address.rpartition(":")
    found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    return [(family, place) for family, _, _, _, place in found]


def _bound(scanner: socket.socket, until: float) -> socket.socket:
    """The next step may take what is left of the time."""
    if (left := until - monotonic()) <= 0:
        raise TimeoutError("The scanner takes too long.")
    scanner.settimeout(left)
    return scanner


def _answer(scanner: socket.socket, until: float) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := _bound(scanner, until).recv(LONGEST_ANSWER)):
        answer += more
    whole, ended, _ = answer.partition(b"\0")
    return whole.decode(errors="replace") if ended else ""
