"""What a peer may ask about, said before anybody is asked."""

import pytest

from norms.services import freeze_revision, remove_clause, start_revision
from riskreviews import queries, services
from tests.riskreviews.scenes import assessment_of, draft_text, safeguard_in, scenario_in


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


def test_a_risk_that_falls_without_a_safeguard_is_worth_a_second_look(assessment, cast):
    scenario = scenario_in(assessment, cast)
    services.add_evidence(scenario=scenario, citation="Report 7", by=cast.rhea)

    def doubts():
        stated = queries.stated_provisions(assessment.revision)
        return queries.doubts(assessment.scenarios.all(), assessment.safeguards.all(), stated)

    assert doubts() == [f"{scenario.code} falls from High to Low with safeguards, and no safeguard answers it."]
    safeguard_in(assessment, [scenario], cast)
    assert doubts() == []


def test_links_to_provisions_that_the_text_no_longer_states_are_doubted(assessment, cast):
    provision = assessment.revision.norm.provisions.get()
    scenario = scenario_in(assessment, cast, clause=None, provisions=[provision])
    services.add_evidence(scenario=scenario, citation="Report 7", by=cast.rhea)
    safeguard = safeguard_in(assessment, [scenario], cast, provision=provision)

    def doubts(of):
        return queries.doubts(of.scenarios.all(), of.safeguards.all(), queries.stated_provisions(of.revision))

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
