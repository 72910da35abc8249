"""What a peer has agreed to: the very assessment they saw, on the very words of the text, until it is returned to draft."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from norms.services import freeze_revision, remove_clause, save_clause
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from riskreviews import queries, services
from riskreviews.checks import before_publishing
from riskreviews.models import Assessment, Scenario
from tests.riskreviews.scenes import (
    LEVELS,
    agreed,
    asked,
    assessment_of,
    draft_text,
    judged,
    release,
    safeguard_in,
    scenario_in,
)
from tests.riskreviews.test_pages import words

LATER = "The module may be unsafe."
WORDS = {"title": "New title", "description": "New words.", "treatment": "avoid", "reasoning": "Because.", **LEVELS}


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


@pytest.fixture
def on_draft(cast):
    """Agreed while the text is a draft."""
    return agreed(cast, released=False)


def weaken(revision, cast):
    keys = revision.clauses.get(anchor="keys")
    save_clause(clause=keys, version=keys.version, by=cast.edda, title="Keys", body=LATER, rationale=keys.rationale)


def of_risk(revision):
    revision.refresh_from_db()
    return [(one.sentence, one.mend, one.href) for one in before_publishing(revision).blocking]


# --- on which words --------------------------------------------------------------------------------------------------


def test_an_agreement_holds_for_the_words_it_was_given_on(cast, on_draft):
    assert of_risk(on_draft.revision) == []
    freeze_revision(revision=on_draft.revision, by=cast.edda)
    assert of_risk(on_draft.revision) == []
    assert not queries.agreed_on_other_words(Assessment.objects.get())


def test_other_words_block_publishing_and_say_how_to_go_on(cast, on_draft):
    weaken(on_draft.revision, cast)
    freeze_revision(revision=on_draft.revision, by=cast.edda)
    assert of_risk(on_draft.revision) == [
        (
            f"The risk assessment {on_draft.code} was agreed on other words than those of this text.",
            "Return it to draft, check it against the text, and ask for a peer review again.",
            f"/desk/risk/{on_draft.code}/",
        )
    ]


def test_the_desk_and_the_public_page_say_so(cast, as_user, client, on_draft):
    weaken(on_draft.revision, cast)
    release(on_draft.revision, cast)
    desk = f"/desk/risk/{on_draft.code}/"
    assert "but the text has changed since. What comes next: return it to draft" in words(as_user(cast.rhea).get(desk))
    assert "A risk analyst returns it to draft" in words(as_user(cast.olu).get(desk))
    assert "The text was changed after the peer agreed" in words(client.get(f"/risk/{on_draft.code}/"))


def test_a_judgement_on_words_that_changed_meanwhile_is_refused_and_kept(cast, as_user, assessment):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)
    typed = {
        "verdict": "agree",
        "text": "It holds.",
        "review": review.pk,
        "words": queries.text_fingerprint(assessment.revision),
    }
    weaken(assessment.revision, cast)
    piet, address = as_user(cast.piet), f"/desk/risk/{assessment.code}/review/"

    late = piet.post(address, typed)

    assert (late.status_code, "The text was changed while you were reading." in words(late)) == (409, True)
    assert late.context["form"]["text"].value() == "It holds."
    assert late.context["form"]["words"].value() == queries.text_fingerprint(assessment.revision)
    assert Assessment.objects.get().state == "in_review"


# --- the way back ----------------------------------------------------------------------------------------------------


def test_an_agreed_assessment_is_returned_to_draft_on_record_and_agreed_anew(cast, on_draft):
    weaken(on_draft.revision, cast)
    services.reopen_assessment(assessment=on_draft, by=cast.rhea)
    on_draft.refresh_from_db()
    assert (on_draft.state, on_draft.agreed_at, on_draft.agreed_fingerprint) == ("draft", None, "")
    entry = Entry.objects.get(act="assessment_reopened")
    assert (entry.code, json.loads(entry.leaf)["public"]) == (on_draft.code, {})

    again = judged(asked(on_draft, cast), "agree", "", cast)

    assert (again.round, of_risk(on_draft.revision)) == (2, [])


def test_a_clause_can_be_taken_out_after_all(cast, on_draft):
    keys = on_draft.revision.clauses.get(anchor="keys")
    services.reopen_assessment(assessment=on_draft, by=cast.rhea)
    scenario = on_draft.scenarios.get()
    scope = on_draft.revision.clauses.get(anchor="scope")
    services.change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, clause=scope)
    remove_clause(clause=keys, by=cast.edda)
    assert [one.anchor for one in on_draft.revision.clauses.all()] == ["scope"]


def test_what_is_not_agreed_or_is_published_is_not_returned(cast, assessment, on_draft):
    with pytest.raises(Refused, match="is not agreed"):
        services.reopen_assessment(assessment=assessment, by=cast.rhea)
    services.publish_assessments(revision=on_draft.revision, at=on_draft.agreed_at)
    with pytest.raises(Refused, match="was published with its text"):
        services.reopen_assessment(assessment=on_draft, by=cast.rhea)
    assert (Assessment.objects.get(pk=on_draft.pk).state, Entry.objects.filter(act="assessment_reopened").count()) == (
        "agreed",
        0,
    )


def test_an_analyst_returns_it_from_the_desk_and_others_do_not(cast, as_user, on_draft):
    address = f"/desk/risk/{on_draft.code}/reopen/"
    for somebody in (cast.olu, cast.piet, cast.edda):
        assert as_user(somebody).post(address).status_code == 403
    assert f'href="{address}"' in as_user(cast.rhea).get(f"/desk/risk/{on_draft.code}/").content.decode()
    assert "Return it to draft" in words(as_user(cast.rhea).get(address))
    done = as_user(cast.rhea).post(address, follow=True)
    assert f"{on_draft.code} is a draft again." in words(done)
    assert as_user(cast.rhea).post(address).status_code == 409


# --- what the peer has seen ------------------------------------------------------------------------------------------


def test_an_old_form_does_not_agree_to_what_its_reader_never_saw(cast, as_user, assessment):
    scenario = scenario_in(assessment, cast)
    asked(assessment, cast)
    piet, address = as_user(cast.piet), f"/desk/risk/{assessment.code}/review/"
    shown = piet.get(address).context["form"]
    old = {"verdict": "agree", "text": "It holds.", "review": shown["review"].value(), "words": shown["words"].value()}
    services.take_back_request(review=assessment.peer_reviews.get(), by=cast.rhea)
    services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **WORDS)
    anew = asked(assessment, cast)

    late = piet.post(address, old)

    assert (late.status_code, late.context["form"]["text"].value()) == (409, "It holds.")
    assert "The request that you were answering was taken back" in words(late)
    assert "New title" in words(late)
    assert Assessment.objects.get().state == "in_review"
    assert late.context["form"]["review"].value() == anew.pk
    piet.post(address, {**old, "review": anew.pk})
    assert Assessment.objects.get().state == "agreed"


def test_a_typed_review_survives_that_the_request_is_taken_back(cast, as_user, assessment):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)
    typed = {"verdict": "disagree", "text": "Theft is rare.", "review": review.pk, "words": ""}
    services.take_back_request(review=review, by=cast.rhea)

    late = as_user(cast.piet).post(f"/desk/risk/{assessment.code}/review/", typed)

    assert (late.status_code, late.context["form"]["text"].value()) == (409, "Theft is rare.")
    assert "Give the review" not in words(late)


def test_the_second_of_two_clicks_lands_where_the_first_did(cast, as_user, assessment):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)
    typed = {
        "verdict": "agree",
        "text": "It holds.",
        "review": review.pk,
        "words": queries.text_fingerprint(assessment.revision),
    }
    piet, address = as_user(cast.piet), f"/desk/risk/{assessment.code}/review/"
    assert [piet.post(address, typed).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.filter(act="assessment_agreed").count() == 1
    assert piet.post(address, {**typed, "verdict": "disagree"}).status_code == 409


# --- held by the database --------------------------------------------------------------------------------------------

LINK = """INSERT INTO riskreviews_scenario_provisions (scenario_id, provision_id)
          SELECT scenario.id, provision.id FROM riskreviews_scenario scenario, norms_provision provision"""
TOUCHES = [
    "UPDATE riskreviews_scenario SET level = 'VL'",
    "DELETE FROM riskreviews_evidence",
    "UPDATE riskreviews_evidence SET shows = 'Nothing.'",
    "UPDATE riskreviews_safeguard SET tier = 'T0'",
    "DELETE FROM riskreviews_safeguard_scenarios",
    LINK,
    "UPDATE riskreviews_assessment SET title = 'Nothing to see'",
]


@pytest.mark.parametrize("touch", TOUCHES)
def test_the_database_itself_keeps_what_is_agreed(on_draft, touch):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(touch)


@pytest.mark.parametrize("touch", TOUCHES)
def test_it_lets_a_draft_be_written_in(cast, on_draft, touch):
    services.reopen_assessment(assessment=on_draft, by=cast.rhea)
    with connection.cursor() as cursor:
        cursor.execute(touch)
        assert cursor.rowcount > 0


def test_nothing_changes_under_the_eyes_of_a_peer_either(cast, assessment):
    safeguard_in(assessment, [scenario_in(assessment, cast)], cast)
    asked(assessment, cast)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Scenario.objects.update(level="VL")


def test_a_published_assessment_stays_agreed_in_the_database(on_draft):
    services.publish_assessments(revision=on_draft.revision, at=on_draft.agreed_at)
    with pytest.raises(IntegrityError, match="published assessment never changes"), transaction.atomic():
        Assessment.objects.update(state="draft", agreed_at=None, agreed_fingerprint="", published_at=None)
