"""Scenarios and safeguards are published with their assessment: what a control list finds in them is looked at before."""

import pytest

from normsite.foundation.errors import Refused
from riskreviews.models import Assessment, AssessmentState
from riskreviews.queries import hits_in, text_fingerprint
from riskreviews.services import add_scenario, give_peer_review, start_assessment
from tests.riskreviews.scenes import asked, assessment_of, draft_text, judged, safeguard_in, scenario_in
from tests.riskreviews.screenings import edition_of
from tests.riskreviews.test_bowtie_lopa import CHECK, both_sides


@pytest.fixture
def assessment(cast):
    """A scenario that names a listed entry, another that doesn't, and a safeguard that does."""
    assessment = assessment_of(draft_text(cast), cast)
    scenario_in(assessment, cast, description="A thief opens a device of 5A002.")
    harmless = scenario_in(assessment, cast)
    safeguard_in(assessment, [harmless], cast, suitable="As 9A012 shows.")
    edition_of()
    return assessment


def test_each_place_is_told_at_the_desk_and_to_the_peer(as_user, cast, assessment):
    desk = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/").content.decode()
    asked(assessment, cast)
    page = as_user(cast.piet).get(f"/desk/risk/{assessment.code}/review/")

    assert [desk.count("may hold what"), page.content.decode().count("may hold what")] == [2, 2]
    assert "looked_at" in page.context["form"].fields


def test_nobody_agrees_before_it_was_looked_at(cast, assessment):
    review = asked(assessment, cast)
    codes = ", ".join(part.code for part, _, _ in hits_in(assessment, assessment.scenarios.all(), assessment.safeguards.all()))

    with pytest.raises(Refused, match=f"What a control list names stands in {codes}"):
        judged(review, "agree", "", cast)
    words = text_fingerprint(assessment.revision)
    give_peer_review(review=review, words=words, verdict="agree", text="", by=cast.piet, looked_at=True)

    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.AGREED


def test_whoever_disagrees_need_not_have_it_looked_at(cast, assessment):
    judged(asked(assessment, cast), "disagree", "Leave the code out.", cast)

    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.DRAFT


def test_where_nothing_is_found_nothing_more_is_asked(as_user, cast):
    assessment = assessment_of(draft_text(cast), cast)
    scenario_in(assessment, cast)
    edition_of()
    asked(assessment, cast)

    page = as_user(cast.piet).get(f"/desk/risk/{assessment.code}/review/")

    assert "looked_at" not in page.context["form"].fields


def test_the_scope_and_the_evidence_are_looked_through_too(cast):
    assessment = assessment_of(draft_text(cast), cast)
    scenario = scenario_in(assessment, cast)
    scenario.evidence.create(citation="Test report of a 9A012 aircraft", shows="How far it flew.")
    Assessment.objects.filter(pk=assessment.pk).update(scope="Devices of 5A002 in the field.")
    edition_of()

    with pytest.raises(Refused, match=f"stands in {assessment.code}, {scenario.code}"):
        judged(asked(assessment, cast), "agree", "", cast)


def test_words_among_the_judgements_are_looked_through_too(cast):
    revision = draft_text(cast)
    assessment = start_assessment(revision=revision, title="Ways in", scope="All.", by=cast.rhea, method="bowtie-lopa")
    given = both_sides(CHECK) | {
        "threat_2_name": "A buyer of 5A002",
        "threat_2_rate": "1",
        "residual_barrier_2_name": "As 9A012",
    }
    scenario = add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title="Keys leak",
        description="Keys.",
        treatment="avoid",
        reasoning="Known.",
        **given,
    )
    edition_of()
    found = hits_in(assessment, [scenario], [])
    assert [(part.code, hit.code) for part, _, hit in found] == [(scenario.code, "5A002"), (scenario.code, "9A012")]
