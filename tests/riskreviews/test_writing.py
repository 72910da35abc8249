"""The forms of a scenario and a safeguard: no citation costs a word, no link is lost unseen, and long texts stay short."""

import re

import pytest

from norms.services import add_clause, save_clause
from riskreviews import services
from riskreviews.forms.assessments import MANY
from riskreviews.models import Evidence, Scenario
from tests.riskreviews.scenes import asked, assessment_of, draft_text, safeguard_in, scenario_in
from tests.riskreviews.test_pages import TYPED, words

REPORT = {"citation": "Report 7", "url": "https://reports.example/7", "shows": "Two hours."}


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


@pytest.fixture
def scenario(assessment, cast):
    return scenario_in(assessment, cast)


@pytest.fixture
def evidence(assessment, scenario):
    """The address where evidence is cited."""
    return f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/evidence/"


def said_no_more(assessment, cast):
    """Edda turns the only requirement into plain words."""
    keys = assessment.revision.clauses.get(anchor="keys")
    save_clause(clause=keys, version=keys.version, by=cast.edda, title="Keys", body="It erases keys.", rationale="Leaks.")


# --- evidence --------------------------------------------------------------------------------------------------------


def test_the_way_to_the_evidence_saves_what_is_typed(as_user, cast, assessment, scenario):
    rhea = as_user(cast.rhea)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}"

    typed = {"reasoning": "Two reports say so.", "treatment": "avoid", "version": 1, "go": "evidence"}
    response = rhea.post(f"{address}/treatment/", typed)

    scenario.refresh_from_db()
    assert response.url == f"{address}/evidence/"
    assert scenario.reasoning == "Two reports say so."
    wrong = rhea.post(f"{address}/treatment/", {**typed, "treatment": "hope", "version": 2})
    assert (wrong.status_code, wrong.context["form"]["reasoning"].value()) == (422, "Two reports say so.")


def test_the_page_of_a_scenario_holds_one_form_of_its_own(as_user, cast, assessment, scenario):
    page = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/treatment/").content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    assert re.findall(r'(evidence|remove|citation)"', main) == ["evidence", "evidence"]
    assert main.count("<form") == 1


def test_evidence_is_added_refused_and_shown(as_user, cast, scenario, evidence):
    rhea = as_user(cast.rhea)

    wrong = rhea.post(evidence, {"citation": "Report 7", "url": "javascript:alert(1)"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["url"])
    assert wrong.context["form"]["citation"].value() == "Report 7"
    assert rhea.post(evidence, REPORT).url == evidence
    assert "Report 7 : Two hours." in words(rhea.get(evidence))
    again = rhea.post(evidence, REPORT)
    assert (again.status_code, scenario.evidence.count()) == (409, 1)
    assert as_user(cast.olu).post(evidence, {**REPORT, "citation": "Report 8"}).status_code == 403


def test_taking_one_away_keeps_what_is_typed_of_the_next(as_user, cast, scenario, evidence):
    rhea = as_user(cast.rhea)
    cited = services.add_evidence(scenario=scenario, by=cast.rhea, **REPORT)
    half = {"citation": "Report 8, half ty", "url": "", "shows": "", "remove": str(cited.pk)}

    assert as_user(cast.olu).post(evidence, half).status_code == 403
    for _ in range(2):
        response = rhea.post(evidence, half)
        assert (response.status_code, response.context["form"]["citation"].value()) == (200, "Report 8, half ty")
    assert not Evidence.objects.exists()


def test_only_evidence_of_this_very_scenario_is_taken_away(as_user, cast, assessment, evidence):
    other = services.add_evidence(scenario=scenario_in(assessment, cast), by=cast.rhea, **REPORT)
    for chosen in (str(other.pk), "all", "9" * 40):
        assert as_user(cast.rhea).post(evidence, {"remove": chosen}).status_code == 200
    assert list(Evidence.objects.all()) == [other]


def test_a_page_of_evidence_that_was_open_when_the_review_was_asked_keeps_what_is_typed(
    as_user, cast, assessment, scenario, evidence
):
    cited = services.add_evidence(scenario=scenario, by=cast.rhea, **REPORT)
    asked(assessment, cast)
    rhea, half = as_user(cast.rhea), {"citation": "Report 8, half ty", "url": "", "shows": ""}

    late = rhea.post(evidence, {**half, "remove": str(cited.pk)})

    assert (late.status_code, late.context["form"]["citation"].value()) == (409, "Report 8, half ty")
    assert "is in peer review" in words(late)
    assert rhea.get(evidence).headers["Location"] == f"/desk/risk/{assessment.code}/"
    assert list(scenario.evidence.all()) == [cited]


# --- links to provisions ---------------------------------------------------------------------------------------------


def test_a_link_to_a_sentence_that_left_the_text_stays_until_somebody_takes_it_away(as_user, cast, assessment, scenario):
    provision = assessment.revision.norm.provisions.get()
    safeguard = safeguard_in(assessment, [scenario], cast, provision=provision)
    services.change_scenario(scenario=scenario, version=1, by=cast.rhea, provisions=[provision])
    said_no_more(assessment, cast)
    rhea, gone = as_user(cast.rhea), f"{provision.code}, no longer stated in this text"

    address = f"/desk/risk/{assessment.code}/safeguards/{safeguard.code}/"
    form = rhea.get(address).context["form"]
    assert (form["provision"].value(), gone in form.as_p()) == (provision.pk, True)
    typed = {name: form[name].value() or "" for name in form.fields} | {"scenarios": [scenario.pk], "title": "Other"}
    rhea.post(address, typed)
    safeguard.refresh_from_db()
    assert (safeguard.title, safeguard.provision) == ("Other", provision)

    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/"
    assert gone in rhea.get(address).context["form"].as_p()
    rhea.post(address, {**TYPED, "version": 2, "provisions": [provision.pk]})
    assert list(scenario.provisions.all()) == [provision]
    rhea.post(address, {**TYPED, "version": 3})
    assert list(scenario.provisions.all()) == []
    assert "(no longer stated)" in words(rhea.get(f"/desk/risk/{assessment.code}/"))


def test_no_new_link_is_made_to_what_the_text_does_not_state(as_user, cast, assessment, scenario):
    stranger = draft_text(cast, "Another norm").norm.provisions.get()
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/"
    response = as_user(cast.rhea).post(address, {**TYPED, "version": 1, "provisions": [stranger.pk]})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["provisions"])


# --- long texts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def long_text(assessment, cast):
    """One requirement in clause 2, twenty each in the clauses 3, 4 and 5."""
    for title in ("Seals", "Alarms", "Clocks"):
        body = "\n\n".join(f"The {title.lower()} number {number} shall hold." for number in range(20))
        add_clause(revision=assessment.revision, title=title, body=body, rationale="So.", by=cast.edda)
    return assessment


def offered(response):
    return [label for _, label in response.context["form"].fields["provisions"].choices]


def test_of_a_long_text_one_finds_provisions_and_keeps_the_ticked_ones(as_user, cast, long_text):
    rhea, address = as_user(cast.rhea), f"/desk/risk/{long_text.code}/scenarios/new/"
    first = long_text.revision.norm.provisions.first()

    assert offered(rhea.get(address)) == []
    assert "The text states 61 provisions." in words(rhea.get(address))
    typed = {"title": "Half a", "preview": "1", "provisions": [first.pk], "find": "4"}
    found = rhea.post(address, typed)
    assert len(offered(found)) == 1 + 20
    assert {label.split(": ")[0].split(", ")[1] for label in offered(found)} == {"2", "4"}
    assert found.context["form"]["title"].value() == "Half a"
    assert len(offered(rhea.post(address, {**typed, "find": "clocks number 7 "}))) == 1 + 1
    every = rhea.post(address, {**typed, "find": "shall"})
    assert (len(offered(every)), "61 found; the first 40 are shown" in words(every)) == (MANY, True)

    rhea.post(address, {**TYPED, "provisions": [first.pk], "find": "clocks"})
    assert list(Scenario.objects.get().provisions.all()) == [first]


@pytest.mark.parametrize("nonsense", ["x", "9" * 40, "-1", "%"])
def test_nonsense_among_the_ticks_is_refused_at_its_field(as_user, cast, long_text, nonsense):
    typed = {**TYPED, "provisions": [nonsense], "find": nonsense}
    response = as_user(cast.rhea).post(f"/desk/risk/{long_text.code}/scenarios/new/", typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["provisions"])
