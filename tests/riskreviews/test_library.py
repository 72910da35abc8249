"""Scenarios to begin from: a list with a filter, and what is taken over from one."""

import re

import pytest

from riskreviews.library import TEMPLATES, find, template
from riskreviews.models import Dimension, Scenario
from riskreviews.models.consequence import stored_consequences
from tests.riskreviews.scenes import asked, assessment_of, draft_text, scenario_in
from tests.riskreviews.test_pages import words


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: one.key)
def test_each_one_fits_into_a_scenario_and_says_what_usually_answers_it(one):
    assert re.fullmatch("[a-z-]+", one.key)
    assert len(one.title) <= 200
    assert len(one.threat_source) <= 200
    assert one.answered_by
    assert stored_consequences(one.consequences) == one.consequences


def test_they_touch_each_dimension_and_no_two_are_called_alike():
    assert len({one.key for one in TEMPLATES}) == len({one.title for one in TEMPLATES}) == len(TEMPLATES) == 16
    assert {key for one in TEMPLATES for key in one.consequences} == set(Dimension.values)


def test_each_word_that_is_looked_for_stands_in_it():
    assert [one.key for one in find("KEYS guess")] == ["default-keys"]
    assert find("licence printed") == [template("additive-manufacturing")]
    assert find("") == list(TEMPLATES)
    assert find("unheard-of") == []


def test_one_is_picked_from_the_list_and_taken_over(as_user, cast, assessment):
    rhea, address = as_user(cast.rhea), f"/desk/risk/{assessment.code}/scenarios"
    listed = rhea.get(f"{address}/templates/", {"q": "update"})
    assert re.findall(rf'href="{address}/new/([a-z-]+)/"', listed.content.decode()) == ["update-hijacked"]
    assert "1 of 16" in words(listed)

    one, form = template("update-hijacked"), rhea.get(f"{address}/new/update-hijacked/").context["form"]
    typed = {name: form[name].value() or "" for name in ("title", "description", "threat_source")}
    assert typed == {"title": one.title, "description": one.description, "threat_source": one.threat_source}
    saved = rhea.post(f"{address}/new/update-hijacked/", {**typed, "title": "Updates of gateways are taken over"})

    scenario = Scenario.objects.get()
    assert saved.url == f"{address}/{scenario.code}/without/"
    assert (scenario.title, scenario.description) == ("Updates of gateways are taken over", one.description)
    assert (scenario.consequences, scenario.level) == (one.consequences, "")


def test_an_empty_page_takes_over_nothing(as_user, cast, assessment):
    typed = {"title": "A key is guessed", "description": "Somebody tries all keys."}
    as_user(cast.rhea).post(f"/desk/risk/{assessment.code}/scenarios/new/", typed)
    assert Scenario.objects.get().consequences == {}


def test_there_is_no_other_template_and_only_an_analyst_in_a_draft_sees_them(as_user, cast, assessment):
    address = f"/desk/risk/{assessment.code}/scenarios"
    assert as_user(cast.rhea).get(f"{address}/new/nonsense/").status_code == 404
    assert as_user(cast.olu).get(f"{address}/templates/").status_code == 403
    assert as_user(cast.olu).get(f"{address}/new/update-hijacked/").status_code == 403
    scenario_in(assessment, cast)
    asked(assessment, cast)
    assert as_user(cast.rhea).get(f"{address}/templates/").url == f"/desk/risk/{assessment.code}/"
