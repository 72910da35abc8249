"""How many questions the database gets, however much there is to show."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from riskreviews import queries
from riskreviews.models import Assessment
from tests.riskreviews.scenes import agreed, assessment_of, draft_text, safeguard_in, scenario_in
from tests.riskreviews.test_pages import words


def test_the_desk_shows_a_page_at_a_time_for_the_same_number_of_queries(as_user, cast, monkeypatch):
    monkeypatch.setattr("riskreviews.views.assessments.PAGE", 2)
    rhea, counts = as_user(cast.rhea), []
    for number in range(3):
        scenario_in(assessment_of(draft_text(cast, f"Norm {number}"), cast), cast)
        rhea.get("/desk/risk/")
        counts.append(_queries(rhea, "/desk/risk/"))

    first, second = rhea.get("/desk/risk/"), rhea.get("/desk/risk/?page=2")

    codes = list(Assessment.objects.order_by("-pk").values_list("code", flat=True))
    shown = [[line["assessment"].code for line in page.context["lines"]] for page in (first, second)]
    assert (shown, len(set(counts))) == ([codes[:2], codes[2:]], 1)
    assert "Page 1 of 2" in words(first)


@pytest.mark.parametrize("page", ["/risk/{}/", "/desk/risk/{}/", "/desk/risk/"])
def test_three_scenarios_cost_as_many_queries_as_one(as_user, cast, page):
    counts = []
    for scenarios in (1, 3):
        assessment = agreed(cast, scenarios=scenarios, title=f"Norm with {scenarios}")
        rhea = as_user(cast.rhea)
        rhea.get(page.format(assessment.code))
        counts.append(_queries(rhea, page.format(assessment.code)))
    assert counts[0] == counts[1]


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_read_models_count_only_what_is_agreed(cast, django_assert_num_queries):
    first = agreed(cast, scenarios=3)
    waiting = assessment_of(first.revision, cast, "Loss of keys")
    safeguard_in(waiting, [scenario_in(waiting, cast, title="Not agreed")], cast)

    with django_assert_num_queries(1):
        by_anchor = queries.risks_by_anchor(first.revision)
    assert {anchor: [one.code for one in found] for anchor, found in by_anchor.items()} == {
        "keys": [one.code for one in first.scenarios.all()]
    }
    assert list(queries.agreed_assessments(first.revision)) == [first]
    assert queries.safeguards_by_provision(first.revision) == {}
    counts = [(one.level.code, one.before, one.after) for one in queries.counts_by_level(first.scenarios.all())]
    assert counts == [("H", 3, 0), ("L", 0, 3)]
