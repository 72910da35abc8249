"""What must be there before a peer is asked, and what the peer may ask about."""

import pytest

from norms.services import freeze_revision, remove_clause, start_revision
from normsite.foundation.checks import Finding
from riskreviews import queries, services
from riskreviews.checks import before_peer_review
from tests.riskreviews.losses import in_money, loss_in, thrice
from tests.riskreviews.scenes import assessment_of, draft_text, safeguard_in, scenario_in


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


def found(assessment):
    stated = queries.stated_provisions(assessment.revision)
    return before_peer_review(assessment, assessment.scenarios.all(), assessment.safeguards.all(), stated)


def doubts(assessment):
    return [one.sentence for one in found(assessment).doubtful]


def test_a_peer_is_asked_about_scenarios_that_say_why(assessment, cast):
    assert found(assessment).blocking == (Finding("There is no scenario yet.", "Add the first scenario."),)
    silent = scenario_in(assessment, cast, reasoning=" ")
    sentence = f"{silent.code} doesn't say why its levels are what they are."
    step = f"/desk/risk/{assessment.code}/scenarios/{silent.code}/treatment/"
    assert found(assessment).blocking == (Finding(sentence, "Write its reasoning.", step),)
    services.change_scenario(scenario=silent, version=1, by=cast.rhea, reasoning="Two reports say so.")
    assert found(assessment).blocking == ()


def test_what_an_unfinished_scenario_lacks_leads_to_the_step_where_it_is_asked(assessment, cast):
    begun = services.add_scenario(assessment=assessment, by=cast.rhea, title="A key leaks", description="By radio.", impact="H")
    address = f"/desk/risk/{assessment.code}/scenarios/{begun.code}"
    first, second = (
        "“How likely is it that somebody starts it, or that it occurs?”",
        "“If so, how likely is harm?”",
    )
    assert found(assessment).blocking == (
        Finding(f"{begun.code} is not judged yet. Without safeguards: {first} {second}", "Answer it.", f"{address}/without/"),
        Finding(
            f"{begun.code} is not judged yet. With safeguards: {first} {second} “How grave is the harm?”",
            "Answer it.",
            f"{address}/with/",
        ),
        Finding(f"{begun.code} doesn't say why its levels are what they are.", "Write its reasoning.", f"{address}/treatment/"),
        Finding(f"{begun.code} doesn't say what is done about it.", "Choose a treatment.", f"{address}/treatment/"),
    )
    assert (begun.level, begun.residual_level, begun.digest, queries.judged(begun)) == ("", "", "", (None, None))
    assert (queries.highest([begun]), queries.counts_by_level([begun])) == (None, [])


def test_a_risk_that_falls_without_a_safeguard_is_worth_a_second_look(assessment, cast):
    scenario = scenario_in(assessment, cast)
    services.add_evidence(scenario=scenario, citation="Report 7", by=cast.rhea)

    assert doubts(assessment) == [f"{scenario.code} falls from High to Low with safeguards, and no safeguard answers it."]
    safeguard_in(assessment, [scenario], cast)
    assert doubts(assessment) == []


def test_links_to_provisions_that_the_text_no_longer_states_are_doubted(assessment, cast):
    provision = assessment.revision.norm.provisions.get()
    scenario = scenario_in(assessment, cast, clause=None, provisions=[provision])
    services.add_evidence(scenario=scenario, citation="Report 7", by=cast.rhea)
    safeguard = safeguard_in(assessment, [scenario], cast, provision=provision)

    assert doubts(assessment) == []
    freeze_revision(revision=assessment.revision, by=cast.edda)
    later = start_revision(revision=assessment.revision, by=cast.edda)
    remove_clause(clause=later.clauses.get(anchor="keys"), by=cast.edda)
    copy = services.carry_assessment(assessment=assessment, revision=later, by=cast.rhea)
    twin, double = copy.scenarios.get(), copy.safeguards.get()
    assert (list(twin.provisions.all()), double.provision) == ([provision], safeguard.provision)
    assert doubts(copy) == [
        f"{twin.code} is answered by {provision.code}, which this text no longer states.",
        f"{twin.code} names neither a clause nor a provision of this text that answers it.",
        f"{double.code} is put into words by {provision.code}, which this text no longer states.",
    ]


def test_a_risk_that_grows_with_the_safeguards_is_worth_a_second_look(assessment, cast):
    scenario = scenario_in(assessment, cast, impact="VL", residual_impact="VH", residual_initiation="H", residual_adverse="M")
    services.add_evidence(scenario=scenario, citation="Report 7", by=cast.rhea)

    assert (scenario.level, scenario.residual_level) == ("VL", "H")
    assert doubts(assessment) == [f"{scenario.code} gets worse with the safeguards: Very Low without them, High with them."]


def test_answers_that_come_to_no_level_say_which_of_them_is_missing_and_where(cast):
    assessment = in_money(cast)
    scenario = loss_in(assessment, cast, way="L", **thrice("residual_lef", "", "", ""))
    (first, *_) = found(assessment).blocking
    assert first == Finding(
        f"{scenario.code} is not judged yet. How often: “How many losses are there in a year? With safeguards”",
        "Answer it.",
        f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/how-often/",
    )


def test_two_ways_at_once_that_nobody_chose_between_lead_to_the_choice(cast):
    assessment = in_money(cast)
    scenario = loss_in(assessment, cast, **thrice("tef", "1", "2", "3"))
    (first, *_) = found(assessment).blocking
    assert (scenario.level, first) == (
        "",
        Finding(
            f"{scenario.code} is not judged yet. How you estimate it: “What do you know about how often there is a loss?”",
            "Answer it.",
            f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/how-you-estimate-it/",
        ),
    )


def test_an_answer_that_does_not_count_is_worth_a_second_look(cast):
    assessment = in_money(cast)
    scenario = loss_in(assessment, cast, way="L", **thrice("tef", "1", "2", "3"))
    kept = f"{scenario.code} keeps an answer that doesn't count, since another way is chosen."
    mend = "Drop it where its figures are asked, or choose its way again."
    assert (scenario.level, doubts(assessment)[2]) == (
        "M",
        f"{kept} How often does somebody try in a year? Without safeguards: 1, 2, 3. {mend}",
    )
