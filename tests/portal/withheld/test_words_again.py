"""What is withheld stays so when its words are taken out and come back, whichever way they come."""

import pytest

from norms.services import add_clause, remove_clause, restrict_revision, save_clause, start_revision
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import Words, lift, withhold
from normsite.foundation.withholding.vocabulary import Kind, Part
from riskreviews.models import Assessment
from riskreviews.services import (
    add_alternative,
    add_evidence,
    add_scenario,
    change_safeguard,
    change_scenario,
    remove_alternative,
    remove_evidence,
    remove_safeguard,
    remove_scenario,
    reopen_assessment,
    start_assessment,
)
from tests.portal.withheld.scenes import in_days, rationale_withheld, scenario_withheld, withheld
from tests.riskreviews.scenes import LEVELS, agreed, release, safeguard_in
from tests.riskreviews.test_pages import words

SAID = "A thief opens the housing."


@pytest.fixture
def assessment(cast):
    made = agreed(cast, released=False)
    reopen_assessment(assessment=made, by=cast.rhea)
    made.refresh_from_db()
    return made


def typed(assessment, cast, **facts):
    """A second scenario that says what the first says, unless the facts say otherwise."""
    given = {"title": "Another", "description": SAID, "treatment": "retain", **LEVELS, **facts}
    return add_scenario(assessment=assessment, by=cast.rhea, **given)


def standing(about: str) -> list[tuple[str, str]]:
    """What is withheld of what bears this code, and by the copy of which decision."""
    found = Withholding.objects.standing().filter(about=about)
    return [(one.kind, one.carried_from.code) for one in found.order_by("kind")]


@pytest.mark.parametrize(
    "again",
    [
        SAID,
        "a THIEF   opens\nthe housing",
        "A *thief* opens the **housing**.",
        "A thi\u200bef opens the hous\u00ading.",
        "\uff21 thief opens the housing.",
        "A thief &#111;pens the housing.",
        f"Some say more.\n\n{SAID}\n\nAnd more.",
        "[A thief](https://example.org/a) opens <b>the</b> housing.",
        "> A thief opens<br>the housing.",
        f"门是开的。{SAID}",
    ],
)
def test_a_scenario_that_is_taken_out_and_typed_again_is_withheld_again_however_it_is_typed(cast, assessment, client, again):
    made = scenario_withheld(cast, assessment)
    for safeguard in assessment.safeguards.all():
        remove_safeguard(safeguard=safeguard, by=cast.rhea)
    remove_scenario(scenario=assessment.scenarios.get(), by=cast.rhea)
    second = typed(assessment, cast, description=again)
    assert standing(second.code) == [("description", made.code)]
    release(assessment.revision, cast)
    assert "thief" not in words(client.get(assessment.get_absolute_url())).lower()


def test_other_words_are_nobodys_secret(cast, assessment):
    scenario_withheld(cast, assessment)
    assert standing(typed(assessment, cast, description="A thief.").code) == []
    assert standing(typed(assessment, cast, title="Third", description="A guard opens the housing.").code) == []


def test_words_that_another_scenario_takes_over_are_withheld_there_too(cast, assessment):
    made, second = scenario_withheld(cast, assessment), typed(assessment, cast, description="Something else.")
    change_scenario(scenario=second, version=second.version, by=cast.rhea, description=SAID)
    assert standing(second.code) == [("description", made.code)]


def test_words_that_are_changed_back_never_became_public(cast, assessment):
    made, scenario = scenario_withheld(cast, assessment), assessment.scenarios.get()
    for description in ("Something else.", SAID):
        scenario = change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description=description)
        assert list(Withholding.objects.standing()) == [made]


def test_what_was_written_in_a_withheld_part_is_known_again_elsewhere(cast, assessment):
    made, scenario = scenario_withheld(cast, assessment), assessment.scenarios.get()
    change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description="The key is read by a laser.")
    assert standing(typed(assessment, cast, description="The key is read by a laser.").code) == [("description", made.code)]


def test_in_an_assessment_begun_anew_for_the_next_text_they_are_withheld(cast, assessment):
    made = scenario_withheld(cast, assessment)
    release(assessment.revision, cast)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    other = start_assessment(revision=second, title="Anew", scope="All.", by=cast.rhea, method=assessment.method)
    assert standing(typed(other, cast).code) == [("description", made.code)]


def test_evidence_that_is_cited_again_is_withheld_again(cast, assessment):
    scenario = assessment.scenarios.get()
    piece = scenario.evidence.get()
    facts = {"citation": piece.citation, "url": piece.url, "shows": piece.shows}
    made = withheld("evidence", scenario.code, str(piece.pk), by=cast.april)
    remove_evidence(evidence=piece, by=cast.rhea)
    add_evidence(scenario=scenario, by=cast.rhea, **facts)
    assert standing(scenario.code) == [("evidence", made.code)]


def test_a_safeguard_and_its_alternative_come_back_withheld(cast, assessment):
    safeguard = assessment.safeguards.get()
    said = {name: getattr(safeguard, name) for name in ("title", "suitable")}
    for place in ("suitable", "alternative"):
        withheld("safeguard", safeguard.code, place, by=cast.april)
    for one in safeguard.alternatives.all():
        remove_alternative(alternative=one, by=cast.rhea)
        add_alternative(safeguard=safeguard, what=one.what, fails=one.fails, by=cast.rhea)
    assert Withholding.objects.standing().count() == 2
    remove_safeguard(safeguard=safeguard, by=cast.rhea)
    second = safeguard_in(assessment, list(assessment.scenarios.all()), cast)
    places = Withholding.objects.standing().filter(about=second.code).values_list("place", flat=True)
    assert sorted(places) == ["alternative", "suitable"]
    change_safeguard(safeguard=second, version=second.version, by=cast.rhea, suitable="Otherwise.")
    change_safeguard(safeguard=second, version=second.version + 1, by=cast.rhea, suitable=said["suitable"])
    assert sorted(places.all()) == ["alternative", "suitable"]


def test_a_rationale_that_is_typed_in_another_clause_or_text_is_withheld_unless_the_words_are_anybodys(cast, client):
    assessment = agreed(cast)
    made = rationale_withheld(cast, assessment)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    clause = second.clauses.get(anchor="keys")
    for rationale in ("", "Leaks.", "Whoever listens learns the key."):
        save_clause(
            clause=clause, version=clause.version, by=cast.edda, title=clause.title, body=clause.body, rationale=rationale
        )
        clause.refresh_from_db()
    add_clause(revision=second, title="Doors", body="Doors close.", rationale="Leaks.", by=cast.edda)
    again = "*whoever* listens\nlearns the key"
    other = add_clause(revision=second, title="Locks", body="Locks hold.", rationale=again, by=cast.edda)
    found = Withholding.objects.standing().order_by("pk").values_list("place", "since_revision", "carried_from")
    assert list(found) == [("keys", 0, None), (other.anchor, second.number, made.pk)]
    remove_clause(clause=other, by=cast.edda)


def test_what_was_made_public_stays_so_when_it_is_typed_again(cast, assessment):
    lift(withholding=scenario_withheld(cast, assessment), reason="It is mended.", by=cast.sami)
    assert standing(typed(assessment, cast).code) == []


def test_a_huge_text_is_known_again(cast, assessment):
    scenario = assessment.scenarios.get()
    huge = " ".join(f"Step {number} turns the key a little further than the step before." for number in range(200))
    change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description=huge)
    made = scenario_withheld(cast, assessment)
    part = "Step 77 turns the key a little further than the step before."
    assert standing(typed(assessment, cast, description=f"First. {part} Last.").code) == [("description", made.code)]


LONG = "Whoever has the housing open for ten minutes reads the key from the second chip with a probe."


@pytest.mark.parametrize(
    "again",
    [
        f"**{LONG}** That is known.",
        f"Note: {LONG.lower()}[^1]\n\n[^1]: Said in Graz.",
        LONG.replace(" ", "\n") + " And more.",
        f"| What | Why |\n|---|---|\n| 1) {LONG} | so |",
        "“Whoever has the housing open for ten minutes [reads the key](https://example.org)” is how it begins.",
    ],
)
@pytest.mark.parametrize("field", ["description", "reasoning"])
def test_a_part_that_gives_a_longer_text_away_is_withheld_wherever_it_is_said(cast, assessment, field, again):
    scenario = assessment.scenarios.get()
    change_scenario(
        scenario=scenario, version=scenario.version, by=cast.rhea, description=f"First this.\n\n{LONG}\n\nThen that."
    )
    made = scenario_withheld(cast, assessment)
    second = typed(assessment, cast, **{"description": "Something else.", field: again})
    assert standing(second.code) == [(field, made.code)]


def test_the_same_threat_source_or_source_cited_is_nobodys_secret(cast, assessment):
    first = assessment.scenarios.get()
    insiders = "Insiders of the supplier who have access to the keys of its signing service"
    law = {"citation": "Regulation (EU) 2021/821 of 20 May 2021, Article 9, paragraph 1", "url": "https://example.org/law"}
    change_scenario(scenario=first, version=first.version, by=cast.rhea, threat_source=insiders)
    piece = add_evidence(scenario=first, shows="Which of our suppliers ship to whom.", by=cast.rhea, **law)
    scenario_withheld(cast, assessment)
    withheld("evidence", first.code, str(piece.pk), by=cast.april)
    second = typed(assessment, cast, description="Something else.", threat_source=insiders)
    add_evidence(scenario=second, shows="That member states may add controls.", by=cast.rhea, **law)
    assert standing(second.code) == []


def test_short_evidence_that_is_cited_again_is_withheld_again(cast, assessment):
    scenario = assessment.scenarios.get()
    piece = add_evidence(scenario=scenario, citation="Memo 17/5", by=cast.rhea)
    made = withheld("evidence", scenario.code, str(piece.pk), by=cast.april)
    remove_evidence(evidence=piece, by=cast.rhea)
    add_evidence(scenario=scenario, citation="Memo 17/5", by=cast.rhea)
    assert standing(scenario.code) == [("evidence", made.code)]


def test_what_is_typed_in_the_instant_of_the_decision_is_withheld_once_both_are_done(
    cast, assessment, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        second = typed(assessment, cast)
    made = withhold(  # without the copies: as if neither had seen the other
        part=Part(Kind.DESCRIPTION, assessment.scenarios.earliest("position").code),
        words=Words(SAID),
        basis="security",
        reason="It helps thieves.",
        until=in_days(90),
        by=cast.april,
        norm=assessment.revision.norm.code,
    )
    assert standing(second.code) == []
    for callback in callbacks:
        callback()
    assert standing(second.code) == [("description", made.code)]


def test_a_rationale_is_withheld_in_each_clause_and_text_that_says_it(cast):
    assessment = agreed(cast)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    add_clause(revision=second, title="Locks", body="Locks hold.", rationale=f"It is said: {LONG}", by=cast.edda)
    other = add_clause(revision=second, title="Doors", body="Doors close.", rationale=LONG, by=cast.edda)
    withheld("rationale", assessment.revision.norm.code, other.anchor, by=cast.april)
    found = Withholding.objects.standing().values_list("place", flat=True)
    assert sorted(found) == ["doors", "locks"]


def test_another_clause_under_the_name_of_one_that_was_taken_out_is_not_withheld(cast):
    assessment = agreed(cast)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    facts = {"revision": second, "title": "Locks", "body": "Locks hold.", "by": cast.edda}
    first = add_clause(rationale=LONG, **facts)
    made = withheld("rationale", second.norm.code, first.anchor, by=cast.april)
    remove_clause(clause=first, by=cast.edda)
    assert add_clause(rationale="Rain gets in.", **facts).anchor == first.anchor
    assert not Withholding.objects.standing().exists()
    made.refresh_from_db()
    assert made.ended_at is not None


def test_whoever_decides_sees_what_else_is_withheld_by_it(cast, assessment, as_user):
    second, scenario = typed(assessment, cast), assessment.scenarios.earliest("position")
    page = as_user(cast.april).get(f"/desk/withheld/new/description/{scenario.code}/")
    assert [one.title for one in page.context["copies"]] == [f"Description of {second.code} Another"]
    assert f"Description of {second.code} Another" in words(page)


def test_of_a_copy_in_a_restricted_text_whoever_decides_is_told_nothing(cast, as_user):
    assessment = agreed(cast)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    clause = add_clause(revision=second, title="Secret locks", body="Locks hold.", rationale=LONG, by=cast.edda)
    change = second.clauses.get(anchor="keys")
    save_clause(clause=change, version=change.version, by=cast.edda, title="Keys", body=change.body, rationale=LONG)
    restrict_revision(revision=second, reason="It says how fast the laser pulses.", by=cast.sami)
    sami, april = (as_user(one) for one in (cast.sami, cast.april))
    address = f"/desk/withheld/new/rationale/{second.norm.code}/keys/"
    assert [one.title for one in sami.get(address).context["copies"]] == [f"Rationale of {clause}"]
    assert "Secret locks" not in april.get(address).text


def test_whoever_decides_is_led_to_where_the_words_stand_that_can_not_be_withheld_as_far_as_they_see_it(cast, as_user):
    first = agreed(cast).revision
    second = start_revision(revision=first, by=cast.edda)
    keys = second.clauses.get(anchor="keys")
    save_clause(clause=keys, version=keys.version, by=cast.edda, title="Keys", body=f"So: **{LONG}**", rationale=LONG)
    release(second, cast)
    third = start_revision(revision=second, by=cast.edda)
    locks = add_clause(revision=third, title="Secret locks", body=f"Locks hold. {LONG}", by=cast.edda)
    start_assessment(revision=second, title="Loss of keys", scope=LONG, by=cast.rhea, method="nist-sp-800-30")
    other = start_assessment(revision=third, title="Secret laser", scope=LONG, by=cast.rhea, method="nist-sp-800-30")
    typed(other, cast, title=f"Secret: {LONG}")
    restrict_revision(revision=third, reason="It says how fast the laser pulses.", by=cast.sami)
    address = f"/desk/withheld/new/rationale/{second.norm.code}/keys/"
    sami, april = (as_user(one).get(address) for one in (cast.sami, cast.april))
    keys.refresh_from_db()
    scope = f"Title or scope of {Assessment.objects.get(title='Loss of keys').code}"
    seen = [f"Text of {keys}, {second.name}", scope]
    assert [one.title for one in april.context["elsewhere"]] == seen
    assert [text for text in ("Secret", locks.anchor, other.code, other.scenarios.get().code) if text in april.text] == []
    assert "Have them changed there: Text of" in words(april)
    assert [one.title for one in sami.context["elsewhere"]] == [
        f"Text of {third.clauses.get(anchor='keys')}, {third.name}",
        f"Text of {locks}, {third.name}",
        scope,
        f"Title or scope of {other.code}",
        f"Title of {other.scenarios.get().code}",
    ]


def test_a_clause_that_said_it_in_an_earlier_text_is_withheld_from_that_text_on(cast):
    first = agreed(cast).revision
    second = start_revision(revision=first, by=cast.edda)
    other = add_clause(revision=second, title="Locks", body="Locks hold.", rationale=LONG, by=cast.edda)
    release(second, cast)
    third = start_revision(revision=second, by=cast.edda)
    twin = third.clauses.get(anchor=other.anchor)
    save_clause(clause=twin, version=twin.version, by=cast.edda, title="Locks", body=twin.body, rationale="Other words.")
    doors = add_clause(revision=third, title="Doors", body="Doors close.", rationale=LONG, by=cast.edda)
    withheld("rationale", first.norm.code, doors.anchor, by=cast.april)
    assert set(Withholding.objects.standing().values_list("place", "since_revision")) == {("doors", 0), ("locks", 0)}


def test_a_place_that_no_number_can_be_is_not_there(cast, assessment, as_user):
    scenario = assessment.scenarios.earliest("position")
    assert as_user(cast.april).get(f"/desk/withheld/new/evidence/{scenario.code}/{'9' * 5000}/").status_code == 404


def test_what_anybody_says_is_withheld_in_its_own_clause_alone(cast):
    second = start_revision(revision=agreed(cast).revision, by=cast.edda)
    for title in ("Doors", "Locks"):
        add_clause(revision=second, title=title, body="They hold.", rationale="See above.", by=cast.edda)
    withheld("rationale", second.norm.code, "doors", by=cast.april)
    assert [one.place for one in Withholding.objects.standing()] == ["doors"]


def test_what_was_public_before_a_decision_is_not_withheld_elsewhere(cast, assessment, django_capture_on_commit_callbacks):
    scenario = assessment.scenarios.earliest("position")
    change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description=LONG)
    scenario.refresh_from_db()
    with django_capture_on_commit_callbacks() as callbacks:
        change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description="The lock is picked by night.")
    scenario_withheld(cast, assessment)
    for callback in callbacks:
        callback()
    assert standing(typed(assessment, cast, description=LONG).code) == []
