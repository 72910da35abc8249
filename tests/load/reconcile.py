"""What senders were told, what is stored, what is on record, what was mailed: whether all of it agrees.

A judge without a site: rows in, a balance out. Lost is what somebody was told is received and is not there; doubled what is
there twice. A mail may arrive twice only with the same Message-ID, for its second copy can come from the instant between the
mail server's yes and our note of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

SENT, WAITING = "sent", ("waiting", "sending")


class Receipt(NamedTuple):
    """What a sender was told: a program with 201, a browser by where it was led, which names no `comments`."""

    code: str
    token: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Sender:
    """One who sends: under which key, with which mark in the words of each comment, and the last thing that came back.

    `files` are the name of each attached file and the hash of the bytes that must be given back of it, in order.
    """

    key: str
    marks: tuple[str, ...]
    email: str
    last: str
    receipt: Receipt | None = None
    files: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """By which the sender is named."""
        return self.marks[0]


class Stored(NamedTuple):
    """One submission of the database. `marks` are those found in its comments' words, `entry` its entry on the record, `files`
    name and hash of the bytes that are there of each file."""

    code: str
    key_hash: str
    token_hash: str
    email: str
    comments: tuple[str, ...]
    marks: tuple[str, ...]
    entry: str
    files: tuple[tuple[str, str], ...] = ()


class Entry(NamedTuple):
    """One entry of the public record that says that comments were received; `sound` if its digest belongs to its leaf."""

    identity: str
    code: str
    sound: bool


class Mail(NamedTuple):
    """One mail of the outbox: `occasion` is `receipt/` and the code of its submission."""

    occasion: str
    to: str
    message_id: str
    state: str


class Arrived(NamedTuple):
    """One mail as the mail server got it, at an instant in seconds since the epoch."""

    message_id: str
    to: str
    at: float = 0.0
    link: str = ""


@dataclass(frozen=True)
class Books:
    """Everything that has to agree."""

    senders: Sequence[Sender]
    stored: Sequence[Stored]
    entries: Sequence[Entry]
    mails: Sequence[Mail]
    arrived: Sequence[Arrived]


@dataclass(frozen=True)
class Line:
    """One question: of how many it was asked, for which of them the answer is bad, and a word on it."""

    what: str
    number: int
    bad: Sequence[str] = ()
    remark: str = ""


def balance(books: Books) -> list[Line]:
    """All questions. The books agree when nothing is bad in any line."""
    return [*_submissions(books), *_files(books), *_records(books), *_mails(books)]


def hash_of(key: str) -> str:
    """How the site names a key in its database."""
    return sha256(f"key:{key}".encode()).hexdigest()


def _submissions(books: Books) -> Iterator[Line]:
    by_hash = {one.key_hash: one for one in books.stored}
    pairs = [(one, by_hash.get(hash_of(one.key))) for one in books.senders]
    told = [(one, stored) for one, stored in pairs if one.receipt]
    yield Line("told of a receipt: lost", len(told), [one.mark for one, stored in told if stored is None])
    another = [one.mark for one, stored in told if stored and _differs(one, stored)]
    yield Line("told of a receipt: it is another one", len(told), another)
    copies = Counter(mark for one in books.stored for mark in one.marks)
    yield Line("comments stored: doubled", copies.total(), [mark for mark, count in copies.items() if count > 1])
    written = {mark for one in books.senders for mark in one.marks}
    yield Line("comments stored: sent by nobody", copies.total(), sorted(copies.keys() - written))
    marks = {hash_of(one.key): one.marks for one in books.senders}
    mixed = [one.code for one in books.stored if one.marks != marks.get(one.key_hash)]
    yield Line("submissions: not just the comments sent, in their order", len(books.stored), mixed)
    untold = [(one, stored) for one, stored in pairs if not one.receipt]
    yield _why("never told: stored", [one for one, stored in untold if stored])
    yield _why("never told: not stored", [one for one, stored in untold if not stored])


def _differs(sender: Sender, stored: Stored) -> bool:
    """Whether the receipt that was told isn't that of the submission with this key, or would not open it."""
    assert sender.receipt
    code, token, comments = sender.receipt
    opens = sha256(token.encode()).hexdigest() == stored.token_hash
    named = comments in ((), stored.comments)
    return not (opens and named) or (code, sender.email) != (stored.code, stored.email)


def _why(what: str, senders: Sequence[Sender]) -> Line:
    """Not bad in itself: nobody was promised anything. The last thing that each of them heard."""
    heard = Counter(one.last for one in senders).most_common()
    return Line(what, len(senders), remark=", ".join(f"{count} × {last}" for last, count in heard))


def _files(books: Books) -> Iterator[Line]:
    """Of each submission that is stored those its sender attached, each once, byte for byte."""
    sent = {hash_of(one.key): Counter(one.files) for one in books.senders}
    pairs = [(sent.get(one.key_hash, Counter()), Counter(one.files)) for one in books.stored]
    missing, more = (_names(mine - there for mine, there in pairs), _names(there - mine for mine, there in pairs))
    yield Line("files sent: not there byte for byte", sum(mine.total() for mine, _ in pairs), missing)
    yield Line("files stored: doubled, or other bytes", sum(there.total() for _, there in pairs), more)


def _names(some: Iterable[Counter[tuple[str, str]]]) -> list[str]:
    return [name for files in some for name, _ in files.elements()]


def _records(books: Books) -> Iterator[Line]:
    entries: dict[str, list[Entry]] = {}
    for entry in books.entries:
        entries.setdefault(entry.code, []).append(entry)
    alone = [one.code for one in books.stored if [entry.identity for entry in entries.get(one.code, ())] != [one.entry]]
    yield Line("submissions: not exactly one entry on record", len(books.stored), alone)
    orphans = sorted(entries.keys() - {one.code for one in books.stored})
    yield Line("entries on record: no such submission", len(books.entries), orphans)
    yield Line("entries on record: digest is wrong", len(books.entries), [one.code for one in books.entries if not one.sound])


def _mails(books: Books) -> Iterator[Line]:
    due = {f"receipt/{one.code}" for one in books.stored if one.email}
    yield from of_mails(due, books.mails, books.arrived)
    told, reached = {one.email for one in books.senders if one.receipt and one.email}, {one.to for one in books.arrived}
    yield Line("senders told, with an address: no mail", len(told), sorted(told - reached))


def of_mails(due: Set[str], mails: Sequence[Mail], arrivals: Sequence[Arrived]) -> Iterator[Line]:
    """Whether what was due (occasions) has been mailed and arrived, each once but for the same Message-ID."""
    yield Line("mails due: not in the outbox", len(due), sorted(due - {one.occasion for one in mails}))
    came = Counter(one.message_id for one in arrivals)
    sent = [one for one in mails if one.state == SENT]
    yield Line(
        "mails noted as sent: never arrived (lost)", len(sent), [one.occasion for one in sent if not came[one.message_id]]
    )
    yield Line("mails not sent: still waiting", *_those(mails, WAITING))
    yield Line("mails not sent: given up", *_those(mails, {one.state for one in mails} - {SENT, *WAITING}))
    identities: dict[str, set[str]] = {}
    for arrived in arrivals:
        identities.setdefault(arrived.to, set()).add(arrived.message_id)
    doubled = [to for to, some in identities.items() if len(some) > 1]
    yield Line("mails arrived: doubled under another Message-ID", len(arrivals), doubled)
    yield Line("mails arrived: from no outbox", len(came), sorted(came.keys() - {one.message_id for one in mails}))
    yield Line("mails arrived again with the same Message-ID", came.total() - len(came), remark="allowed")


def doubles(arrivals: Sequence[Arrived], ended: int) -> Line:
    """Each process of the worker that has ended may have handed over one mail that it could not note any more."""
    came = Counter(one.message_id for one in arrivals)
    again = [identity for identity, times in came.items() for _ in range(times - 1)]
    return Line("mails arrived again: more than workers ended", ended, again[ended:], f"{len(again)} of {ended} at most")


def _those(mails: Iterable[Mail], states: Iterable[str]) -> tuple[int, list[str]]:
    found = [one.occasion for one in mails if one.state in states]
    return len(found), found
