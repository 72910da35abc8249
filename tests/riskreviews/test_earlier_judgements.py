"""What was judged when each judgement had a column of its own is judged still."""

from importlib import import_module

from django.db import connection

from tests.riskreviews.scenes import LEVELS, agreed

MOVE = import_module("riskreviews.migrations.0007_judgements_of_earlier_scenarios")
# What is written here is not committed, so its foreign keys wait to be checked, and no table can be altered until they are.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE"
EMPTY = MOVE.GUARDED.format("UPDATE riskreviews_scenario SET judgements = '{}'")


def test_judgements_are_moved_even_where_a_peer_has_agreed_to_them(cast):
    scenario = agreed(cast).scenarios.get()
    with connection.cursor() as cursor:
        for statement in (CHECK_NOW, MOVE.BACK, EMPTY):
            cursor.execute(statement)
        scenario.refresh_from_db()
        assert scenario.judgements == {}

        cursor.execute(MOVE.FORWARD)

    scenario.refresh_from_db()
    assert scenario.judgements == LEVELS
