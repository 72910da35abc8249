"""What follows from a scenario in five dimensions, how uncertain it is, and what restricting would lose."""

import pytest

from norms.services import freeze_revision, start_revision
from normsite.foundation.errors import Refused
from normsite.portal.publication.rationale.risks import weighed
from riskreviews import queries, services
from riskreviews.checks import before_peer_review
from riskreviews.models import Scenario
from riskreviews.queries import agreed_assessments
from riskreviews.queries.assessments import _words_of
from tests.riskreviews.scenes import asked, assessment_of, draft_text, judged, release, scenario_in
from tests.riskreviews.test_pages import words

SAID = {
    "consequences": {
        "economy": {"level": "L", "words": ""},
        "proliferation": {"level": "VH", "words": "A state saves ten years."},
    },
    "uncertainty": "high",
    "uncertainty_reason": "One report alone.",
    "benefit_lost": "Laboratories could not compare keys.",
}
TYPED = {
    "consequence_proliferation": "VH",
    "consequence_proliferation_words": " A state saves ten years. ",
    "consequence_economy": "L",
    **{name: value for name, value in SAID.items() if name != "consequences"},
}


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


def kept(scenario: Scenario) -> dict[str, object]:
    scenario.refresh_from_db()
    return {name: getattr(scenario, name) for name in SAID}


def test_they_are_typed_in_steps_of_their_own_and_typed_again(as_user, cast, assessment):
    scenario, rhea = scenario_in(assessment, cast), as_user(cast.rhea)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}"

    for version, step in enumerate(("consequences", "uncertainty"), 1):
        assert rhea.post(f"{address}/{step}/", {**TYPED, "version": version}).status_code == 302
    assert kept(scenario) == SAID
    for step in ("consequences", "uncertainty"):
        form = rhea.get(f"{address}/{step}/").context["form"]
        assert rhea.post(f"{address}/{step}/", {name: form[name].value() or "" for name in form.fields}).status_code == 302

    assert kept(scenario) == SAID
    assert scenario.version == 3  # what was typed again is what stands


def test_a_sentence_without_a_gravity_is_said_at_its_field(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/consequences/"

    response = as_user(cast.rhea).post(address, {**TYPED, "consequence_rights_words": "Watched.", "version": 1})

    assert (response.status_code, response.context["form"].errors) == (422, {"consequence_rights": ["Choose how grave it is."]})
    assert response.context["form"]["consequence_rights_words"].value() == "Watched."


def test_what_two_analysts_say_of_them_stands_side_by_side(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **SAID)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/consequences/"

    response = as_user(cast.rhea).post(address, {**TYPED, "consequence_economy": "H", "version": 1})

    differences = [(one.label, one.theirs, one.mine) for one in response.context["differences"]]
    assert (response.status_code, differences) == (409, [("Economy", "Low", "High")])


@pytest.mark.parametrize(
    ("consequences", "sentence"),
    [
        ({"rights": {"words": "Watched."}}, "What follows for human rights has no gravity. Choose how grave it is."),
        (
            {"rights": {"level": "L", "words": "x" * 401}},
            "What follows for human rights has 401 characters; the most is 400. Shorten it.",
        ),
        ({"rights": {"level": "L", "words": "\x00"}}, "What follows for human rights can't be read. Write it anew."),
        ({"rights": {"level": "L", "words": "\u200b"}}, "What follows for human rights can't be read. Write it anew."),
    ],
)
def test_what_nobody_can_read_or_weigh_is_refused(cast, assessment, consequences, sentence):
    with pytest.raises(Refused) as refused:
        scenario_in(assessment, cast, consequences=consequences)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("wrong", [{"weather": {"level": "L"}}, {"rights": {"level": "enormous"}}])
def test_there_are_no_other_dimensions_and_gravities(cast, assessment, wrong):
    with pytest.raises(ValueError, match="is not a valid"):
        scenario_in(assessment, cast, consequences=wrong)


def test_they_are_read_by_everybody_and_stand_in_the_record(client, cast, assessment):
    scenario = scenario_in(assessment, cast, **SAID)
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    release(assessment.revision, cast)

    page, record = words(client.get(f"/risk/{assessment.code}/")), repr(weighed(agreed_assessments(assessment.revision)))

    for said in (
        "Proliferation Very high A state saves ten years.",
        "Economy Low",
        "Uncertainty High: One report alone.",
        "Benefit lost by restricting Laboratories could not compare keys.",
    ):
        assert said in page.replace(" : ", ": ")
    for value in ("Very high: A state saves ten years.", "High: One report alone.", "Laboratories could not compare keys."):
        assert f"value='{value}'" in record
    assert scenario.code in record


def test_control_lists_look_through_their_words(cast, assessment):
    scenario = scenario_in(assessment, cast, **SAID)
    assert {"A state saves ten years.", "One report alone.", "Laboratories could not compare keys."} <= set(_words_of(scenario))
    assert "high" not in _words_of(scenario)


def test_they_go_along_when_an_assessment_is_carried_on(cast, assessment):
    scenario_in(assessment, cast, **SAID)
    freeze_revision(revision=assessment.revision, by=cast.edda)
    copy = services.carry_assessment(
        assessment=assessment, revision=start_revision(revision=assessment.revision, by=cast.edda), by=cast.rhea
    )
    assert kept(copy.scenarios.get()) == SAID


def test_levels_without_a_word_on_their_uncertainty_are_doubted(cast, assessment):
    scenario = scenario_in(assessment, cast, uncertainty="")
    doubts = before_peer_review(assessment, [scenario], [], queries.stated_provisions(assessment.revision)).doubtful
    assert f"{scenario.code} doesn't say how uncertain its levels are." in [one.sentence for one in doubts]
