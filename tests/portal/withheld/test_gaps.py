"""What stands in the place of withheld words, for whom, and where."""

import pytest
from django.test import Client

from norms.services import save_clause
from normsite.foundation.controls.conditions import read_lines
from normsite.foundation.controls.services import confirm_criterion, write_criterion
from normsite.foundation.errors import Refused
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import lift, withhold
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.portal.publication.texts import text_document
from normsite.portal.withheld.deciding import renew_withholding
from riskreviews.services import add_scenario, begin_screening, start_assessment
from tests.portal.export_control.scenes import kitchen
from tests.portal.withheld.scenes import BECAUSE, in_days, rationale_withheld, scenario_withheld, seen_at, subject, withheld
from tests.riskreviews.losses import drawn
from tests.riskreviews.scenes import agreed, asked, draft_text, judged, release, safeguard_in
from tests.riskreviews.screenings import edition_of
from tests.riskreviews.test_bowtie_lopa import CHECK, both_sides
from tests.riskreviews.test_pages import words

DESCRIBED = "A thief opens the housing."
FACTS = ("Withheld", "Security of persons and installations", BECAUSE, "Authorised by", "April", "Looked at again by")


@pytest.fixture
def assessment(cast):
    return agreed(cast)


def reading(assessment) -> str:
    return assessment.revision.get_absolute_url()


def test_the_reading_page_shows_a_gap_with_its_facts_in_the_place_of_a_rationale(cast, assessment, client):
    assert "Leaks." in words(client.get(reading(assessment)))
    made = rationale_withheld(cast, assessment)
    page = words(client.get(reading(assessment)))
    assert "Leaks." not in page
    assert [fact for fact in (*FACTS, "6 characters", made.code) if fact not in page] == []


def test_the_public_page_of_a_norm_is_the_same_for_staff(cast, assessment, as_user):
    rationale_withheld(cast, assessment)
    assert "Leaks." not in words(as_user(cast.april).get(reading(assessment)))


def test_programs_read_the_gap_too(cast, assessment, client):
    made = rationale_withheld(cast, assessment)
    norm, number = assessment.revision.norm.code, assessment.revision.number
    told = client.get(f"/api/v1/norms/{norm}/revisions/{number}/clauses/").json()
    (why,) = [one["rationale"] for one in told if one["anchor"] == "keys"]
    assert why.startswith(f"[Withheld. Security of persons and installations: {BECAUSE} 6 characters")
    assert why.endswith(f"{made.code}]")


def test_the_text_as_a_record_has_the_gap(cast, assessment):
    rationale_withheld(cast, assessment)
    record = text_document(assessment.revision).canonical_bytes().decode()
    assert "Leaks." not in record
    assert "Withheld." in record


@pytest.mark.parametrize(("kind", "said"), [("description", DESCRIBED), ("reasoning", "Theft is common.")])
def test_the_public_assessment_shows_a_gap_and_the_desk_the_text_with_its_mark(cast, assessment, client, as_user, kind, said):
    made = scenario_withheld(cast, assessment, kind)
    public = words(client.get(assessment.get_absolute_url()))
    assert said not in public
    assert [fact for fact in (*FACTS, made.code) if fact not in public] == []
    desk = f"/desk/risk/{assessment.code}/"
    for reader in (cast.rhea, cast.sami, cast.piet):
        shown = words(as_user(reader).get(desk))
        assert said in shown
        assert f"Withheld from the public : {made.code}" in shown
    for reader in (cast.olu, cast.ada):
        assert said not in words(as_user(reader).get(desk))


def test_evidence_and_the_words_of_a_safeguard_are_withheld_piece_by_piece(cast, assessment, client):
    scenario, safeguard = assessment.scenarios.get(), assessment.safeguards.get()
    before = words(client.get(assessment.get_absolute_url()))
    assert [
        one for one in ("Report 7", "Two hours.", "Each type is opened.", "Two of seven were wrong") if one not in before
    ] == []
    withheld("evidence", scenario.code, str(scenario.evidence.get().pk), by=cast.april)
    withheld("safeguard", safeguard.code, "alternative", by=cast.april)
    page = words(client.get(assessment.get_absolute_url()))
    assert [one for one in ("Report 7", "reports.example", "Two hours.", "Two of seven were wrong") if one in page] == []
    assert "Each type is opened." in page


def test_with_a_description_go_the_names_of_its_threats_and_what_follows(cast, client):
    revision = draft_text(cast)
    assessment = start_assessment(revision=revision, title="Theft", scope="All.", by=cast.rhea, method="bowtie-lopa")
    scenario = add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title="A key is sold",
        description=DESCRIBED,
        treatment="retain",
        reasoning="Theft is common.",
        consequences={"security": {"level": "H", "words": "Cities go dark."}},
        benefit_lost="No repair at home.",
        **both_sides(CHECK),
    )
    safeguard_in(assessment, [scenario], cast)
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    release(revision, cast)
    assessment.refresh_from_db()
    told = ("A thief opens", "Lock", "Alarm", "Keys are sold", "Cities go dark.", "No repair at home.")
    page, data = assessment.get_absolute_url(), f"/risk/{assessment.code}/results.json"
    shown = words(client.get(page)) + client.get(data).content.decode()
    assert [one for one in told if one not in shown] == []
    withheld("description", scenario.code, by=cast.april)
    shown = words(client.get(page)) + client.get(data).content.decode()
    assert [one for one in told if one in shown] == []
    assert "withheld 1" in shown


def test_the_page_of_a_gap_shows_the_text_to_whoever_may_read_it_and_to_nobody_else(cast, assessment, client, as_user):
    made = scenario_withheld(cast, assessment)
    address = made.get_absolute_url()
    for reader in (client, as_user(cast.olu), as_user(cast.rosa)):
        assert DESCRIBED not in words(reader.get(address))
    assert DESCRIBED in words(as_user(cast.rhea).get(address))


def test_the_page_of_what_was_made_public_says_nothing_of_it_once_it_is_withheld_anew(cast, assessment, client):
    made = lift(withholding=scenario_withheld(cast, assessment), reason="It is mended.", by=cast.sami)
    assert DESCRIBED in words(client.get(made.get_absolute_url()))
    scenario_withheld(cast, assessment)
    assert DESCRIBED not in words(client.get(made.get_absolute_url()))


def test_made_public_it_stands_where_the_gap_was_with_its_history(cast, assessment, client):
    made = rationale_withheld(cast, assessment)
    again = renew_withholding(withholding=made, basis="trade_secret", reason="A maker asks.", until=in_days(500), by=cast.sami)
    lift(withholding=again, reason="The maker agreed.", by=cast.april)
    page = words(client.get(reading(assessment)))
    assert "Leaks." in page
    assert "made public by April : The maker agreed." in page
    history = words(client.get(made.get_absolute_url()))
    assert [
        one for one in ("Leaks.", BECAUSE, "A maker asks.", "The maker agreed.", "Sami", "April") if one not in history
    ] == []


def test_that_a_draft_has_a_gap_is_told_to_nobody_outside(cast, client, as_user):
    draft = agreed(cast, released=False)
    made = scenario_withheld(cast, draft)
    code = made.code
    assert client.get(made.get_absolute_url()).status_code == client.get("/withheld/WH-999/").status_code == 404
    assert client.get(f"/ref/{code}/").status_code == 404
    assert code not in client.get("/withheld/").text + client.get("/withheld/withheld.csv").getvalue().decode()
    assert as_user(cast.olu).get(made.get_absolute_url()).status_code == 200


def test_a_page_asks_as_often_for_three_gaps_as_for_one(cast, client, django_assert_max_num_queries):
    one, three = agreed(cast), agreed(cast, scenarios=3, title="Other keys")
    asked = []
    for assessment in (one, three):
        scenario_withheld(cast, assessment)  # all three say the same
        with django_assert_max_num_queries(60) as captured:
            client.get(assessment.get_absolute_url())
        asked.append(len(captured))
    assert (asked[0], Withholding.objects.count()) == (asked[1], 4)


def test_only_a_secretary_or_an_approver_may_withhold(cast, assessment, as_user):
    address = f"/desk/withheld/new/rationale/{assessment.revision.norm.code}/keys/"
    for reader in (cast.edda, cast.rhea, cast.piet, cast.ada, cast.olu):
        assert as_user(reader).get(address).status_code == 403
    april = as_user(cast.april)
    typed = {"basis": "security", "reason": BECAUSE, "until": str(in_days(30)), **seen_at(april, address)}
    answer = april.post(address, typed, follow=True)
    assert "Withheld" in words(answer)


def test_what_is_wrong_in_the_form_is_said_beside_it_and_nothing_is_lost(cast, assessment, as_user):
    address = f"/desk/withheld/new/rationale/{assessment.revision.norm.code}/keys/"
    client: Client = as_user(cast.april)
    typed = {"basis": "security", "reason": BECAUSE, "until": str(in_days(5000)), **seen_at(client, address)}
    answer = client.post(address, typed)
    assert answer.status_code == 409
    assert BECAUSE in answer.text
    assert "for more than 1,095 days" in words(answer)
    answer = client.post(address, {"reason": BECAUSE})
    assert answer.status_code == 422
    assert BECAUSE in answer.text


def test_withholding_begins_in_one_place_of_each_scenario_and_safeguard_for_whoever_may(cast, assessment, as_user, client):
    scenario, safeguard = assessment.scenarios.get(), assessment.safeguards.get()
    piece = scenario.evidence.get()
    links = [
        f"description/{scenario.code}/",
        f"reasoning/{scenario.code}/",
        f"evidence/{scenario.code}/{piece.pk}/",
        *(f"safeguard/{safeguard.code}/{name}/" for name in ("suitable", "necessary", "alternative")),
    ]
    desk, public = f"/desk/risk/{assessment.code}/", assessment.get_absolute_url()
    shown = as_user(cast.april).get(desk).text
    assert [link for link in links if f"/desk/withheld/new/{link}" not in shown] == []
    assert shown.count("Withhold a part from the public") == 2
    made = scenario_withheld(cast, assessment)
    after = as_user(cast.april).get(desk)
    assert f"/desk/withheld/new/{links[0]}" not in after.text
    assert f"Description, and what follows: withheld, {made.code}" in words(after)
    for other in (as_user(cast.rhea).get(desk), as_user(cast.april).get(public), client.get(public)):
        assert "/desk/withheld/new/" not in other.text


def test_another_look_is_decided_on_one_page(cast, assessment, as_user):
    made = rationale_withheld(cast, assessment)
    address = f"/desk/withheld/{made.code}/"
    assert as_user(cast.edda).get(address).status_code == 403
    sami = as_user(cast.sami)
    assert sami.post(address, {"decision": "renew", "reason": "Still."}).status_code == 422
    typed = {"decision": "renew", "reason": "Still.", "basis": "security", "until": str(in_days(50))}
    assert sami.post(address, typed | seen_at(sami, address)).status_code == 302
    made.refresh_from_db()
    assert (made.authorised_by, made.until) == (cast.sami, in_days(50))
    assert sami.post(address, {"decision": "lift", "reason": "Mended.", **seen_at(sami, address)}).status_code == 302
    made.refresh_from_db()
    assert made.lift_reason == "Mended."


def test_the_subject_is_named_as_people_know_it(cast, assessment):
    scenario = assessment.scenarios.get()
    assert subject("reasoning", scenario.code, by=cast.april).title == f"Reasoning of {scenario.code} {scenario.title}"


def test_the_value_of_a_criterion_is_a_gap_on_every_public_page_and_file_and_for_programs(cast, client, as_user):
    edition = kitchen()
    criterion = write_criterion(
        control_list=edition, code="2B001.a.1", group=read_lines("temperature >= 345 K"), subjects=["ovens"], by=cast.rhea
    )
    confirm_criterion(criterion=criterion, by=cast.rhea)
    page, table = f"{edition.get_absolute_url()}criteria/", f"{edition.get_absolute_url()}criteria.csv"
    assert "345" in words(client.get(page))
    with pytest.raises(Refused, match="You have written in it yourself"):
        withhold(
            part=Part(Kind.CRITERION, criterion.code),
            words=subject("criterion", criterion.code, by=cast.rhea).words(),
            basis="security",
            reason=BECAUSE,
            until=in_days(9),
            by=cast.rhea,
        )
    made = withheld("criterion", criterion.code, by=cast.april)
    told = client.get("/api/v1/criteria/").json()["results"]
    shown = [
        words(client.get(page)),
        words(client.get(f"{edition.get_absolute_url()}2B001/")),
        client.get(table).getvalue().decode(),
        str(told),
    ]
    assert [one for one in shown if made.code not in one or "345" in one] == []
    assert "345" in words(as_user(cast.sami).get(f"/desk/criteria/{criterion.code}/"))
    assert as_user(cast.april).get("/desk/withheld/", {"code": criterion.code}).url.endswith(f"/criterion/{criterion.code}/")
    lift(withholding=made, reason="It is known by now.", by=cast.sami)
    assert "345" in words(client.get(page))


def test_a_screening_shows_a_withheld_rationale_and_what_was_found_in_it_to_those_alone_who_may_read_it(cast, as_user):
    draft = draft_text(cast)
    clause = draft.clauses.get(anchor="keys")
    why = "It is listed as 5A002 and stops at Pin seven."
    save_clause(
        clause=clause, version=clause.version, by=cast.edda, title=clause.title, body="It keeps 5A002 apart.", rationale=why
    )
    screening = begin_screening(revision=draft, control_list=edition_of(), by=cast.rhea)
    withheld("rationale", draft.norm.code, "keys", by=cast.april)
    shown = {reader: words(as_user(reader).get(f"/desk/screenings/{screening.code}/")) for reader in (cast.rhea, cast.olu)}
    assert [("Pin seven" in page, "It keeps" in page) for page in shown.values()] == [(True, True), (False, True)]


def test_a_scenario_in_money_whose_description_is_withheld_keeps_its_currency_and_hides_its_digests(cast, client):
    assessment = drawn(cast)
    scenario = assessment.scenarios.get()
    digest = scenario.simulations.get().digest
    page, data = assessment.get_absolute_url(), f"/risk/{assessment.code}/results.json"
    assert digest in client.get(page).text
    withheld("description", scenario.code, by=cast.april)
    shown = client.get(page).text + client.get(data).content.decode()
    assert (digest in shown, scenario.digest in shown, "EUR" in shown, "withheld 1" in shown) == (False, False, True, False)
    assert client.get(data).status_code == 200
