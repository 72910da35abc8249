"""Files of comments, as programs send them: each in a request of its own, before its comment."""

import json
import random
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection

from tests.load.browsers import File, multipart
from tests.load.papers import PDF
from tests.load.submissions import HOST, Writer

LETTER = File("letter.txt", b"The key may be refused when the channel is noisy; say how noisy.\n" * 16)
# What stands behind the last line of a small one costs its bytes alone.
PLAN = File("plan.pdf", PDF.encode().replace(b"{mark}", random.Random(7).randbytes(500_000).hex().encode()))
FILES = {"a letter of 1 kB, by itself": LETTER, "a plan of 1 MB, by itself": PLAN}


@dataclass
class Shelf:
    """Takes files for submissions to one consultation (its code) and gives their tokens."""

    port: int
    code: str
    networks: Writer = field(default_factory=lambda: Writer(random.Random(7), []))

    def put(self, key: str) -> str:
        """The token of a letter that waits for the submission with this key."""
        kind, body = multipart({"idempotency_key": key}, "file", [LETTER])
        with closing(HTTPConnection(HOST, self.port, timeout=30)) as connection:
            connection.request("POST", self.path, body, {"Content-Type": kind, "X-Forwarded-For": self.networks.network()})
            answer = connection.getresponse()
            said = answer.read()
        if answer.status != 201:
            raise SystemExit(f"A file was not taken: {answer.status} {said.decode()[:200]}")
        return str(json.loads(said)["token"])

    def request(self, key: str, file: File) -> bytes:
        """The bytes by which a file is sent."""
        kind, body = multipart({"idempotency_key": key}, "file", [file])
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: {self.networks.network()}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    @property
    def path(self) -> str:
        return f"/api/v1/consultations/{self.code}/files/"
