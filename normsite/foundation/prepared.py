"""Statements that PostgreSQL reads and plans once for each connection, and then only carries out.

For those that come with every comment: to read and plan one takes longer than to carry it out. None of them says `SELECT *`: it
would fail on connections that know it from before a column was added. A plan that was made while a table was empty goes with
its connection, or once PostgreSQL has looked at the table anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """A cursor whose statements are prepared as soon as one comes again (`prepare_threshold` in the settings)."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    binding: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # a cursor of psycopg takes one
    with wrapped(binding) as cursor:
        yield cursor
