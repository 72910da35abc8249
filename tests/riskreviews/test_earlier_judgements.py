"""What was judged when each judgement had a column of its own is judged still."""

from importlib import import_module

import pytest
from django.db import connection

from normsite.foundation.errors import Refused
from riskreviews.models import Scenario
from tests.riskreviews.scenes import LEVELS, agreed, asked, assessment_of, draft_text, scenario_in

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


def test_what_a_process_of_the_version_before_changes_is_what_we_read(cast):
    scenario = scenario_in(assessment_of(draft_text(cast), cast), cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE riskreviews_scenario SET initiation = 'VH', impact = 'VH', level = 'VH' WHERE id = %s", [scenario.pk]
        )
    scenario.refresh_from_db()
    assert scenario.judgements == LEVELS | {"initiation": "VH", "impact": "VH"}


def test_what_we_write_a_process_of_the_version_before_can_read(cast):
    scenario = scenario_in(assessment_of(draft_text(cast), cast), cast)
    columns = "SELECT initiation, adverse, residual_initiation, residual_adverse FROM riskreviews_scenario WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(columns, [scenario.pk])
        read = cursor.fetchone()
    assert read == tuple(LEVELS[name] for name in ("initiation", "adverse", "residual_initiation", "residual_adverse"))


def test_a_scenario_without_judgements_is_no_matter_for_a_peer(cast):
    scenario = scenario_in(assessment_of(draft_text(cast), cast), cast)
    Scenario.objects.filter(pk=scenario.pk).update(judgements={})
    with pytest.raises(Refused, match="is not judged yet"):
        asked(scenario.assessment, cast)
