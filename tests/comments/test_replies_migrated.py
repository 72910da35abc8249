"""The steps that bring replies to a running system can be taken again where one of them has failed."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

VALID = "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = ANY(%s)"
INDEXES = ["replies_in_order", "support_to_answer"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["0028_replies_in_order", "0029_support_is_of_a_comment"])
def test_a_step_that_was_taken_halfway_is_taken_again(name):
    loader = MigrationLoader(connection)
    step = loader.graph.nodes["comments", name]
    before = loader.project_state(step.dependencies)
    with connection.schema_editor(atomic=False) as editor:
        step.apply(before, editor)
    with connection.cursor() as cursor:
        cursor.execute(VALID, [INDEXES])
        assert sorted(cursor.fetchall()) == [(index, True) for index in INDEXES]
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = 'support_is_of_a_comment'")
        assert cursor.fetchone() == (True,)
