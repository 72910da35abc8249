"""Asking ClamAV whether a file holds malware, over its own protocol (`INSTREAM`, clamd(8))."""

import socket
import struct
from contextlib import closing

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
SECONDS = 10.0


class ScannerAway(Exception):
    """Nobody has looked at the file: the scanner can't be reached, is too slow, or has given up."""


def malware_in(data: bytes, address: str, *, seconds: float = SECONDS) -> str:
    """What the scanner calls the malware that it has found; empty where it has found none.

    `address` is `host:port`, or the path of a socket. Each step may take so many `seconds`.
    """
    try:
        with closing(_connected(address, seconds)) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                piece = data[start : start + CHUNK]
                scanner.sendall(struct.pack("!I", len(piece)) + piece)
            scanner.sendall(struct.pack("!I", 0))
            answer = _answer(scanner)
    except (OSError, ValueError) as fault:
        raise ScannerAway(str(fault)) from fault
    said, _, verdict = answer.removeprefix("stream: ").rpartition(" ")
    if verdict not in ("OK", "FOUND"):
        raise ScannerAway(answer)
    return said if verdict == "FOUND" else ""


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(seconds)
        scanner.connect(address)
        return scanner
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _answer(scanner: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := scanner.recv(LONGEST_ANSWER)):
        answer += more
    return answer.partition(b"\0")[0].decode(errors="replace")
