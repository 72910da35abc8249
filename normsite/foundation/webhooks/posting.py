"""One POST to an endpoint: ten seconds in all, no redirect, of the answer no more than is kept."""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Timer

from normsite.foundation.errors import Refused
from normsite.foundation.webhooks.destinations import Destination, NotPublic, addresses_of, read_url

SECONDS = 10.0
MOST_READ = 64 * 1024
MOST_KEPT = 500


@dataclass(frozen=True)
class Answer:
    """How a server answered; without a status, `problem` says why there is no answer. `wait`: seconds that it asks for."""

    status: int | None = None
    text: str = ""
    problem: str = ""
    milliseconds: int = 0
    wait: int = 0

    @property
    def is_yes(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Never raises: whatever goes wrong is an answer. It asks the database nothing, so it may be called in any thread."""
    begun = time.monotonic()
    try:
        status, text, wait = _exchange(read_url(url), headers, body, begun + SECONDS)
    except Exception as problem:  # servers of others fail in ways of their own; each is noted for its owner
        return Answer(problem=_in_words(problem, begun + SECONDS), milliseconds=_since(begun))
    return Answer(status, text, _refusal(status), _since(begun), wait)


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1_000)


def _exchange(where: Destination, headers: Mapping[str, str], body: bytes, end: float) -> tuple[int, str, int]:
    with _line(where, end) as line:
        line.request("POST", where.path, body=body, headers=dict(headers))
        with line.getresponse() as answer:
            return answer.status, _beginning(answer), _wait(answer)


@contextmanager
def _line(where: Destination, end: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to one of the addresses that were looked at. The certificate is that of the host, which is what `Host` says.

    A timeout of a socket begins anew with each byte, and a server may send one every nine seconds. So the connection is ended
    from outside, whatever it is doing.
    """
    kind = http.client.HTTPSConnection if where.is_secure else http.client.HTTPConnection
    with closing(kind(where.host, where.port)) as line, closing(_connect(where, end)) as bare, closing(bare.dup()) as handle:
        ending = Timer(max(end - time.monotonic(), 0), _end, [handle])
        ending.start()
        try:
            line.sock = _secured(bare, where.host) if where.is_secure else bare
            yield line
        finally:
            ending.cancel()
            ending.join()


def _connect(where: Destination, end: float) -> socket.socket:
    """To the first of the addresses that takes it."""
    problem: OSError = TimeoutError()
    for address in addresses_of(where):
        seconds = end - time.monotonic()
        if seconds <= 0:
            break
        try:
            return socket.create_connection((address, where.port), timeout=seconds)
        except OSError as refused:
            problem = refused
    raise problem


def _secured(bare: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(bare, server_hostname=host)


def _end(handle: socket.socket) -> None:
    with suppress(OSError):  # the other side was quicker
        handle.shutdown(socket.SHUT_RDWR)


def _beginning(answer: http.client.HTTPResponse) -> str:
    """For the log alone: the status has come, so what breaks off here is no failure."""
    read = b""
    with suppress(OSError, ValueError, http.client.HTTPException):
        while len(read) < MOST_READ and (piece := answer.read1(MOST_READ - len(read))):
            read += piece
    return read.decode("utf-8", "replace").replace("\0", "\ufffd")[:MOST_KEPT]


def _wait(answer: http.client.HTTPResponse) -> int:
    """`Retry-After` in seconds; a date is passed over."""
    told = answer.headers.get("Retry-After", "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return "The server named another address. Redirects are not followed: give that address here."
    if status == http.HTTPStatus.GONE:
        return "The server wishes to hear no more."
    return "" if 200 <= status < 300 else "The server did not take it."


def _in_words(problem: Exception, end: float) -> str:
    if isinstance(problem, TimeoutError) or time.monotonic() >= end:
        return f"There was no answer within {SECONDS:.0f} seconds."
    if isinstance(problem, NotPublic):
        return "Its name leads to no public address."
    if isinstance(problem, Refused):
        return str(problem)[:300]
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"Its certificate is not good: {problem.verify_message}"[:300]
    if isinstance(problem, ssl.SSLError):
        return f"No secure connection came about: {problem.reason or 'it broke off'}"[:300]
    if isinstance(problem, http.client.HTTPException) and not isinstance(problem, http.client.RemoteDisconnected):
        return "What it answered is not HTTP."
    return f"The connection failed: {getattr(problem, 'strerror', None) or 'it was closed without an answer'}"[:300]
