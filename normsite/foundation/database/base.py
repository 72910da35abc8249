"""The module that `ENGINE` leads Django to."""

import select
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from psycopg.pq import ConnStatus, TransactionStatus


class DatabaseWrapper(PostgreSQL):
    """Looks at the socket of a connection that is to be used again, where Django asks PostgreSQL `SELECT 1` for each request.

    A server that has ended the connection, or been restarted, has left its word there. Of one that has gone without a word the
    next statement learns as late as `SELECT 1` would (`tcp_user_timeout` in the settings). One whose last statement was broken
    off, or whose transaction has failed, would take no other.
    """

    def is_usable(self) -> bool:
        connection: Any = self.connection
        if connection is None or connection.closed or connection.pgconn.status != ConnStatus.OK:
            return False
        if connection.pgconn.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            return False
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN | select.POLLPRI)
        return not poll.poll(0)
