"""Public codes: what people see instead of primary keys.

A code is a prefix and a number (`N-12`), for comments and receipts with the year between (`C-2026-00042`). Numbers come from
one PostgreSQL sequence for each kind, so a code is never given twice, takes no lock, and may leave gaps.
"""

import re
from enum import Enum

from django.db import connection
from django.utils import timezone


class Kind(Enum):
    """The prefix of each kind of public code, and whether it bears the year."""

    NORM = ("N", False)
    PROVISION = ("P", False)
    OBLIGATION = ("O", False)
    ASSESSMENT = ("R", False)
    SCENARIO = ("SC", False)
    SAFEGUARD = ("SG", False)
    CONSULTATION = ("CN", False)
    COMMENT = ("C", True)
    RECEIPT = ("RC", True)
    PUBLICATION = ("PUB", False)

    @property
    def prefix(self) -> str:
        return self.value[0]

    @property
    def sequence(self) -> str:
        """The name of the PostgreSQL sequence that counts this kind."""
        return f"reference_{self.name.lower()}"


PATTERN = re.compile(
    r"\b(?:(?P<dated>C|RC)-(?P<year>20\d\d)-(?P<count>\d{5,})|(?P<plain>N|P|O|R|SC|SG|CN|PUB)-(?P<number>[1-9]\d*))\b"
)
_BY_PREFIX = {kind.prefix: kind for kind in Kind}


def next_code(kind: Kind) -> str:
    """Take the next unused code of `kind`; it stays taken even if the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [kind.sequence])
        number = cursor.fetchone()[0]
    if kind.value[1]:
        return f"{kind.prefix}-{timezone.now():%Y}-{number:05d}"
    return f"{kind.prefix}-{number}"


def next_codes(kind: Kind, count: int) -> list[str]:
    """As many undated codes as asked for, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [kind.sequence, count])
        return [f"{kind.prefix}-{number}" for (number,) in cursor.fetchall()]


def parse(code: str) -> Kind | None:
    """The kind that `code` names, or None when it isn't a code of ours."""
    match = PATTERN.fullmatch(code.strip().upper())
    if match is None:
        return None
    return _BY_PREFIX[match["dated"] or match["plain"]]


def create_sequence(kind: Kind) -> tuple[str, str]:
    """The pair of SQL statements, forward and back, for the migration that brings a kind in."""
    return (f"CREATE SEQUENCE IF NOT EXISTS {kind.sequence}", f"DROP SEQUENCE IF EXISTS {kind.sequence}")
