"""Assessments, scenarios, safeguards and peer reviews: what is recorded, what is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from norms.services import freeze_revision, remove_clause, start_revision
from normsite.foundation.accounts.models import Role
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from normsite.foundation.notifications.models import OutboxMail
from riskreviews import services
from riskreviews.models import Assessment, Evidence, PeerReview, Safeguard, Scenario
from riskreviews.rules import can_edit_assessment, can_give_peer_review, can_request_peer_review
from tests.cast import person
from tests.riskreviews.scenes import (
    COSTS,
    FACTS,
    JUSTIFICATION,
    LEVELS,
    REVIEW_ON,
    WEIGHING,
    agreed,
    asked,
    assessment_of,
    draft_text,
    judged,
    safeguard_in,
    scenario_in,
)

WORDS = {"title": "New title", "description": "New words.", "treatment": "avoid", "reasoning": "Because.", **LEVELS}


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


def test_levels_are_read_from_the_tables_and_never_given(assessment, cast):
    scenario = scenario_in(assessment, cast)

    assert (scenario.likelihood, scenario.level) == ("M", "H")
    assert (scenario.residual_likelihood, scenario.residual_level) == ("L", "L")
    with pytest.raises(TypeError, match="level"):
        scenario_in(assessment, cast, level="VL")


@pytest.mark.parametrize("url", ["ftp://reports.example", "javascript:alert(1)", "reports.example", "https:// reports"])
def test_evidence_that_leads_nowhere_is_refused(assessment, cast, url):
    scenario = scenario_in(assessment, cast)
    with pytest.raises(Refused) as refused:
        services.add_evidence(scenario=scenario, citation="Report", url=url, shows="That.", by=cast.rhea)
    assert refused.value.reason == "The address of the evidence leads nowhere."
    assert refused.value.mend == "Give one that starts with https:// or http://."


@pytest.mark.parametrize("url", ["", "http://reports.example/8", "https://reports.example/8"])
def test_evidence_leads_somewhere_or_has_no_address(assessment, cast, url):
    scenario = scenario_in(assessment, cast)
    made = services.add_evidence(scenario=scenario, citation="Report", url=url, shows="That.", by=cast.rhea)
    assert made.url == url


def test_a_safeguard_says_whole_what_it_lacks(assessment, cast):
    scenario = scenario_in(assessment, cast)
    theirs = scenario_in(assessment_of(draft_text(cast, "Other devices"), cast, "Theft of other keys"), cast)
    for scenarios, sentence in (
        ([], "A safeguard answers at least one scenario. Choose which."),
        ([theirs], "A scenario of another assessment was chosen. Choose scenarios of this assessment."),
    ):
        with pytest.raises(Refused) as refused:
            safeguard_in(assessment, scenarios, cast)
        assert str(refused.value) == sentence
    with pytest.raises(TypeError) as mistaken:
        safeguard_in(assessment, [scenario], cast, version=3, approved=True)
    assert str(mistaken.value) == "Not fields of a safeguard: approved, version"


def test_an_agreed_assessment_says_how_it_can_be_changed(cast):
    assessment = agreed(cast)
    scenario = assessment.scenarios.get()
    with pytest.raises(Refused) as refused:
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **WORDS)
    assert refused.value.mend == "Return it to draft to change it; a peer is then asked again."
    Assessment.objects.filter(pk=assessment.pk).update(published_at=timezone.now())
    with pytest.raises(Refused) as refused:
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **WORDS)
    assert refused.value.mend == "Carry it on to the next revision to change it."


def test_a_change_computes_the_levels_anew(assessment, cast):
    scenario = scenario_in(assessment, cast)

    changed = services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **{**WORDS, "impact": "VL"})

    assert (changed.level, changed.version, changed.title) == ("VL", 2, "New title")


def test_scenarios_follow_one_another(assessment, cast):
    first, second = scenario_in(assessment, cast), scenario_in(assessment, cast)
    services.remove_scenario(scenario=first, by=cast.rhea)
    third = scenario_in(assessment, cast, title="Another way")

    assert list(assessment.scenarios.all()) == [second, third]


def test_the_second_of_two_analysts_is_told_and_the_first_words_stand(assessment, cast):
    scenario = scenario_in(assessment, cast)
    services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **WORDS)

    with pytest.raises(services.EditConflict, match="was changed while you were writing") as conflict:
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **{**WORDS, "title": "Too late"})

    assert conflict.value.current.title == "New title"
    assert Scenario.objects.get().title == "New title"


def test_the_same_goes_for_the_assessment_and_for_safeguards(assessment, cast):
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast)
    services.change_assessment(assessment=assessment, version=1, by=cast.rhea, title="Second", scope="More.")

    with pytest.raises(services.EditConflict):
        services.change_assessment(assessment=assessment, version=1, by=cast.rhea, title="Third", scope="Less.")
    with pytest.raises(services.EditConflict):
        services.change_safeguard(
            safeguard=safeguard, version=7, scenarios=list(assessment.scenarios.all()), by=cast.rhea, title="Other"
        )
    assert (Assessment.objects.get().title, Safeguard.objects.get().title) == ("Second", "Test by a laboratory")


def test_the_same_change_sent_twice_is_saved_once_and_nobody_is_accused(assessment, cast):
    scenario = scenario_in(assessment, cast)
    safeguard = safeguard_in(assessment, [scenario], cast)
    provisions = list(assessment.revision.norm.provisions.all())
    facts = {**FACTS, "title": " Other ", "description": "More is done.", "tier": "T2"}

    for _ in range(2):
        services.change_assessment(assessment=assessment, version=1, by=cast.rhea, title=" Second", scope="More.")
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, provisions=provisions, **WORDS)
        services.change_safeguard(safeguard=safeguard, version=1, scenarios=[scenario], by=cast.rhea, **facts)

    for row in (assessment, scenario, safeguard):
        row.refresh_from_db()
    assert [(one.title, one.version) for one in (assessment, scenario, safeguard)] == [
        ("Second", 2),
        ("New title", 2),
        ("Other", 2),
    ]
    with pytest.raises(services.EditConflict):
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, provisions=[], **WORDS)
    with pytest.raises(services.EditConflict):
        services.change_safeguard(safeguard=safeguard, version=1, scenarios=[scenario], by=cast.rhea, tier="T3")


def test_a_clause_of_another_text_is_refused(assessment, cast):
    other = draft_text(cast, "Another norm").clauses.get(anchor="keys")

    with pytest.raises(Refused, match="not in the text that is assessed"):
        scenario_in(assessment, cast, clause=other)


def test_hostile_markdown_is_kept_as_typed_and_shown_without_its_sting(assessment, cast):
    typed = "A thief <script>alert(1)</script> [opens](javascript:alert(2)) it."
    scenario = scenario_in(assessment, cast, description=typed, reasoning=typed)

    assert scenario.description == typed
    assert "<script" not in scenario.description_html + scenario.reasoning_html
    assert "<a " not in scenario.description_html + scenario.reasoning_html


@pytest.mark.parametrize("lacking", [name for name in JUSTIFICATION if name != "departure"])
def test_a_peer_is_asked_only_once_a_safeguard_above_t1_is_justified_in_every_part(assessment, cast, lacking):
    nothing = {"review_on": None, "alternatives": (), "costs": COSTS[:2], "weighing": {**WEIGHING, "loss_gravity": ""}}
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast, **{lacking: nothing.get(lacking, "  ")})

    with pytest.raises(Refused, match=f"^{safeguard.code} "):
        asked(assessment, cast)
    assert not assessment.peer_reviews.exists()


def test_a_day_that_is_over_is_no_review_date(assessment, cast):
    scenario, over = scenario_in(assessment, cast), timezone.localdate() - timedelta(days=1)

    with pytest.raises(Refused, match="The review date is over"):
        safeguard_in(assessment, [scenario], cast, review_on=over)
    with pytest.raises(Refused, match="The review date is over"):
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, review_on=over)
    assert safeguard_in(assessment, [scenario], cast, review_on=timezone.localdate()).review_on == timezone.localdate()


def test_a_safeguard_of_t1_is_judged_and_needs_no_more(assessment, cast):
    nothing: dict[str, Any] = dict.fromkeys(
        ("legitimate_aim", "suitable", "necessary", "proportionate", "declassification_trigger"), ""
    )
    nothing |= {"review_on": None, "alternatives": (), "costs": (), "weighing": {}}
    safeguard_in(assessment, [scenario_in(assessment, cast)], cast, tier="T1", **nothing)

    assert asked(assessment, cast).reviewer == cast.piet


def test_a_safeguard_answers_a_scenario_of_its_own_assessment(assessment, cast):
    stranger = scenario_in(assessment_of(draft_text(cast, "Another norm"), cast), cast)

    with pytest.raises(Refused, match="at least one scenario"):
        safeguard_in(assessment, [], cast)
    with pytest.raises(Refused, match="another assessment"):
        safeguard_in(assessment, [stranger], cast)


def test_a_scenario_stays_while_a_safeguard_answers_it_alone(assessment, cast):
    scenario = scenario_in(assessment, cast)
    safeguard = safeguard_in(assessment, [scenario], cast)

    with pytest.raises(Refused, match="answers this scenario alone"):
        services.remove_scenario(scenario=scenario, by=cast.rhea)
    services.remove_safeguard(safeguard=safeguard, by=cast.rhea)
    services.remove_scenario(scenario=scenario, by=cast.rhea)
    assert not Scenario.objects.exists()


def test_nothing_is_written_into_what_was_removed_meanwhile(assessment, cast):
    scenario, other = scenario_in(assessment, cast), scenario_in(assessment, cast, title="Escrow")
    safeguard, by = safeguard_in(assessment, [scenario], cast), cast.rhea
    again, gone = Safeguard.objects.get(pk=safeguard.pk), Scenario.objects.get(pk=scenario.pk)
    services.remove_safeguard(safeguard=safeguard, by=by)
    services.remove_scenario(scenario=scenario, by=by)
    for write in (
        lambda: services.change_safeguard(safeguard=again, version=1, by=by, title="Mine"),
        lambda: services.change_costs(safeguard=again, version=1, by=by, costs=()),
        lambda: services.add_alternative(safeguard=again, what="A declaration.", fails="It was wrong.", by=by),
        lambda: services.change_scenario(scenario=gone, version=1, by=by, title="Mine"),
        lambda: services.add_evidence(scenario=gone, citation="Report 7", by=by),
        lambda: services.add_safeguard(assessment=assessment, scenarios=[other, gone], by=by, title="Mine", description="So."),
    ):
        with pytest.raises(Refused, match="was removed meanwhile"):
            write()


def test_asking_needs_a_scenario_with_its_reasoning(assessment, cast):
    with pytest.raises(Refused, match="There is no scenario yet"):
        asked(assessment, cast)
    silent = scenario_in(assessment, cast, reasoning=" ")
    with pytest.raises(Refused, match=f"{silent.code} doesn't say why"):
        asked(assessment, cast)


def test_the_peer_is_told_by_mail_once_and_nothing_changes_meanwhile(assessment, cast):
    scenario = scenario_in(assessment, cast)
    asked(assessment, cast)

    letter = OutboxMail.objects.get()
    assert (letter.to, letter.subject) == (cast.piet.email, f"Your peer review of {assessment.code} is asked for")
    assert f"/desk/risk/{assessment.code}/review/" in letter.text
    with pytest.raises(Refused, match="is in peer review"):
        services.change_scenario(scenario=scenario, version=1, by=cast.rhea, **WORDS)
    with pytest.raises(Refused, match="is in peer review"):
        asked(assessment, cast)


def test_only_a_peer_reviewer_is_asked(assessment, cast):
    scenario_in(assessment, cast)

    with pytest.raises(Refused, match="Olu is not a peer reviewer"):
        services.request_peer_review(assessment=assessment, reviewer=cast.olu, by=cast.rhea)


def test_nobody_reviews_what_they_have_written_in(assessment, cast):
    both = person("Bao", Role.RISK_ANALYST, Role.PEER_REVIEWER)
    scenario = scenario_in(assessment, cast)
    services.change_scenario(scenario=scenario, version=1, by=both, **WORDS)
    own = services.start_assessment(revision=assessment.revision, title="Own", scope="All.", by=both)
    services.add_scenario(assessment=own, by=cast.rhea, **WORDS)

    for one in (assessment, own):
        with pytest.raises(Refused, match="Bao has written in this assessment"):
            services.request_peer_review(assessment=one, reviewer=both, by=cast.sami)


def test_who_wrote_the_original_does_not_review_the_copy(cast):
    first = agreed(cast)
    later = start_revision(revision=first.revision, by=cast.edda)
    rhea_too = person("Bao", Role.RISK_ANALYST, Role.PEER_REVIEWER)
    first.writers.add(rhea_too)
    copy = services.carry_assessment(assessment=first, revision=later, by=cast.rhea)

    with pytest.raises(Refused, match="has written in this assessment"):
        services.request_peer_review(assessment=copy, reviewer=rhea_too, by=cast.rhea)


def test_agreement_freezes_the_assessment_and_enters_the_ledger(assessment, cast):
    scenario = scenario_in(assessment, cast)
    judged(asked(assessment, cast), "agree", "", cast)
    assessment.refresh_from_db()

    assert assessment.state == "agreed"
    assert assessment.agreed_at is not None
    entry = Entry.objects.get(act="assessment_agreed")
    assert (entry.code, json.loads(entry.leaf)["public"]) == (assessment.code, {scenario.code: "H>L"})
    assert OutboxMail.objects.get(to=cast.rhea.email).subject == f"Peer review of {assessment.code}: Agree"
    with pytest.raises(Refused, match="is agreed, so it can't be changed"):
        services.change_assessment(assessment=assessment, version=1, by=cast.rhea, title="New", scope="New.")
    with pytest.raises(Refused, match="is agreed, so it can't be changed"):
        services.add_evidence(scenario=scenario, citation="Late", by=cast.rhea)


def test_disagreement_needs_words_and_opens_a_new_round(assessment, cast):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)

    with pytest.raises(Refused, match="Say what should be different"):
        judged(review, "disagree", " ", cast)
    judged(review, "disagree", "Theft is rare.", cast)
    assessment.refresh_from_db()

    assert (assessment.state, Entry.objects.filter(act="assessment_agreed").count()) == ("draft", 0)
    assert asked(assessment, cast).round == 2


def test_a_judgement_is_given_once_and_by_the_person_who_was_asked(assessment, cast):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)

    with pytest.raises(Refused, match="asked of somebody else"):
        services.give_peer_review(review=review, words="", verdict="agree", text="", by=cast.rhea)
    judged(review, "agree", "", cast)
    with pytest.raises(Refused, match="given this review already"):
        judged(review, "disagree", "No.", cast)


def test_a_request_can_be_taken_back_until_it_is_answered(assessment, cast):
    scenario_in(assessment, cast)
    services.take_back_request(review=asked(assessment, cast), by=cast.rhea)
    assessment.refresh_from_db()

    assert (assessment.state, assessment.peer_reviews.count()) == ("draft", 0)
    subjects = list(OutboxMail.objects.order_by("created_at").values_list("to", "subject"))
    assert subjects == [
        (cast.piet.email, f"Your peer review of {assessment.code} is asked for"),
        (cast.piet.email, f"No peer review of {assessment.code} is needed now"),
    ]
    given = asked(assessment, cast)
    judged(given, "agree", "", cast)
    with pytest.raises(Refused):
        services.take_back_request(review=given, by=cast.rhea)


def facts_of(row: Scenario | Safeguard | Evidence) -> dict[str, object]:
    """All that somebody has written in it."""
    own = {"id", "code", "assessment", "scenario", "clause", "version"}
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in own}


def test_carrying_on_copies_everything_but_the_judgement(cast):
    first = agreed(cast, scenarios=2)
    later = start_revision(revision=first.revision, by=cast.edda)

    copy = services.carry_assessment(assessment=first, revision=later, by=cast.rhea)

    assert (copy.state, copy.carried_from, copy.revision, copy.peer_reviews.count()) == ("draft", first, later, 0)
    codes = set(first.scenarios.values_list("code", flat=True)) | set(first.safeguards.values_list("code", flat=True))
    new_codes = set(copy.scenarios.values_list("code", flat=True)) | set(copy.safeguards.values_list("code", flat=True))
    assert (len(codes), len(new_codes), codes & new_codes) == (4, 4, set())
    assert [one.clause.revision_id for one in copy.scenarios.all()] == [later.pk, later.pk]
    assert [facts_of(one) for one in copy.scenarios.all()] == [facts_of(one) for one in first.scenarios.all()]
    assert [facts_of(one) for one in copy.safeguards.all()] == [facts_of(one) for one in first.safeguards.all()]
    assert [facts_of(one.evidence.get()) for one in copy.scenarios.all()] == [
        facts_of(one.evidence.get()) for one in first.scenarios.all()
    ]
    assert {one.version for one in (*copy.scenarios.all(), *copy.safeguards.all())} == {1}
    assert [list(one.scenarios.all()) for one in copy.safeguards.all()] == [[one] for one in copy.scenarios.all()]
    assert [one.review_on for one in copy.safeguards.all()] == [REVIEW_ON] * 2


def test_a_clause_that_is_gone_leaves_the_carried_scenario_without_one(cast):
    first = agreed(cast)
    later = start_revision(revision=first.revision, by=cast.edda)
    remove_clause(clause=later.clauses.get(anchor="keys"), by=cast.edda)

    copy = services.carry_assessment(assessment=first, revision=later, by=cast.rhea)

    assert copy.scenarios.get().clause is None
    assert first.scenarios.get().clause.anchor == "keys"


def test_it_is_carried_to_another_revision_of_the_same_norm_only(cast):
    first = agreed(cast)

    with pytest.raises(Refused, match="of the same norm"):
        services.carry_assessment(assessment=first, revision=draft_text(cast, "Another norm"), by=cast.rhea)
    with pytest.raises(Refused, match="of this revision already"):
        services.carry_assessment(assessment=first, revision=first.revision, by=cast.rhea)


def test_each_act_belongs_to_its_roles(assessment, cast):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)
    everybody = [*vars(cast).values()][:-1]

    assert [one.name for one in everybody if can_edit_assessment(one, assessment)] == ["Rhea"]
    assert [one.name for one in everybody if can_request_peer_review(one, assessment)] == ["Sami", "Rhea"]
    assert [one.name for one in everybody if can_give_peer_review(one, review)] == ["Piet"]
    assert not can_give_peer_review(person("Quinn", Role.PEER_REVIEWER), review)


@pytest.mark.django_db(transaction=True)
def test_a_frozen_text_can_still_be_assessed_but_nothing_leaves_before_the_commit(cast):
    revision = draft_text(cast)
    freeze_revision(revision=revision, by=cast.edda)
    assessment = assessment_of(revision, cast)
    scenario_in(assessment, cast)

    def asked_and_undone():
        with transaction.atomic():
            asked(assessment, cast)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        asked_and_undone()
    assert (OutboxMail.objects.count(), len(mail.outbox), connection.in_atomic_block) == (0, 0, False)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//reports.example/7", "https:/\t/reports.example", "/norms/N-1/", "x"])
def test_evidence_is_found_on_the_web_or_has_no_address(assessment, cast, url):
    scenario = scenario_in(assessment, cast)
    with pytest.raises(Refused, match="starts with https:// or http://"):
        services.add_evidence(scenario=scenario, citation="Report 7", url=url, by=cast.rhea)
    assert scenario.evidence.count() == 0
    assert services.add_evidence(
        scenario=scenario, citation="Report 7", url=" https://reports.example/7 ", by=cast.rhea
    ).url == ("https://reports.example/7")


def test_a_second_safeguard_of_the_same_title_is_refused_with_the_code_of_the_first(assessment, cast):
    scenario = scenario_in(assessment, cast)
    first = safeguard_in(assessment, [scenario], cast, title="Test by a laboratory")

    with pytest.raises(Refused, match=f"{first.code} has this title already"):
        safeguard_in(assessment, [scenario], cast, title=" TEST by a laboratory ")
    assert list(assessment.safeguards.all()) == [first]


def test_a_safeguard_has_no_field_of_another_name(assessment, cast):
    scenario = scenario_in(assessment, cast)

    with pytest.raises(TypeError, match="Not fields of a safeguard: colour, price"):
        safeguard_in(assessment, [scenario], cast, price="low", colour="grey")
    assert not assessment.safeguards.exists()


def test_an_assessment_by_a_method_that_does_not_exist_is_refused(cast):
    with pytest.raises(Refused, match="There is no such method"):
        services.start_assessment(revision=draft_text(cast), title="Theft", scope="All.", method="dice", by=cast.rhea)
    assert not Assessment.objects.exists()


def test_who_is_found_to_have_written_in_it_after_being_asked_gives_no_judgement(assessment, cast):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)
    assessment.writers.add(cast.piet)

    with pytest.raises(Refused, match="You have written in this assessment"):
        judged(review, "agree", "", cast)
    review.refresh_from_db()
    assert review.given_at is None


def test_a_judgement_says_whether_the_peer_agrees(assessment, cast):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)

    with pytest.raises(Refused, match="Say whether you agree"):
        judged(review, "perhaps", "It depends.", cast)
    review.refresh_from_db()
    assert (review.verdict, review.given_at) == ("", None)


def test_a_judgement_comes_too_late_for_a_request_that_was_taken_back(assessment, cast):
    scenario_in(assessment, cast)
    review = asked(assessment, cast)
    services.take_back_request(review=PeerReview.objects.get(), by=cast.rhea)

    with pytest.raises(Refused, match="The request for this review was taken back"):
        judged(review, "agree", "", cast)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.peer_reviews.count()) == ("draft", 0)


def test_rows_are_listed_by_what_tells_them_apart(assessment, cast):
    scenario = scenario_in(assessment, cast)
    evidence = services.add_evidence(scenario=scenario, citation="Report 7", by=cast.rhea)
    review = asked(assessment, cast)

    assert [str(one) for one in (assessment, evidence, review)] == ["Theft of keys", "Report 7", f"{assessment.code}: Piet"]
