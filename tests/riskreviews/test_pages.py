"""The pages of risk reviews: who sees what, and what is kept when something is wrong."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from norms.services import restrict_revision, start_revision
from riskreviews import services
from riskreviews.models import Assessment, Safeguard, Scenario
from tests.riskreviews.scenes import (
    LEVELS,
    agreed,
    asked,
    assessment_of,
    draft_text,
    release,
    safeguard_in,
    scenario_in,
)

TYPED = {"title": "A key is guessed", "description": "Somebody tries all keys."}


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


def words(response) -> str:
    """The page as it reads: without tags, blanks folded."""
    page = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(page).split())


def test_everybody_reads_an_agreed_assessment_and_how_each_figure_comes_about(client, cast):
    assessment = agreed(cast)
    scenario = assessment.scenarios.get()

    response = client.get(f"/risk/{assessment.code}/")
    page = words(response)

    assert response.status_code == 200
    assert "1 scenario of harm was weighed. The highest risk is High without safeguards and Low with them." in page
    assert (
        "Table G-5 : row High (likelihood of initiation or occurrence), column Moderate (likelihood of adverse impact) "
        "gives Moderate (overall likelihood)." in page
    )
    assert (
        "Table I-2 : row Moderate (overall likelihood), column Very High (level of impact) gives High (level of risk)." in page
    )
    assert "/risk/method/nist-sp-800-30/#G-5-H-M" in response.content.decode()
    for part in (
        scenario.code,
        "Report 7",
        "Two hours.",
        "No finding in three years.",
        "Agree, with remarks",
        "Piet",
        "It holds.",
    ):
        assert part in page
    assert response.content.decode().count("<svg") == 3  # the arrows, the weight and the costs of the safeguard


def test_a_draft_is_not_found_by_the_public_though_its_text_is_released(client, cast, assessment):
    scenario_in(assessment, cast, title="A secret weakness")
    release(assessment.revision, cast)

    response = client.get(f"/risk/{assessment.code}/")

    assert (response.status_code, "A secret weakness" in response.content.decode()) == (404, False)


def test_an_agreed_one_is_not_found_before_its_text_is_released(client, cast):
    assessment = agreed(cast, released=False)

    response = client.get(f"/risk/{assessment.code}/")

    assert (response.status_code, "A key is read out" in response.content.decode()) == (404, False)


def test_what_is_not_public_leads_staff_to_the_desk(as_user, cast, assessment):
    assert as_user(cast.olu).get(f"/risk/{assessment.code}/").url == f"/desk/risk/{assessment.code}/"
    assert as_user(cast.nils).get(f"/risk/{assessment.code}/").status_code == 404


@pytest.mark.parametrize("code", ["R-999999", "N-1", "nonsense", "R-%00", "R-1%0a"])
def test_a_code_of_nothing_is_not_found(client, db, code):
    assert client.get(f"/risk/{code}/").status_code == 404


def test_the_method_shows_both_tables_in_full(client, db):
    page = client.get("/risk/method/nist-sp-800-30/").content.decode()

    for table in ("G-5", "I-2"):
        assert len(set(re.findall(rf'id="({table}-[VLMH]+-[VLMH]+)"', page))) == 25
    assert client.get("/risk/method/astrology/").status_code == 404


def addresses(assessment: Assessment) -> list[str]:
    names = ("create", "edit", "carry", "scenario_new", "safeguard_new")
    return [reverse(f"riskreviews:{name}", args=[] if name == "create" else [assessment.code]) for name in names]


def test_the_desk_asks_strangers_to_sign_in_and_turns_others_away(as_user, cast, assessment):
    for address in ["/desk/risk/", f"/desk/risk/{assessment.code}/", *addresses(assessment)]:
        assert Client().get(address).headers["Location"].startswith("/accounts/login/")
        turned_away = as_user(cast.nils).get(address)
        assert (turned_away.status_code, "Theft of keys" in turned_away.content.decode()) == (403, False)


def test_only_a_risk_analyst_writes(as_user, cast, assessment):
    for address in addresses(assessment):
        for somebody in (cast.olu, cast.edda, cast.piet, cast.ada):
            assert as_user(somebody).get(address).status_code == 403
            assert as_user(somebody).post(address, TYPED).status_code == 403
        assert as_user(cast.rhea).get(address).status_code == 200
    assert not Scenario.objects.exists()


def test_an_assessment_is_started_and_its_first_scenario_written(as_user, cast):
    revision = draft_text(cast)
    rhea = as_user(cast.rhea)

    started = rhea.post(
        "/desk/risk/new/", {"revision": revision.pk, "title": "Theft", "method": "nist-sp-800-30", "scope": "All devices."}
    )
    assessment = Assessment.objects.get()
    begun = rhea.post(f"/desk/risk/{assessment.code}/scenarios/new/", TYPED)
    scenario = Scenario.objects.get()
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}"
    unjudged, listed = (words(rhea.get(f"/desk/risk/{part}")) for part in (f"{assessment.code}/", ""))
    without = rhea.post(begun.url, {**LEVELS, "version": 1})
    with_safeguards = rhea.post(without.url, {**LEVELS, "version": 2})
    follows = rhea.post(with_safeguards.url, {"version": 3})
    doubted = rhea.post(follows.url, {"uncertainty": "low", "version": 3})
    saved = rhea.post(doubted.url, {"treatment": "avoid", "reasoning": "Short keys.", "version": 4}, follow=True)

    assert started.url == f"/desk/risk/{assessment.code}/"
    assert [one.url for one in (begun, without, with_safeguards, follows, doubted)] == [
        f"{address}/without/",
        f"{address}/with/",
        f"{address}/consequences/",
        f"{address}/uncertainty/",
        f"{address}/treatment/",
    ]
    assert "not judged yet" in unjudged
    assert "Draft not judged yet" in listed
    assert "Ask for a peer review" in unjudged
    assert f"{scenario.code} is saved: High without safeguards, Low with them." in words(saved)


def test_a_double_click_writes_once_and_says_where_it_is(as_user, cast, assessment):
    rhea, address = as_user(cast.rhea), f"/desk/risk/{assessment.code}/scenarios/new/"

    first, second = rhea.post(address, TYPED), rhea.post(address, TYPED)

    assert (first.status_code, second.status_code, Scenario.objects.count()) == (302, 409, 1)
    assert f"{Scenario.objects.get().code} has this title already." in words(second)
    again = {"revision": assessment.revision.pk, "title": "theft of keys", "method": assessment.method, "scope": "All."}
    assert (rhea.post("/desk/risk/new/", again).status_code, Assessment.objects.count()) == (409, 1)


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(as_user, cast, assessment):
    rhea, address = as_user(cast.rhea), f"/desk/risk/{assessment.code}/scenarios"
    untitled = rhea.post(f"{address}/new/", {**TYPED, "title": " "})
    assert (untitled.status_code, untitled.context["form"].errors) == (422, {"title": ["Give it a title."]})
    assert "Somebody tries all keys." in untitled.content.decode()
    assert not Scenario.objects.exists()

    scenario = scenario_in(assessment, cast, treatment="", reasoning="")
    hoped = rhea.post(f"{address}/{scenario.code}/treatment/", {"treatment": "hope", "reasoning": "Half a", "version": 1})
    assert (hoped.status_code, list(hoped.context["form"].errors)) == (422, ["treatment"])
    assert "Half a" in hoped.content.decode()
    wrong = rhea.post(f"{address}/{scenario.code}/without/", {**LEVELS, "impact": "enormous", "version": 1})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["impact"])
    assert Scenario.objects.get().version == 1


def levels_shown(page) -> dict[str, str | None]:
    """The code of the level of each side that a page tells the result of; None where there is none yet."""
    return {side: weighing.level.code if weighing else None for side, weighing in page.context["weighings"]}


def test_the_result_is_shown_before_anything_is_saved_or_complete(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast, **dict.fromkeys(LEVELS, ""))
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}"
    typed = {"initiation": "VH", "adverse": "VH", "impact": "VH", "preview": "1", "version": 1}

    whole, half = (as_user(cast.rhea).post(f"{address}/without/", one) for one in (typed, {**typed, "impact": ""}))

    assert (whole.status_code, whole.context["form"].errors) == (200, {})
    assert levels_shown(whole) == {"Without safeguards": "VH"}
    assert levels_shown(half) == {"Without safeguards": None}
    assert (half.status_code, half.context["form"]["adverse"].value()) == (200, "VH")
    assert Scenario.objects.get().level == ""


def test_the_same_result_comes_as_a_piece_of_a_page(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/preview/"
    with_safeguards = {name: value for name, value in LEVELS.items() if name.startswith("residual_")}

    right = as_user(cast.rhea).post(address, {**with_safeguards, "residual_impact": "VH"})
    wrong = as_user(cast.rhea).post(address, {**with_safeguards, "residual_impact": "enormous"})

    assert levels_shown(right) == {"With safeguards": "M"}
    assert levels_shown(wrong) == {"With safeguards": None}
    assert b"<html" not in right.content


def test_of_two_analysts_the_second_sees_both_and_may_save_after_that(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/"
    services.change_scenario(
        scenario=scenario, version=1, by=cast.rhea, **{**TYPED, "description": "Theirs.", "initiation": "VL"}
    )

    what = as_user(cast.rhea).post(address, {**TYPED, "description": "Mine.", "version": 1})
    without = as_user(cast.rhea).post(f"{address}without/", {**LEVELS, "version": 1})

    assert (what.status_code, without.status_code) == (409, 409)
    assert differences(what)["What could happen"] == ("Theirs.", "Mine.")
    assert differences(without) == {
        "How likely is it that somebody starts it, or that it occurs?": ("Very Low: 0-4 (0)", "High: 80-95 (8)")
    }
    assert Scenario.objects.get().description == "Theirs."
    assert 'name="version" value="2"' in what.content.decode()
    as_user(cast.rhea).post(address, {**TYPED, "description": "Mine.", "version": 2})
    assert Scenario.objects.get().description == "Mine."


def differences(response) -> dict[str, tuple[str, str]]:
    return {one.label: (one.theirs, one.mine) for one in response.context["differences"]}


def test_a_form_that_was_open_when_the_review_was_asked_keeps_its_words(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/"
    asked(assessment, cast)

    late = as_user(cast.rhea).post(address, {**TYPED, "version": 1})

    assert (late.status_code, "Somebody tries all keys." in late.content.decode()) == (409, True)
    assert "is in peer review" in words(late)
    assert as_user(cast.rhea).get(address).url == f"/desk/risk/{assessment.code}/"


def test_the_desk_says_what_comes_next(as_user, cast, assessment):
    desk = f"/desk/risk/{assessment.code}/"
    rhea = as_user(cast.rhea)

    assert "What comes next: add the first scenario." in words(rhea.get(desk))
    scenario = scenario_in(assessment, cast, reasoning="")
    assert f"{scenario.code} doesn't say why its levels are what they are." in words(rhea.get(desk))
    refused = rhea.post(f"{desk}ask/", {"reviewer": cast.piet.pk})
    assert (refused.status_code, assessment.peer_reviews.count()) == (409, 0)
    scenario_in(assessment, cast)
    services.remove_scenario(scenario=scenario, by=cast.rhea)
    page = words(rhea.get(desk))
    assert "What comes next: ask for a peer review ." in page
    assert "is High without safeguards, and no evidence is cited." in page


def test_what_is_missing_leads_to_its_step_whoever_may_write_there_and_is_told_to_others(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast, reasoning="")
    safeguard_in(assessment, [scenario], cast, weighing={}, alternatives=())
    desk = f"/desk/risk/{assessment.code}/"
    ways = {f"{desk}scenarios/{scenario.code}/treatment/"}
    ways |= {f"{desk}safeguards/{assessment.safeguards.get().code}/{step}/" for step in ("weight", "alternatives")}
    for person, led in ((cast.rhea, ways), (cast.olu, set()), (cast.piet, set())):
        reader = as_user(person)
        page = reader.get(desk)
        assert ways & set(re.findall(r'href="([^"]+)"', page.text)) == led
        assert re.search(r"Lacks Weight( of \S+ )?, Alternatives", words(page))
        assert f"{scenario.code} doesn't say why its levels are what they are." in words(page)
        within = set(re.findall(rf'href="({desk}[^"#]+)', page.text))
        assert [way for way in within if reader.get(way).status_code != 200] == []


def test_every_link_within_the_desk_leads_somewhere(as_user, cast):
    assessment = agreed(cast, released=False)

    for somebody in (cast.rhea, cast.olu):
        page = as_user(somebody).get(f"/desk/risk/{assessment.code}/").content.decode()
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_only_peers_who_have_not_written_are_offered(as_user, cast, assessment):
    scenario_in(assessment, cast)
    assessment.writers.add(cast.piet)

    page = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/")
    chosen = as_user(cast.rhea).post(f"/desk/risk/{assessment.code}/ask/", {"reviewer": cast.piet.pk})

    assert list(page.context["form"].fields["reviewer"].queryset) == []
    assert (chosen.status_code, assessment.peer_reviews.count()) == (422, 0)
    assert "Nobody can be asked: nobody else has the role “Peer reviewer”" in words(page)
    assert "Ask for a peer review" not in words(page)


def test_where_no_peer_reads_a_restricted_draft_it_is_said_with_where_one_is_named(as_user, cast, assessment):
    scenario_in(assessment, cast)
    text = assessment.revision
    restrict_revision(revision=text, reason="It says too much.", by=cast.rhea)
    page = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/")

    assert "No peer reviewer may read this draft, since it is restricted" in words(page)
    circulation = f"/desk/norms/{text.norm.code}/r{text.number}/circulation/"
    assert (f'href="{circulation}"' in page.text, "Ask for a peer review" in words(page)) == (True, False)


def test_the_peer_reads_everything_and_judges(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    asked(assessment, cast)
    address, piet = f"/desk/risk/{assessment.code}/review/", as_user(cast.piet)

    assert as_user(cast.rhea).get(address).status_code == 403
    shown = piet.get(address)
    assert scenario.title in words(shown)
    seen = {name: shown.context["form"][name].value() for name in ("review", "words")}
    silent = piet.post(address, {**seen, "verdict": "disagree", "text": ""})
    assert (silent.status_code, "Say what should be different" in words(silent)) == (409, True)
    unsaid = piet.post(address, {**seen, "text": "I can't decide."})
    assert (unsaid.status_code, "I can't decide." in unescape(unsaid.content.decode())) == (422, True)
    piet.post(address, {**seen, "verdict": "agree", "text": ""})
    assessment.refresh_from_db()
    assert assessment.state == "agreed"
    assert piet.get(address).url == f"/desk/risk/{assessment.code}/"


def test_an_assessment_is_carried_on_and_says_where_it_comes_from(as_user, cast):
    first = agreed(cast)
    later = start_revision(revision=first.revision, by=cast.edda)

    response = as_user(cast.rhea).post(f"/desk/risk/{first.code}/carry/", {"revision": later.pk}, follow=True)

    copy = Assessment.objects.get(revision=later)
    assert response.redirect_chain == [(f"/desk/risk/{copy.code}/", 302)]
    assert f"carried from {first.code}" in words(response)


def test_the_table_beside_the_maps_says_where_each_scenario_stands(client, cast):
    assessment = agreed(cast, scenarios=4)

    table = client.get(f"/risk/{assessment.code}/").content.decode().split("<tbody")[1].split("</tbody>")[0]

    row = dict(re.findall(r'data-label="([^"]+)">(.*?)</td>', table, flags=re.S))
    facts = {label: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for label, cell in row.items()}
    assert facts == {
        "Clause": "2",
        "Likelihood without safeguards": "Moderate",
        "Impact without safeguards": "Very High",
        "Risk without safeguards": "High",
        "Likelihood with safeguards": "Low",
        "Impact with safeguards": "High",
        "Risk with safeguards": "Low",
        "Treatment": "Change the likelihood",
    }
    assert table.count("<tr") == 4


def test_the_desk_lists_an_assessment_without_a_scenario_beside_one_with_its_highest_risk(as_user, cast, assessment):
    other = assessment_of(assessment.revision, cast, title="Guessing of keys")
    scenario_in(other, cast)

    lines = as_user(cast.rhea).get("/desk/risk/").context["lines"]

    risks = {line["assessment"]: line["highest"] and tuple(level.label for level in line["highest"]) for line in lines}
    assert risks == {assessment: None, other: ("High", "Low")}


def test_the_code_of_a_safeguard_leads_staff_to_it_and_others_once_its_assessment_is_public(as_user, client, cast):
    assessment = agreed(cast, released=False)
    safeguard = assessment.safeguards.get()
    reference, place = f"/ref/{safeguard.code}/", f"/risk/{assessment.code}/#{safeguard.code}"

    assert (client.get(reference).status_code, as_user(cast.olu).get(reference).headers["Location"]) == (404, place)
    release(assessment.revision, cast)
    assert client.get(reference).headers["Location"] == place


@pytest.mark.parametrize("kind", ["scenarios", "safeguards"])
class TestTakingOut:
    """A scenario or a safeguard is taken out of a draft on a page that asks first."""

    @pytest.fixture
    def thing(self, assessment, cast, kind):
        scenario = scenario_in(assessment, cast)
        return scenario if kind == "scenarios" else safeguard_in(assessment, [scenario], cast)

    @pytest.fixture
    def address(self, assessment, thing, kind):
        return f"/desk/risk/{assessment.code}/{kind}/{thing.code}/remove/"

    def test_it_is_asked_first_and_done_then(self, as_user, cast, assessment, thing, address):
        rhea, there = as_user(cast.rhea), type(thing).objects.filter(pk=thing.pk)

        assert (thing.title in words(rhea.get(address)), there.exists()) == (True, True)
        done = rhea.post(address, follow=True)
        assert (done.redirect_chain, there.exists()) == ([(f"/desk/risk/{assessment.code}/", 302)], False)
        assert f"{thing.code} is removed." in words(done)

    def test_nobody_but_a_risk_analyst_does_it(self, as_user, cast, thing, address):
        assert as_user(cast.olu).post(address).status_code == 403
        assert type(thing).objects.filter(pk=thing.pk).exists()

    def test_a_page_that_was_open_when_the_review_was_asked_is_refused_and_not_shown_again(
        self, as_user, cast, assessment, thing, address
    ):
        asked(assessment, cast)
        rhea = as_user(cast.rhea)

        late = rhea.post(address)
        assert (late.status_code, "is in peer review" in words(late)) == (409, True)
        assert rhea.get(address).headers["Location"] == f"/desk/risk/{assessment.code}/"
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_a_scenario_that_a_safeguard_answers_alone_is_not_taken_out(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    safeguard = safeguard_in(assessment, [scenario], cast)

    response = as_user(cast.rhea).post(f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/remove/")

    assert (response.status_code, f"{safeguard} answers this scenario alone." in words(response)) == (409, True)
    assert list(assessment.scenarios.all()) == [scenario]


def test_of_two_analysts_at_one_safeguard_the_second_sees_both(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    safeguard = safeguard_in(assessment, [scenario], cast)
    address, rhea = f"/desk/risk/{assessment.code}/safeguards/{safeguard.code}/", as_user(cast.rhea)
    form = rhea.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"scenarios": [scenario.pk]}
    rhea.post(address, typed | {"title": "Theirs"})

    second = rhea.post(address, typed | {"title": "Mine"})

    assert second.status_code == 409
    assert [(one.theirs, one.mine) for one in second.context["differences"]] == [("Theirs", "Mine")]
    assert Safeguard.objects.get().title == "Theirs"


def test_a_safeguard_that_was_open_when_the_review_was_asked_keeps_its_words(as_user, cast, assessment):
    scenario = scenario_in(assessment, cast)
    address, rhea = f"/desk/risk/{assessment.code}/safeguards/new/", as_user(cast.rhea)
    asked(assessment, cast)

    typed = {"title": "Seal", "description": "Sealed at the works.", "tier": "T1", "scenarios": [scenario.pk]}
    late = rhea.post(address, typed)

    assert (late.status_code, late.context["form"]["description"].value()) == (409, "Sealed at the works.")
    assert "is in peer review" in words(late)
    assert rhea.get(address).headers["Location"] == f"/desk/risk/{assessment.code}/"
    assert not Safeguard.objects.exists()
