"""What people do at the same moment: one is first, the others are told, and nobody waits for ever."""

import threading
import time
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from norms.models import Clause, Norm, Obligation
from norms.services import (
    add_clause,
    import_markdown,
    register_norm,
    register_obligation,
)
from tests.norms.races import race
from tests.norms.scenes import clause, norm_with_draft, save

PARAGRAPH: dict[str, Any] = {
    "kind": "resolution",
    "instrument": "Resolution 1540 (2004)",
    "title": "Arms",
    "text": "x",
    "as_of": date(2026, 1, 1),
}


@pytest.mark.django_db(transaction=True)
def test_of_writers_at_the_same_moment_one_saves_and_the_others_are_told(cast):
    begun = clause(norm_with_draft(cast), "keys")
    told = race(*(lambda words=words: save(begun, cast.edda, body=words) for words in ("One.", "Two.", "Three.", "Four.")))
    assert sorted(type(answer).__name__ for answer in told) == ["Clause", "EditConflict", "EditConflict", "EditConflict"]
    (saved,) = [answer for answer in told if isinstance(answer, Clause)]
    stands = Clause.objects.get(pk=begun.pk)
    assert (stands.body, stands.version) == (saved.body, 2)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_imports_one_norm(cast):
    words = "# Drones\n\n## 1 Scope\n\nThis is about drones.\n"
    told = race(*[lambda: import_markdown(text=words, by=cast.edda)] * 4)
    assert sorted(type(answer).__name__ for answer in told) == ["ImportReport", "Refused", "Refused", "Refused"]
    assert Norm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_registers_one_norm_and_adds_one_clause(cast):
    told = race(*[lambda: register_norm(title="Drones", summary="", scheme="iso", by=cast.edda)] * 4)
    assert sorted(type(answer).__name__ for answer in told) == ["Norm", "Refused", "Refused", "Refused"]
    revision = Norm.objects.get().revisions.get()
    told = race(*[lambda: add_clause(revision=revision, title="Scope", by=cast.edda)] * 4)
    assert sorted(type(answer).__name__ for answer in told) == ["Clause", "Refused", "Refused", "Refused"]
    assert [str(one) for one in revision.clauses.all()] == ["1 Scope"]


def when_somebody_waits_for_a_lock():
    """Return as soon as another session waits for a row that this one holds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waited.")


@pytest.mark.django_db(transaction=True)
def test_a_save_with_a_new_provision_and_an_import_do_not_block_each_other_for_ever(cast):
    norm = norm_with_draft(cast)
    begun, saving = clause(norm, "keys"), threading.Event()

    @transaction.atomic
    def write():
        save(begun, cast.edda, body="The operator shall count the photons.")
        saving.set()
        when_somebody_waits_for_a_lock()

    def take():
        saving.wait()
        return import_markdown(text="# Modules\n\n## 1 Scope\n\nAll.\n", norm=norm, freeze_first=True, by=cast.sami)

    told = race(write, take)
    assert [type(answer).__name__ for answer in told] == ["NoneType", "ImportReport"]
    first, second = norm.revisions.order_by("number")
    assert (first.is_draft, second.is_draft, first.clauses.get(anchor="keys").version) == (False, True, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_list_the_same_obligation_at_once_one_is_told(cast):
    people = (cast.edda, cast.sami, cast.ada)
    told = race(*(lambda by=by: register_obligation(reference="paragraph 2", by=by, **PARAGRAPH) for by in people))
    assert sorted(type(answer).__name__ for answer in told) == ["Obligation", "Refused", "Refused"]
    assert Obligation.objects.count() == 1
