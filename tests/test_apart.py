"""What is heavy is done in a process of its own, with limits, and once at a time."""

import os
import time

import pytest
from django.db import connections

from norms.text.parsing import parse_markdown
from normsite.apart import TooMuch, apart
from normsite.errors import Refused
from normsite.turns import turn

LIMITS = {"what": "The file", "mend": "Import it in parts."}


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
        "The file has more than 3,000 headings; one too many is in line 3,001.",
        "Import it in parts.",
    )


def test_what_takes_too_long_is_ended_with_a_sentence():
    with pytest.raises(TooMuch) as ended:
        apart(time.sleep, 60, seconds=2, **LIMITS)
    assert str(ended.value) == "The file takes more than 2 seconds to read. Import it in parts."


def test_what_takes_too_much_memory_is_ended_with_a_sentence():
    with pytest.raises(TooMuch) as ended:
        apart(bytearray, 3_000_000_000, seconds=60, mebibytes=1_000, **LIMITS)
    assert str(ended.value) == "The file takes more time or memory to read than it may. Import it in parts."


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
