"""A connection that is to be used again is looked at, and nothing is asked of PostgreSQL for it."""

import pytest
from django.db import DataError, connection, connections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other():
    """A connection of its own, as a thread has it."""
    line = connections.create_connection("default")
    line.settings_dict = line.settings_dict | {"NAME": connection.settings_dict["NAME"], "CONN_HEALTH_CHECKS": True}
    line.ensure_connection()
    yield line
    line.close()


def told(line) -> int:
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_that_lives_is_used_again(other):
    first = told(other)
    other.close_if_unusable_or_obsolete()
    other.health_check_enabled, other.health_check_done = True, False
    assert (other.is_usable(), told(other)) == (True, first)


def test_one_that_the_server_has_ended_is_made_anew(other):
    first = told(other)
    end(first)
    assert not other.is_usable()
    other.health_check_enabled, other.health_check_done = True, False
    assert told(other) != first


def test_one_that_was_closed_or_has_failed_is_not_usable(other):
    told(other)
    other.connection.close()
    assert not other.is_usable()
    other.connection = None
    assert not other.is_usable()


def test_one_whose_last_statement_was_broken_off_is_not_usable(other):
    told(other)
    other.connection.pgconn.send_query(b"SELECT pg_sleep(1)")
    assert not other.is_usable()


def test_one_whose_transaction_has_failed_is_not_usable(other):
    other.set_autocommit(False)
    with pytest.raises(DataError), other.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert not other.is_usable()
