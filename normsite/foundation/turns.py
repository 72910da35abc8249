"""Locks by name over all processes of the site: heavy work that is done once at a time, the forms of one person one by one.

Whoever finds a `turn` taken isn't kept waiting for it, but told (`Busy`); short acts wait (`wait_for`).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from django.db import Error, connection, transaction


class Busy(Exception):
    """The site is busy with work of this kind; `seconds` says when to ask again. Answered with 503 and `Retry-After`.

    It is no `Refused`: the rules say nothing against what was asked, so no view shows it as an answer of theirs. The page that
    says it holds the form that was sent, for its button.
    """

    def __init__(self, reason: str, mend: str = "Load the page again in a few seconds.", seconds: int = 10) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend
        self.seconds = seconds

    def __str__(self) -> str:
        return f"{self.reason} {self.mend}"


@contextmanager
def turn(name: str) -> Iterator[bool]:
    """Whether it is our turn, until the end of the block. A turn ends with the connection of who has it, so none is lost.

    Within a transaction the block is a savepoint: what fails in the database there leaves the transaction able to end the turn.
    """
    if not _ask("SELECT pg_try_advisory_lock(hashtext(%s))", name):
        yield False
        return
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            yield True
    except BaseException:
        with suppress(Error):  # what went wrong first is what is told
            _end(name)
        raise
    _end(name)


def wait_for(name: str) -> None:
    """Wait for the lock of this name, and keep it until the transaction ends: for short acts that must not meet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def _end(name: str) -> None:
    try:
        _ask("SELECT pg_advisory_unlock(hashtext(%s))", name)
    except Error:
        connection.close()  # it may be asked nothing any more, and is kept for the next request otherwise, with our turn
        raise


def _ask(question: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [name])
        return bool(cursor.fetchone()[0])
