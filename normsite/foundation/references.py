"""The numbers of public codes.

They come from one PostgreSQL sequence for each kind, so a code is never given twice, takes no lock, and may leave gaps.
"""

from django.utils import timezone

from normsite.foundation.codes import Kind
from normsite.foundation.prepared import prepared


def next_code(kind: Kind) -> str:
    """Take the next unused code of `kind`; it stays taken even if the transaction fails."""
    return next_codes(kind)[0]


def next_codes(*kinds: Kind) -> list[str]:
    """A code of each of these kinds, in one statement."""
    with prepared() as cursor:
        cursor.execute("SELECT nextval(counter) FROM unnest(%s::regclass[]) AS counter", [[*map(sequence_of, kinds)]])
        return [_written(kind, number) for kind, (number,) in zip(kinds, cursor.fetchall(), strict=True)]


def _written(kind: Kind, number: int) -> str:
    return f"{kind.prefix}-{timezone.now():%Y}-{number:05d}" if kind.is_dated else f"{kind.prefix}-{number}"


def create_sequence(kind: Kind) -> tuple[str, str]:
    """The pair of SQL statements, forward and back, for the migration that brings a kind in."""
    return (f"CREATE SEQUENCE IF NOT EXISTS {sequence_of(kind)}", f"DROP SEQUENCE IF EXISTS {sequence_of(kind)}")


def sequence_of(kind: Kind) -> str:
    """The name of the PostgreSQL sequence that counts this kind."""
    return f"reference_{kind.name.lower()}"
