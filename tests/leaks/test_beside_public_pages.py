"""What stands beside something public, and is not public itself."""

import pytest

from comments.services import publish_comment, withdraw_comment, withhold_comment
from norms.models import Clause, Provision
from norms.services import add_clause, freeze_revision, remove_clause, start_revision
from riskreviews.services import carry_assessment
from tests import scenes
from tests.comments.scenes import only_comment, send
from tests.riskreviews.scenes import safeguard_in, scenario_in

pytestmark = pytest.mark.django_db


def test_a_risk_review_that_was_carried_on_does_not_name_the_hidden_text_it_comes_from(cast, client, as_user):
    first = scenes.frozen(cast)
    before = scenes.assessed(cast, first)
    second = freeze_revision(revision=start_revision(revision=first, by=cast.edda), by=cast.edda)
    assessment = scenes.agreed(cast, carry_assessment(assessment=before, revision=second, by=cast.rhea))
    scenes.opened(cast, second, days_ago=10)
    page = client.get(assessment.get_absolute_url())
    assert (page.status_code, "carried from" in page.text, before.code in page.text) == (200, False, False)
    assert before.code in as_user(cast.olu).get(assessment.get_absolute_url()).text


def test_a_risk_review_does_not_name_a_provision_that_was_cut_before_anybody_could_read_it(cast, client, as_user):
    draft = scenes.drafted(cast)
    cut = add_clause(revision=draft, title="Cut", body="The module shall be cut.", by=cast.edda)
    provision = Provision.objects.get(statements__clause=cut)
    assessment = scenes.assessed(cast, draft)
    scenario = scenario_in(assessment, cast, provisions=[provision])
    safeguard_in(assessment, [scenario], cast, provision=provision)
    remove_clause(clause=Clause.objects.get(pk=cut.pk), by=cast.edda)
    revision = freeze_revision(revision=draft, by=cast.edda)
    assessment.refresh_from_db()
    scenes.agreed(cast, assessment)
    scenes.opened(cast, revision, days_ago=10)
    page = client.get(assessment.get_absolute_url())
    assert (page.status_code, scenario.code in page.text, provision.code in page.text) == (200, True, False)
    assert provision.code in as_user(cast.olu).get(assessment.get_absolute_url()).text


def test_a_comment_that_was_withheld_and_then_withdrawn_says_in_the_interface_too_that_it_was_withdrawn_and_no_more(
    cast, client
):
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    receipt = send(consultation, "Marked words Quince")
    comment = only_comment(receipt)
    publish_comment(comment=comment, by=cast.sami)
    withhold_comment(comment=comment, ground="trade_secret", reason="Names a recipe.", by=cast.sami)
    address = f"/api/v1/consultations/{consultation.code}/comments/"
    assert client.get(address).json()["results"][0]["withheld_reason"] == "Names a recipe."
    withdraw_comment(comment=comment, token=receipt.token)
    told = client.get(address).json()["results"][0]
    assert (told["state"], told["withheld_ground"], told["withheld_reason"]) == ("withdrawn", "", "")
