"""Comments as they go over the wire: JSON for the interface, each with a random key and a mark of its own in its words."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PHRASES = (
    "the key may be refused when the channel is noisy",
    "say how often a module shall erase what it holds, and who can tell whether it has",
    "an alarm was raised in time before somebody had read the key",
    "we ask for a bound that laboratories can measure in one day",
    "the annex says the opposite",
)
ANCHORS = ("", "scope", "keys", "alarms")
KINDS = ("ge", "te", "ed")
HOST = "127.0.0.1"  # a name by which both the site and a proxy before it know themselves
MARK = "Mark "
MOST_PHRASES = 12
DECLARED = "1/2026-11-27"  # what stands in `comments.models.declaration`, which needs Django


@dataclass(slots=True)
class Letter:
    """One submission: `mark` stands in its words, so that it is found however often it was stored."""

    mark: str
    key: str
    code: str
    email: str
    request: bytes

    def with_ticket(self, ticket: str) -> bytes:
        """The same request with the ticket that an earlier refusal gave."""
        if not ticket:
            return self.request
        line, _, rest = self.request.partition(b"\r\n")
        return line + b"\r\nNormsite-Ticket: " + ticket.encode("latin-1") + b"\r\n" + rest


@dataclass
class Writer:
    """Writes letters to consultations (their codes), the same ones for the same `chance`.

    A share of them gives an address for mail. They come from as many networks as there are, so that no limit decides; with
    `one_network` from one. `quotes` are words with which clauses begin, by their anchors: then each comment marks such words.
    With `attach`, which says under which token a file was sent for the submission with a key, each has a file.
    """

    chance: random.Random
    codes: Sequence[str]
    mailed: float = 0.3
    one_network: bool = False
    written: int = 0
    quotes: Mapping[str, str] = field(default_factory=dict)
    attach: Callable[[str], str] | None = None

    def letter(self, code: str = "", headers: str = "") -> Letter:
        """The next one, to the consultation `code` if it is given; `headers` are further lines, each with its end."""
        self.written += 1
        chance = self.chance
        code = code or chance.choice(self.codes)
        mark, key = new_mark(self.written, chance), f"{chance.getrandbits(192):048x}"
        email = f"load-{mark}@senders.example" if chance.random() < self.mailed else ""
        body = json.dumps(self._sent(mark, key, email)).encode()
        return Letter(mark, key, code, email, self._head(code, len(body), headers) + body)

    def _sent(self, mark: str, key: str, email: str) -> dict[str, object]:
        chance = self.chance
        said = {"kind": chance.choice(KINDS), "text": marked(mark, chance)}
        comment = said | self._where() | ({"attachments": [self.attach(key)]} if self.attach else {})
        who = {"capacity": "individual", "name": "Lea Load"} if email or chance.random() < 0.7 else {"capacity": "anonymous"}
        return {"idempotency_key": key, "email": email, "declaration": DECLARED, "comments": [comment], **who}

    def _where(self) -> dict[str, object]:
        if not self.quotes:
            return {"clause": self.chance.choice(ANCHORS)}
        anchor = self.chance.choice([*self.quotes])
        return {"clause": anchor, "passage": self.quotes[anchor], "passage_start": 0}

    def _head(self, code: str, length: int, headers: str) -> bytes:
        return (
            f"POST /api/v1/consultations/{code}/submissions/ HTTP/1.1\r\nHost: {HOST}\r\n"
            f"X-Forwarded-For: {self.network()}\r\n{headers}"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        ).encode()

    def network(self) -> str:
        """An address in a network of its own, or in the one."""
        if self.one_network:
            return f"10.0.0.{self.chance.randint(1, 254)}"
        return f"10.{self.chance.randrange(256)}.{self.chance.randrange(256)}.{self.chance.randint(1, 254)}"


def new_mark(number: int, chance: random.Random) -> str:
    """One that stands in nobody else's words."""
    return f"{number}-{chance.getrandbits(48):012x}"


def marked(mark: str, chance: random.Random) -> str:
    """Words that begin with the mark by which they are found."""
    return f"{MARK}{mark}. {'; '.join(chance.choices(PHRASES, k=chance.randint(1, MOST_PHRASES)))}"


def page(path: str) -> bytes:
    """The request of somebody who reads."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/html\r\n\r\n".encode()
