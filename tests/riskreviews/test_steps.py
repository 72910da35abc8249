"""A scenario is written in steps: what each asks, what is kept, and how numbers and lines are filled in."""

from decimal import Decimal

import pytest

from riskreviews.methods import METHODS
from riskreviews.methods.levels import Level
from riskreviews.methods.method import Method, Result, Said
from riskreviews.methods.pages import pages
from riskreviews.methods.questions import Blank, Estimate, Lines, Number, Words
from riskreviews.models import Scenario
from riskreviews.queries import steps_of
from riskreviews.services import add_scenario, start_assessment
from tests.riskreviews.losses import in_money, loss_in, thrice
from tests.riskreviews.scenes import draft_text
from tests.riskreviews.test_pages import words

LEVELS = (Level("L", "Small"), Level("H", "Large"))
COUNTED = Method(
    key="counted",
    title="Counted",
    source="The test",
    in_short="It is counted",
    summary="It is counted.",
    hint="Count.",
    levels=LEVELS,
    accepted=LEVELS[0],
    fields=(
        Estimate("loss", "what does it cost?", Number("EUR", least=Decimal(0))),
        Lines(
            "threat",
            "what could begin it?",
            (Blank("name", "Threat", Words(20)), Blank("rate", "How often", Number("a year", least=Decimal(0)))),
            many=5,
        ),
        Estimate("fine", "what fine follows?", Number("EUR"), in_residual=False, needed=False),
    ),
    assess=lambda **answers: Result(LEVELS[Decimal(answers["loss_high"]) > 10], (Said(f"At most {answers['loss_high']}."),)),
)
BEGUN = {"title": "A key is guessed", "description": "Somebody tries all keys."}
ANSWERED = {"loss_low": "1.50", "loss_likely": "2", "loss_high": "1e1", "threat_2_name": "Theft", "threat_2_rate": "0.5"}
KEPT = {"loss_low": "1.5", "loss_likely": "2", "loss_high": "10", "threat_2_name": "Theft", "threat_2_rate": "0.5"}


@pytest.fixture
def counted(monkeypatch, cast):
    monkeypatch.setitem(METHODS, COUNTED.key, COUNTED)
    return start_assessment(revision=draft_text(cast), title="Counting", scope="All.", by=cast.rhea, method="counted")


@pytest.fixture
def scenario(counted, cast):
    return add_scenario(assessment=counted, by=cast.rhea, **BEGUN)


@pytest.fixture
def address(counted, scenario):
    return f"/desk/risk/{counted.code}/scenarios/{scenario.code}"


def filled(scenario: Scenario) -> dict[str, str]:
    scenario.refresh_from_db()
    return {name: value for name, value in scenario.judgements.items() if value}


def test_numbers_and_lines_are_kept_as_they_are_computed_with(as_user, cast, scenario, address):
    saved = as_user(cast.rhea).post(f"{address}/without/", {**ANSWERED, "version": 1})

    assert saved.url == f"{address}/without-2/"
    assert filled(scenario) == KEPT
    assert (scenario.level, scenario.residual_level, scenario.digest) == ("L", "", "")


@pytest.mark.parametrize(
    ("typed", "complaints"),
    [
        ({"loss_low": "much"}, {"loss_low": ["Give a number, such as 12 or 0.05."]}),
        ({"loss_low": "-1"}, {"loss_low": ["Give a number from 0 up to 1,000,000,000,000,000."]}),
        ({"loss_low": "3", "loss_likely": ""}, {"loss_likely": ["Give all three numbers, or none."]}),
        ({"loss_low": "3"}, {"loss_likely": ["The most likely number is at least the lowest one."]}),
        ({"threat_2_rate": ""}, {"threat_2_rate": ["Fill in “How often”, or empty the line."]}),
    ],
)
def test_what_is_wrong_is_said_at_its_blank_and_nothing_typed_is_lost(as_user, cast, scenario, address, typed, complaints):
    response = as_user(cast.rhea).post(f"{address}/without/", {**ANSWERED, **typed, "version": 1})

    assert (response.status_code, response.context["form"].errors) == (422, complaints)
    assert response.context["form"]["threat_2_name"].value() == "Theft"
    assert filled(scenario) == {}


@pytest.mark.parametrize(
    "typed", [{}, {"loss_low": "1", "loss_likely": "2", "loss_high": "3"}, {"threat_1_name": "Fire", "threat_1_rate": "1"}]
)
def test_what_is_not_answered_yet_is_no_mistake(as_user, cast, scenario, address, typed):
    saved = as_user(cast.rhea).post(f"{address}/without/", {**typed, "version": 1})

    assert (saved.status_code, filled(scenario), scenario.level) == (302, typed, "")


def test_what_may_be_left_out_is_still_given_whole(as_user, cast, scenario, address):
    rhea = as_user(cast.rhea)
    half = rhea.post(f"{address}/without-2/", {"fine_low": "1", "version": 1})

    assert (half.status_code, half.context["form"].errors) == (422, {"fine_likely": ["Give all three numbers, or none."]})
    assert rhea.post(f"{address}/without-2/", {"version": 1}).url == f"{address}/with/"


def test_the_step_that_is_pressed_comes_next_and_no_other_word_leads_away(as_user, cast, counted, address):
    rhea = as_user(cast.rhea)
    sent = {
        go: rhea.post(f"{address}/with/", {"version": 1, "go": go}).url
        for go in ("", "what", "treatment", "desk", "evidence", "//elsewhere.example")
    }
    assert sent == {
        "": f"{address}/consequences/",
        "what": f"{address}/what/",
        "treatment": f"{address}/treatment/",
        "desk": f"/desk/risk/{counted.code}/",
        "evidence": f"{address}/evidence/",
        "//elsewhere.example": f"/desk/risk/{counted.code}/",
    }
    assert rhea.get(f"{address}/nowhere/").status_code == 404


def test_only_lines_that_are_filled_in_and_one_more_stand_open(as_user, cast, address):
    rhea = as_user(cast.rhea)
    empty = rhea.get(f"{address}/without/").context["form"].questions()[1]
    rhea.post(f"{address}/without/", {**ANSWERED, "version": 1})
    begun = rhea.get(f"{address}/without/").context["form"].questions()[1]

    assert [(len(one.first_rows), len(one.more_rows)) for one in (empty, begun)] == [(2, 3), (3, 2)]
    assert [field.name for field in begun.first_rows[1]] == ["threat_2_name", "threat_2_rate"]


def test_nothing_that_is_asked_for_later_is_called_optional(as_user, cast, counted, address):
    rhea = as_user(cast.rhea)
    said = {step.key: words(rhea.get(f"{address}/{step.key}/")).count("(optional)") for step in steps_of(COUNTED)}
    # Threat source, clause, provisions; three blanks of the fine; the benefit lost; owner and review date.
    assert said == {"what": 3, "without": 0, "without-2": 3, "with": 0, "consequences": 1, "treatment": 2}


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda one: one.key)
def test_each_question_stands_on_one_page_of_each_of_its_sides(method):
    for residual in (False, True):
        asked = [question for page in pages(method, residual=residual) for question in page.questions]
        assert asked == [question for question in method.fields if question.in_residual or not residual]
    names = [name for step in steps_of(method) if step.page for name in step.page.names]
    assert sorted(names) == sorted(method.names)


def test_an_estimate_that_goes_with_one_of_another_page_can_be_emptied_before_that_one(as_user, cast):
    assessment = in_money(cast)
    pair = thrice("cf", "1", "2", "3") | thrice("poa", "0.1", "0.2", "0.3") | thrice("v", "0.1", "0.2", "0.3")
    scenario = loss_in(assessment, cast, **thrice("lef", "", "", ""), **pair)
    asked = next(step for step in steps_of(scenario.method) if step.page and "cf_low" in step.page.names)
    assert "poa_low" not in asked.page.names
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/{asked.key}/"
    saved = as_user(cast.rhea).post(address, dict.fromkeys(asked.page.names, "") | {"version": scenario.version})
    assert saved.status_code == 302
    scenario.refresh_from_db()
    assert (scenario.judgements.get("cf_low", ""), scenario.judgements["poa_low"], scenario.level) == ("", "0.1", "")
