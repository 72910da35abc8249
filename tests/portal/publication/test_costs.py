"""What a safeguard costs, in the record of a publication."""

from dataclasses import replace

import pytest

from normsite.foundation.documents import Table
from normsite.portal.publication.rationale.risks import weighed
from tests.riskreviews.scenes import COSTS, assessment_of, draft_text, safeguard_in, scenario_in

pytestmark = pytest.mark.django_db


def table_of(assessment, safeguard):
    [section] = weighed([assessment]).sections
    blocks = [block for one in section.sections for block in one.blocks]
    [table] = [block for block in blocks if isinstance(block, Table) and block.key == f"costs-{safeguard.code}"]
    return table.columns, [row.cells for row in table.rows]


def test_a_payer_has_one_row_with_what_comes_once_and_what_comes_each_year(cast):
    assessment = assessment_of(draft_text(cast), cast)
    yearly = replace(COSTS[0], low=500, high=900, frequency="yearly")
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast, costs=[*COSTS, yearly])
    assert table_of(assessment, safeguard) == (
        ("For a", "Once, to set it up", "Each year, to keep it up", "Prices of", "What is counted"),
        [
            ("Large firm", "8,000 to 12,000 EUR", "500 to 900 EUR", "2026", "One test."),
            ("Small firm", "8,000 to 15,000 EUR", "none recorded", "2026", "One test, and help with it."),
            ("University", "0 EUR", "none recorded", "2026", "Nothing is sold."),
        ],
    )


def test_costs_of_before_say_that_nobody_has_said_how_often_they_come(cast):
    assessment = assessment_of(draft_text(cast), cast)
    old = [replace(one, frequency="") for one in COSTS]
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast, costs=old)
    columns, rows = table_of(assessment, safeguard)
    assert columns == ("For a", "Not said whether once or each year", "Prices of", "What is counted")
    assert rows[0] == ("Large firm", "8,000 to 12,000 EUR", "2026", "One test.")
