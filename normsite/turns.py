"""Work that the whole site does once at a time, because it is heavy: whoever comes meanwhile is told so instead of waiting."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from normsite.errors import Refused


class Busy(Refused):
    """The site is busy with work of this kind; `seconds` says when to ask again. Answered with 503 and `Retry-After`."""

    seconds = 10

    def __init__(self, reason: str, mend: str = "Load the page again in a few seconds.") -> None:
        super().__init__(reason, mend)


@contextmanager
def turn(name: str) -> Iterator[bool]:
    """Whether it is our turn, until the end of the block. A turn ends with the connection of who has it, so none is lost."""
    ours = _ask("SELECT pg_try_advisory_lock(hashtext(%s))", name)
    try:
        yield ours
    finally:
        if ours:
            _ask("SELECT pg_advisory_unlock(hashtext(%s))", name)


def _ask(question: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [name])
        return bool(cursor.fetchone()[0])
