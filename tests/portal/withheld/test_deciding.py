"""Who decides that something is withheld, for how long, and what the record keeps of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from norms.services import add_clause, freeze_revision, restrict_revision, save_clause, start_revision
from normsite.foundation.accounts.models import Role
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from normsite.foundation.withholding.models import Decision, Withholding
from normsite.foundation.withholding.rules import authorisers_of
from normsite.foundation.withholding.services import lift
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.portal.withheld.deciding import renew_withholding, rule_of
from normsite.portal.withheld.subjects import subject_to_withhold
from riskreviews.services import carry_assessment, remove_evidence, remove_safeguard, remove_scenario, reopen_assessment
from tests.cast import person
from tests.portal.withheld.scenes import BECAUSE, in_days, rationale_withheld, scenario_withheld, seen_at, withheld
from tests.riskreviews.scenes import agreed, release
from tests.riskreviews.test_pages import words

AGAIN = {"basis": "security", "reason": "It is still not mended."}


@pytest.fixture
def assessment(cast):
    return agreed(cast)


def test_a_part_is_withheld_with_ground_reason_day_person_and_length(cast, assessment):
    made = rationale_withheld(cast, assessment, until=in_days(100))
    assert (made.get_basis_display(), made.reason, made.until) == (
        "Security of persons and installations",
        BECAUSE,
        in_days(100),
    )
    assert (made.authorised_by, made.measure, made.norm) == (cast.april, "6 characters", assessment.revision.norm.code)
    (decision,) = Decision.objects.all()
    assert (decision.get_act_display(), decision.by, decision.reason, decision.until) == (
        "Withheld",
        cast.april,
        BECAUSE,
        in_days(100),
    )


def test_the_ledger_commits_to_the_words_and_tells_none_of_them(cast, assessment):
    made = rationale_withheld(cast, assessment)
    entry = Entry.objects.get(act="part_withheld", code=made.code)
    assert "Leaks" not in entry.leaf
    assert BECAUSE not in entry.leaf
    assert sorted(entry.salts.values_list("field", flat=True)) == ["part", "reason", "words"]


def test_whoever_has_written_the_text_does_not_decide_on_it(cast, assessment):
    writer = person("Wanda", Role.EDITOR, Role.SECRETARY)
    second = start_revision(revision=assessment.revision, by=writer)
    clause = second.clauses.get(anchor="keys")
    save_clause(clause=clause, version=clause.version, by=writer, title=clause.title, body=clause.body, rationale="They leak.")
    with pytest.raises(Refused, match="You have written in it yourself"):
        withheld("rationale", assessment.revision.norm.code, "keys", by=writer)
    assert not Withholding.objects.exists()


def test_nobody_withholds_along_with_others_words_a_copy_that_they_wrote_in(cast, assessment, as_user):
    writer = person("Wanda", Role.EDITOR, Role.SECRETARY)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    copied = "Whoever has the housing open for ten minutes reads the key from the second chip."
    clause = second.clauses.get(anchor="keys")
    save_clause(clause=clause, version=clause.version, by=cast.edda, title="Keys", body=clause.body, rationale=copied)
    add_clause(revision=second, title="Locks", body="Locks hold.", rationale=f"So: {copied}", by=writer)
    page, wanda = f"/desk/withheld/new/rationale/{second.norm.code}/keys/", as_user(writer)
    given = {"basis": "security", "reason": BECAUSE, "until": in_days(100)}
    answer = wanda.post(page, given | seen_at(wanda, page))
    assert (answer.status_code, BECAUSE in answer.text, Withholding.objects.exists()) == (409, True, False)
    named = second.clauses.get(anchor="locks")
    assert f"you have written in it yourself: Rationale of {named}. Let somebody decide who has" in words(answer)
    release(second, cast)
    third = start_revision(revision=second, by=cast.edda)
    clause = third.clauses.get(anchor="locks")
    save_clause(
        clause=clause, version=clause.version, by=cast.edda, title="Secret locks", body="So.", rationale=clause.rationale
    )
    restrict_revision(revision=third, reason="It says how fast the laser pulses.", by=cast.sami)
    answer = wanda.post(page, given | seen_at(wanda, page))
    assert ("you have written in it yourself: Rationale of" in words(answer), "Secret" in answer.text) == (True, False)
    sami = as_user(cast.sami)
    assert sami.post(page, given | seen_at(sami, page)).status_code == 302
    assert set(Withholding.objects.values_list("place", flat=True)) == {"keys", "locks"}


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ({"until": in_days(0)}, "has to come yet"),
        ({"until": in_days(3 * 365 + 1)}, "for more than 1,095 days"),
        ({"reason": " "}, "says nothing that can be seen"),
        ({"basis": "secrecy"}, "on which ground"),
    ],
)
def test_what_is_open_ended_or_without_a_public_reason_is_refused(cast, assessment, decision, sentence):
    with pytest.raises(Refused, match=sentence):
        rationale_withheld(cast, assessment, **decision)
    assert not Withholding.objects.exists()


def test_the_database_refuses_what_is_withheld_for_good(cast, assessment):
    made = rationale_withheld(cast, assessment, until=in_days(3 * 365))
    with pytest.raises(IntegrityError, match="withheld_never_for_good"), transaction.atomic():
        Withholding.objects.filter(pk=made.pk).update(until=in_days(3 * 365 + 1))


def test_the_same_part_is_not_withheld_twice(cast, assessment):
    rationale_withheld(cast, assessment)
    with pytest.raises(Refused, match="withheld already"):
        rationale_withheld(cast, assessment)


def test_withholding_it_further_takes_another_person(cast, assessment):
    made = rationale_withheld(cast, assessment)
    with pytest.raises(Refused, match="Another person has to decide"):
        renew_withholding(withholding=made, **AGAIN, until=in_days(400), by=cast.april)
    renewed = renew_withholding(withholding=made, **AGAIN, until=in_days(400), by=cast.sami)
    assert (renewed.authorised_by, renewed.until, renewed.since) == (cast.sami, in_days(400), made.since)
    assert [one.by for one in renewed.decisions.all()] == [cast.april, cast.sami]


def test_what_is_made_public_keeps_its_history_and_can_be_withheld_anew(cast, assessment):
    made = lift(withholding=rationale_withheld(cast, assessment), reason="It is mended.", by=cast.sami)
    assert not made.stands
    with pytest.raises(Refused, match="made public already"):
        lift(withholding=made, reason="Again.", by=cast.sami)
    assert rationale_withheld(cast, assessment).code != made.code
    assert made.decisions.count() == 2


def test_a_decision_is_never_changed(cast, assessment):
    rationale_withheld(cast, assessment)
    with pytest.raises(Exception, match="never changed or deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE withholding_decision SET reason = 'Another.'")


def says_something_else_since(assessment, cast) -> None:
    second = start_revision(revision=assessment.revision, by=cast.edda)
    clause = second.clauses.get(anchor="keys")
    save_clause(
        clause=clause, version=clause.version, by=cast.edda, title=clause.title, body=clause.body, rationale="Pin seven."
    )
    freeze_revision(revision=second, by=cast.edda)
    start_revision(revision=second, by=cast.edda)


def test_a_rationale_is_withheld_from_the_first_text_on_that_says_so(cast, assessment, client):
    says_something_else_since(assessment, cast)
    assert rationale_withheld(cast, assessment).since_revision == 2
    assert "Leaks." in words(client.get(assessment.revision.get_absolute_url()))


def test_whoever_withholds_a_rationale_is_asked_about_earlier_texts_that_say_something_else(cast, assessment, client, as_user):
    page = f"/desk/withheld/new/rationale/{assessment.revision.norm.code}/keys/"
    april, given = as_user(cast.april), {"basis": "security", "reason": BECAUSE, "until": in_days(100).isoformat()}
    assert "earlier" not in april.get(page).content.decode()
    says_something_else_since(assessment, cast)
    assert "A text before number 2 says something else of this clause." in words(april.get(page))
    april.post(page, given | {"earlier": "on"} | seen_at(april, page))
    assert Withholding.objects.get().since_revision == 0
    assert "Leaks." not in words(client.get(assessment.revision.get_absolute_url()))


def test_a_copy_of_a_withheld_scenario_is_withheld_by_the_same_decision(cast, assessment):
    made = scenario_withheld(cast, assessment)
    evidence = assessment.scenarios.get().evidence.get()
    piece = withheld("evidence", assessment.scenarios.get().code, str(evidence.pk), by=cast.april)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    copy = carry_assessment(assessment=assessment, revision=second, by=cast.rhea)
    twin = copy.scenarios.get()
    carried = {one.kind: one for one in Withholding.objects.filter(about=twin.code)}
    assert {kind: (one.carried_from, one.until, one.authorised_by) for kind, one in carried.items()} == {
        "description": (made, made.until, cast.april),
        "evidence": (piece, piece.until, cast.april),
    }
    assert carried["evidence"].place == str(twin.evidence.get().pk)


def test_what_was_carried_over_before_is_withheld_along(cast, assessment):
    second = start_revision(revision=assessment.revision, by=cast.edda)
    copy = carry_assessment(assessment=assessment, revision=second, by=cast.rhea)
    piece, twin = assessment.scenarios.get().evidence.get(), copy.scenarios.get()
    made = [
        scenario_withheld(cast, assessment),
        scenario_withheld(cast, assessment, "reasoning"),
        withheld("evidence", assessment.scenarios.get().code, str(piece.pk), by=cast.april),
        withheld("safeguard", assessment.safeguards.get().code, "description", by=cast.april),
    ]
    found = Withholding.objects.exclude(carried_from=None).order_by("pk")
    assert [(one.carried_from, str(one.part)) for one in found] == [
        (made[0], str(Part(Kind.DESCRIPTION, twin.code))),
        (made[1], str(Part(Kind.REASONING, twin.code))),
        (made[2], str(Part(Kind.EVIDENCE, twin.code, str(twin.evidence.get().pk)))),
        (made[3], str(Part(Kind.SAFEGUARD, copy.safeguards.get().code, "description"))),
    ]


def test_a_copy_tells_the_decisions_on_the_original_with_their_days(cast, assessment):
    made = scenario_withheld(cast, assessment)
    renew_withholding(withholding=made, **AGAIN, until=in_days(400), by=cast.sami)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    carry_assessment(assessment=assessment, revision=second, by=cast.rhea)
    twin = Withholding.objects.get(carried_from=made)
    told = [list(one.decisions.values_list("act", "by", "at", "basis", "reason", "until")) for one in (made, twin)]
    assert (told[0], len(told[0])) == (told[1], 2)
    assert (twin.since, twin.authorised_by) == (made.since, cast.sami)


def test_what_was_made_public_before_the_decision_was_committed_gets_no_second_entry(
    cast, assessment, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        made = scenario_withheld(cast, assessment)
        second = start_revision(revision=assessment.revision, by=cast.edda)
        carry_assessment(assessment=assessment, revision=second, by=cast.rhea)
        lift(withholding=Withholding.objects.get(carried_from=made), reason="It is mended there.", by=cast.sami)
    for callback in callbacks:
        callback()
    assert Withholding.objects.count() == 2
    lift(withholding=made, reason="It is mended.", by=cast.sami)
    for callback in callbacks:
        callback()
    assert [one.stands for one in Withholding.objects.all()] == [False, False]


def test_what_is_not_there_or_says_nothing_can_not_be_withheld(cast, assessment):
    code = assessment.revision.norm.code
    assert subject_to_withhold("rationale", code, "nowhere", cast.april) is None
    assert subject_to_withhold("rationale", code, "scope", cast.april) is None
    assert subject_to_withhold("norm", code, "keys", cast.april) is None
    assert subject_to_withhold("rationale", code, "keys", cast.april) is not None


def test_since_when_is_an_instant_of_now(cast, assessment):
    assert timezone.now() - rationale_withheld(cast, assessment).since < timedelta(minutes=1)


def test_what_is_taken_out_of_a_draft_is_no_longer_withheld_and_comes_due_no_more(cast):
    assessment = agreed(cast, released=False)
    reopen_assessment(assessment=assessment, by=cast.rhea)
    scenario, safeguard = assessment.scenarios.get(), assessment.safeguards.get()
    for part in (("evidence", scenario.code, str(scenario.evidence.get().pk)), ("safeguard", safeguard.code, "suitable")):
        withheld(*part, by=cast.april)
    scenario_withheld(cast, assessment)
    remove_safeguard(safeguard=safeguard, by=cast.rhea)
    remove_evidence(evidence=scenario.evidence.get(), by=cast.rhea)
    assert [one.kind for one in Withholding.objects.standing()] == ["description"]
    remove_scenario(scenario=scenario, by=cast.rhea)
    assert not Withholding.objects.standing().exists()
    assert not Withholding.objects.come_due(in_days(400)).exists()


@pytest.mark.parametrize("kind", list(Kind))
def test_who_is_told_that_a_look_is_due_are_those_who_may_decide(db, kind):
    may = {role for role in Role if rule_of(kind)(person(f"{kind}-{role}", role))}
    assert set(authorisers_of(kind)) == may
