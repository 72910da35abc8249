"""What is heavy is done in a process of its own, with limits, and once at a time."""

import os
import time
from contextlib import nullcontext, suppress
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, DataError, connection, connections, transaction

from norms.text.parsing import parse_markdown
from normsite.foundation.apart import TooMuch, apart
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy, turn
from normsite.portal.api.errors import explain

LIMITS: dict[str, Any] = {"what": "The file", "mend": "Import it in parts."}


def test_what_is_done_apart_is_what_would_be_done_here():
    text = "# Keys\n\nThe module shall erase its keys.\n"
    assert apart(parse_markdown, text, seconds=60, **LIMITS) == parse_markdown(text)


def test_it_is_another_process_that_yields_to_ours_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "not to be told")
    assert apart(os.getpid, seconds=60, **LIMITS) != os.getpid()
    assert apart(os.getpriority, os.PRIO_PROCESS, 0, seconds=60, **LIMITS) >= 10
    assert apart(os.getenv, "SECRET_KEY", seconds=60, **LIMITS) is None
    assert apart(os.getenv, "DATABASE_URL", seconds=60, **LIMITS) is None


def test_a_refusal_comes_back_as_one():
    with pytest.raises(Refused) as refused:
        apart(parse_markdown, "# a\n" * 3_001, seconds=60, **LIMITS)
    assert (refused.value.reason, refused.value.mend) == (
        "The file has more than 980 headings; one too many is in line 981.",
        "Make several norms of it, or leave out what need not stand in it.",
    )


def test_what_takes_too_long_is_ended_with_a_sentence():
    with pytest.raises(TooMuch) as ended:
        apart(time.sleep, 60, seconds=2, **LIMITS)
    assert str(ended.value) == "The file takes more than 2 seconds. Import it in parts."


def test_what_takes_too_much_memory_is_ended_with_a_sentence():
    with pytest.raises(TooMuch) as ended:
        apart(bytearray, 3_000_000_000, seconds=60, mebibytes=1_000, **LIMITS)
    assert str(ended.value) == "The file takes more time or memory than it may. Import it in parts."


def test_a_fault_of_ours_is_not_taken_for_one_of_the_text():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        apart(divmod, 1, 0, seconds=60, **LIMITS)


@pytest.mark.django_db
def test_a_turn_is_one_for_the_whole_site_and_ends_with_the_block():
    other = connections["default"].copy()
    try:
        with turn("tests.heavy") as ours, other.cursor() as cursor:
            assert ours
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('tests.heavy'))")
            assert cursor.fetchone() == (False,)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('tests.heavy'))")
            assert cursor.fetchone() == (True,)
        with turn("tests.heavy") as ours:
            assert not ours
    finally:
        other.close()


def is_free(name: str) -> bool:
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
            return bool(cursor.fetchone()[0])
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("around", [transaction.atomic, nullcontext])
def test_what_fails_in_the_database_ends_the_turn_and_is_what_is_told(around):
    with pytest.raises(DataError, match="division by zero"), around(), turn("tests.heavy"), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")

    assert is_free("tests.heavy")


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_is_caught_leaves_the_transaction_around_the_turn_of_use():
    with transaction.atomic():
        with suppress(DataError), turn("tests.heavy"), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 7")
            assert cursor.fetchone() == (7,)
        assert is_free("tests.heavy")


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_can_not_be_ended_ends_with_the_connection():
    def break_the_connection():
        with turn("tests.heavy"):
            connection.connection.execute("BEGIN")
            with suppress(psycopg.DataError):
                connection.connection.execute("SELECT 1 / 0")

    with pytest.raises(DatabaseError):
        break_the_connection()
    patience = time.monotonic() + 5  # the server notices a moment later that the connection is gone
    while not is_free("tests.heavy") and time.monotonic() < patience:
        time.sleep(0.05)
    with turn("tests.heavy") as ours:
        assert ours


def test_to_be_busy_is_no_refusal_that_a_form_would_show_as_the_rules_say_no():
    assert not issubclass(Busy, Refused)


def test_programs_too_are_told_when_to_ask_again():
    told = explain(Busy("A long comparison is being made just now.", "Ask again."), {})
    assert told is not None
    assert (told.status_code, told.headers["Retry-After"]) == (503, "10")
    assert told.data == {"reason": "A long comparison is being made just now.", "mend": "Ask again."}
