"""The database's clock: one clock decides about a deadline, however many web servers there are."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The instant by the database's clock, in UTC; it moves on inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant
