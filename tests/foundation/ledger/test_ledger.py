"""The public record: entries are added, prove their facts, name nobody, and are never changed."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations import AddConstraint
from django.db.migrations.loader import MigrationLoader

from normsite.foundation.ledger.models import Act, Entry, Salt
from normsite.foundation.ledger.services import commitment, record
from tests.foundation.ledger.checking import holds

pytestmark = pytest.mark.django_db


def test_an_entry_proves_its_facts_and_no_others():
    entry = record(Act.COMMENT_RECEIVED, "C-2026-00001", facts={"text": "Clause 5 is too weak.", "author": "Rosa"})

    assert holds(entry, {"text": "Clause 5 is too weak.", "author": "Rosa"}) is True
    assert holds(entry, {"text": "Clause 5 is too strong."}) is False
    assert holds(entry, {"city": "Bonn"}) is False


def test_a_leaf_holds_commitments_and_no_personal_data():
    entry = record(Act.COMMENT_RECEIVED, "C-2026-00001", facts={"author": "Rosa"}, public={"consultation": "CN-1"})

    leaf = json.loads(entry.leaf)
    salt = Salt.objects.get(entry=entry, field="author").salt
    assert leaf["commitments"] == {"author": commitment(salt, "Rosa")}
    assert leaf["public"] == {"consultation": "CN-1"}
    assert "Rosa" not in entry.leaf


def test_the_same_fact_twice_gives_two_commitments_that_cannot_be_joined():
    first = record(Act.COMMENT_RECEIVED, "C-2026-00001", facts={"author": "Rosa"})
    second = record(Act.COMMENT_RECEIVED, "C-2026-00002", facts={"author": "Rosa"})

    assert json.loads(first.leaf)["commitments"] != json.loads(second.leaf)["commitments"]


def test_erasing_the_salts_leaves_the_entry_standing():
    entry = record(Act.COMMENT_RECEIVED, "C-2026-00001", facts={"author": "Rosa"})
    entry.salts.all().delete()

    assert holds(entry, {}) is True
    assert holds(entry, {"author": "Rosa"}) is False


@pytest.mark.parametrize("act", ["change", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(act):
    entry = record(Act.NORM_PUBLISHED, "PUB-1", public={"digest": "ab"})

    rows = Entry.objects.filter(pk=entry.pk)
    forbidden = {"change": lambda: rows.update(code="PUB-2"), "delete": rows.delete}[act]

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        forbidden()

    assert Entry.objects.get(pk=entry.pk).code == "PUB-1"


def test_entries_and_salts_are_listed_by_what_tells_them_apart():
    entry = record(Act.COMMENT_RECEIVED, "C-2026-00001", facts={"author": "Rosa"})

    assert str(entry) == f"{Act.COMMENT_RECEIVED.label}: C-2026-00001"
    assert str(entry.salts.get()) == f"{entry.pk}: author"


def test_the_constraint_that_knows_the_acts_holds_and_is_renewed_without_holding_up_writers():
    loaded = MigrationLoader(None).disk_migrations
    since = [migration for key, migration in sorted(loaded.items()) if key[0] == "ledger" and key[1] >= "0010"]
    renewing = [operation for migration in since for operation in migration.operations if isinstance(operation, AddConstraint)]
    assert {type(operation) is AddConstraint for operation in renewing} == {False}
    with connection.cursor() as cursor:
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = 'act_known'")
        assert cursor.fetchall() == [(True,)]
