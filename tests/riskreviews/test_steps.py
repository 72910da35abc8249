"""A scenario is written in steps: what each asks, what is kept, and how numbers and lines are filled in."""

from decimal import Decimal

import pytest

from riskreviews.methods import METHODS
from riskreviews.methods.levels import Level
from riskreviews.methods.method import Method, Result, Said
from riskreviews.methods.pages import pages
from riskreviews.methods.questions import Blank, Estimate, Lines, Number, Words
from riskreviews.models import Scenario
from riskreviews.queries import Step, steps_of, unanswered
from riskreviews.services import add_scenario, change_scenario, start_assessment
from tests.riskreviews.losses import JUDGED, in_money, loss_in, thrice
from tests.riskreviews.scenes import draft_text
from tests.riskreviews.test_pages import words

LEVELS = (Level("L", "Small"), Level("H", "Large"))
COUNTED = Method(
    key="counted",
    title="Counted",
    source="The test",
    in_short="It is counted",
    summary="It is counted.",
    hint="Count.",
    levels=LEVELS,
    accepted=LEVELS[0],
    fields=(
        Estimate("loss", "what does it cost?", Number("EUR", least=Decimal(0))),
        Lines(
            "threat",
            "what could begin it?",
            (Blank("name", "Threat", Words(20)), Blank("rate", "How often", Number("a year", least=Decimal(0)))),
            many=5,
        ),
        Estimate("fine", "what fine follows?", Number("EUR"), in_residual=False, needed=False),
    ),
    assess=lambda **answers: Result(LEVELS[Decimal(answers["loss_high"]) > 10], (Said(f"At most {answers['loss_high']}."),)),
)
BEGUN = {"title": "A key is guessed", "description": "Somebody tries all keys."}
ANSWERED = {"loss_low": "1.50", "loss_likely": "2", "loss_high": "1e1", "threat_2_name": "Theft", "threat_2_rate": "0.5"}
KEPT = {"loss_low": "1.5", "loss_likely": "2", "loss_high": "10", "threat_2_name": "Theft", "threat_2_rate": "0.5"}


@pytest.fixture
def counted(monkeypatch, cast):
    monkeypatch.setitem(METHODS, COUNTED.key, COUNTED)
    return start_assessment(revision=draft_text(cast), title="Counting", scope="All.", by=cast.rhea, method="counted")


@pytest.fixture
def scenario(counted, cast):
    return add_scenario(assessment=counted, by=cast.rhea, **BEGUN)


@pytest.fixture
def address(counted, scenario):
    return f"/desk/risk/{counted.code}/scenarios/{scenario.code}"


def filled(scenario: Scenario) -> dict[str, str]:
    scenario.refresh_from_db()
    return {name: value for name, value in scenario.judgements.items() if value}


def test_numbers_and_lines_are_kept_as_they_are_computed_with(as_user, cast, scenario, address):
    saved = as_user(cast.rhea).post(f"{address}/without/", {**ANSWERED, "version": 1})

    assert saved.url == f"{address}/without-2/"
    assert filled(scenario) == KEPT
    assert (scenario.level, scenario.residual_level, scenario.digest) == ("L", "", "")


@pytest.mark.parametrize(
    ("typed", "complaints"),
    [
        ({"loss_low": "much"}, {"loss_low": ["Give a number, such as 12 or 0.05."]}),
        ({"loss_low": "-1"}, {"loss_low": ["Give a number from 0 up to 1,000,000,000,000,000."]}),
        ({"loss_low": "3", "loss_likely": ""}, {"loss_likely": ["Give all three numbers, or none."]}),
        ({"loss_low": "3"}, {"loss_likely": ["The most likely number is at least the lowest one."]}),
        ({"threat_2_rate": ""}, {"threat_2_rate": ["Fill in “How often”, or empty the line."]}),
    ],
)
def test_what_is_wrong_is_said_at_its_blank_and_nothing_typed_is_lost(as_user, cast, scenario, address, typed, complaints):
    response = as_user(cast.rhea).post(f"{address}/without/", {**ANSWERED, **typed, "version": 1})

    assert (response.status_code, response.context["form"].errors) == (422, complaints)
    assert response.context["form"]["threat_2_name"].value() == "Theft"
    assert filled(scenario) == {}


@pytest.mark.parametrize(
    "typed", [{}, {"loss_low": "1", "loss_likely": "2", "loss_high": "3"}, {"threat_1_name": "Fire", "threat_1_rate": "1"}]
)
def test_what_is_not_answered_yet_is_no_mistake(as_user, cast, scenario, address, typed):
    saved = as_user(cast.rhea).post(f"{address}/without/", {**typed, "version": 1})

    assert (saved.status_code, filled(scenario), scenario.level) == (302, typed, "")


def test_what_may_be_left_out_is_still_given_whole(as_user, cast, scenario, address):
    rhea = as_user(cast.rhea)
    half = rhea.post(f"{address}/without-2/", {"fine_low": "1", "version": 1})

    assert (half.status_code, half.context["form"].errors) == (422, {"fine_likely": ["Give all three numbers, or none."]})
    assert rhea.post(f"{address}/without-2/", {"version": 1}).url == f"{address}/with/"


def test_the_step_that_is_pressed_comes_next_and_no_other_word_leads_away(as_user, cast, counted, address):
    rhea = as_user(cast.rhea)
    sent = {
        go: rhea.post(f"{address}/with/", {"version": 1, "go": go}).url
        for go in ("", "what", "treatment", "desk", "evidence", "//elsewhere.example")
    }
    assert sent == {
        "": f"{address}/consequences/",
        "what": f"{address}/what/",
        "treatment": f"{address}/treatment/",
        "desk": f"/desk/risk/{counted.code}/",
        "evidence": f"{address}/evidence/",
        "//elsewhere.example": f"/desk/risk/{counted.code}/",
    }
    assert rhea.get(f"{address}/nowhere/").status_code == 404


def test_only_lines_that_are_filled_in_and_one_more_stand_open(as_user, cast, address):
    rhea = as_user(cast.rhea)
    empty = rhea.get(f"{address}/without/").context["form"].questions()[1]
    rhea.post(f"{address}/without/", {**ANSWERED, "version": 1})
    begun = rhea.get(f"{address}/without/").context["form"].questions()[1]

    assert [(len(one.first_rows), len(one.more_rows)) for one in (empty, begun)] == [(2, 3), (3, 2)]
    assert [field.name for field in begun.first_rows[1]] == ["threat_2_name", "threat_2_rate"]


def test_nothing_that_is_asked_for_later_is_called_optional(as_user, cast, counted, address):
    rhea = as_user(cast.rhea)
    said = {step.key: words(rhea.get(f"{address}/{step.key}/")).count("(optional)") for step in steps_of(COUNTED)}
    # Threat source, clause, provisions; three blanks of the fine; the benefit lost; owner and review date.
    assert said == {
        "what": 3,
        "without": 0,
        "without-2": 3,
        "with": 0,
        "consequences": 0,
        "uncertainty": 1,
        "treatment": 2,
    }


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda one: one.key)
def test_each_question_stands_on_one_page_of_each_of_its_sides(method):
    for residual in (False, True):
        here = [question for page in pages(method) if residual in page.sides for question in page.questions]
        asked = [question for question in here if question.in_residual or not residual]
        assert asked == [question for question in method.fields if question.in_residual or not residual]
    assert sorted(name for page in pages(method) for name in page.names) == sorted(method.names)
    assert len({page.title for page in pages(method)}) == len({page.key for page in pages(method)}) == len(pages(method))


# --- one way is chosen, and only what it needs is asked -----------------------------------------------------------------


BY_CONTACTS = thrice("cf", "1", "2", "3") | thrice("poa", "0.1", "0.2", "0.3") | thrice("v", "0.1", "0.2", "0.3")


@pytest.fixture
def in_euro(cast):
    return in_money(cast)


def titles(scenario: Scenario) -> list[str]:
    """Of the steps between the first and the consequences."""
    return [step.title for step in steps_of(scenario.method, scenario.judgements) if step.page]


def step_at(scenario: Scenario, key: str) -> str:
    return f"/desk/risk/{scenario.assessment.code}/scenarios/{scenario.code}/{key}/"


def save(client, scenario: Scenario, key: str, **typed: str):
    """Type this into a step that holds what it held, and save it; a form sends nothing for a box that isn't ticked."""
    stands = {field.name: field.value() for field in client.get(step_at(scenario, key)).context["form"]}
    given = {**stands, "version": scenario.version, **typed}
    response = client.post(step_at(scenario, key), {name: value for name, value in given.items() if value not in (None, False)})
    scenario.refresh_from_db()
    return response


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        ({}, []),
        ({"way": "L"}, ["How often"]),
        ({"way": "A", "success": "S"}, ["How often", "What succeeds"]),
        ({"way": "C", "success": "C", "secondary": "Y"}, ["How often", "What succeeds", "Secondary losses"]),
        ({"way": "L", "success": "S", "secondary": "N"}, ["How often"]),
    ],
)
def test_only_what_the_chosen_way_needs_is_asked(cast, in_euro, chosen, asked):
    scenario = add_scenario(assessment=in_euro, by=cast.rhea, **BEGUN, **chosen)
    always = ["How you estimate it", "Money and levels", "What it costs"]
    assert sorted(titles(scenario)) == sorted([*always, *asked])


def test_the_way_is_chosen_first_and_both_sides_are_then_answered_together(as_user, cast, in_euro):
    scenario, rhea = add_scenario(assessment=in_euro, by=cast.rhea, **BEGUN), as_user(cast.rhea)

    save(rhea, scenario, "how-you-estimate-it", way="L", secondary="N")
    save(rhea, scenario, "money-and-levels")
    save(rhea, scenario, "how-often", **thrice("lef", "2", "10", "90"), **thrice("residual_lef", "0.1", "0.5", "3"))
    shown = save(rhea, scenario, "what-it-costs", **thrice("pl", "30000", "35000", "50000"), same_pl="on")

    assert (shown.url, scenario.level, scenario.residual_level) == (step_at(scenario, "consequences"), "M", "L")
    assert scenario.judgements["residual_pl_high"] == "50000"
    again = rhea.get(step_at(scenario, "what-it-costs")).context["form"]
    assert (again["same_pl"].value(), again["residual_pl_high"].value(), again.judgements()) == (True, "", scenario.judgements)


def test_the_same_with_safeguards_drops_no_other_answer(as_user, cast, in_euro):
    scenario = loss_in(in_euro, cast, way="L")
    typed = thrice("lef", "2", "10", "90") | thrice("residual_lef", "0.1", "0.5", "3")
    half = save(as_user(cast.rhea), scenario, "how-often", **typed, same_lef="on")

    sentence = "“The same with safeguards” is ticked: empty this, or untick that."
    ends = ("low", "likely", "high")
    assert (half.status_code, half.context["form"].errors) == (422, {f"residual_lef_{end}": [sentence] for end in ends})
    assert half.context["form"]["residual_lef_high"].value() == "3"


def test_what_is_wrong_with_both_sides_alike_is_said_once(as_user, cast, in_euro):
    scenario = loss_in(in_euro, cast, way="L")
    empty = thrice("residual_lef", "", "", "")
    wrong = save(as_user(cast.rhea), scenario, "how-often", **thrice("lef", "9", "1", "2"), **empty, same_lef="on")
    assert wrong.context["form"].errors == {"lef_likely": ["The most likely number is at least the lowest one."]}


@pytest.mark.parametrize(
    ("chosen", "step", "key"),
    [
        ({"way": "A", "success": "S"}, "what-succeeds", "v"),
        ({"way": "C", "success": "S"}, "how-often", "poa"),
        ({"way": "L", "secondary": "Y"}, "secondary-losses", "slef"),
    ],
)
def test_who_types_percent_for_a_share_is_told_how_it_is_written(as_user, cast, in_euro, chosen, step, key):
    scenario = add_scenario(assessment=in_euro, by=cast.rhea, **BEGUN, **chosen)
    percent = save(as_user(cast.rhea), scenario, step, **thrice(key, "0.1", "0.2", "35"), **{f"same_{key}": "on"})
    assert percent.status_code == 422
    assert percent.context["form"].errors == {f"{key}_high": ["Give a share from 0 to 1; 20 % is 0.2."]}
    assert percent.context["form"][f"{key}_high"].value() == "35"


@pytest.mark.parametrize("name", ["way", "success", "secondary"])
def test_a_way_that_there_is_not_is_refused_where_it_is_chosen(as_user, cast, in_euro, name):
    scenario = loss_in(in_euro, cast, way="L")
    strange = save(as_user(cast.rhea), scenario, "how-you-estimate-it", **{name: "ZZ"})
    assert (strange.status_code, strange.context["form"].errors) == (422, {name: ["Choose one of these."]})
    assert scenario.method.weigh(scenario.judgements | {name: "ZZ"}, residual=False) is None


def test_bounds_that_fall_are_told_where_they_are_typed_however_little_is_answered(as_user, cast, in_euro):
    scenario, rhea = add_scenario(assessment=in_euro, by=cast.rhea, **BEGUN, way="L"), as_user(cast.rhea)
    falling = {"from_l": "100000", "from_m": "50", "from_h": "60", "from_vh": "70"}
    typed = save(rhea, scenario, "money-and-levels", currency="EUR", **falling)
    sentence = "Give more than the bound before, 100,000."
    assert (typed.status_code, typed.context["form"].errors) == (422, {"from_m": [sentence]})
    assert typed.context["form"]["from_m"].value() == "50"


def test_a_step_whose_bounds_fell_before_that_was_told_is_open(as_user, cast, in_euro):
    falling = {"from_l": "100000", "from_m": "50", "from_h": "60", "from_vh": "70"}
    scenario = loss_in(in_euro, cast, way="L", **falling)
    page = as_user(cast.rhea).get(step_at(scenario, "what-it-costs"))
    assert (scenario.level, page.context["lacking"]) == ("", ["money-and-levels"])


def test_answers_of_another_way_are_kept_and_not_counted_and_the_page_says_so(as_user, cast, in_euro):
    scenario, rhea = loss_in(in_euro, cast), as_user(cast.rhea)
    before = (scenario.level, scenario.residual_level, scenario.digest)

    save(rhea, scenario, "how-you-estimate-it", way="A", success="S")
    page = words(rhea.get(step_at(scenario, "how-often")))
    assert (scenario.level, scenario.residual_level) == ("", "")
    assert "Kept, and not counted: 2 answers" in page
    assert "How many losses are there in a year? Without safeguards: 2, 10, 90" in page
    assert "How many losses are there in a year? With safeguards: 0.1, 0.5, 3" in page

    save(rhea, scenario, "how-you-estimate-it", way="L")
    assert (scenario.level, scenario.residual_level, scenario.digest) == before
    assert "not counted" not in words(rhea.get(step_at(scenario, "how-often")))


def test_what_was_typed_for_a_way_that_somebody_has_left_meanwhile_is_shown_again(as_user, cast, in_euro):
    scenario = loss_in(in_euro, cast, way="L")
    version = scenario.version
    change_scenario(scenario=scenario, version=version, by=cast.rhea, way="A", success="S")

    late = as_user(cast.rhea).post(step_at(scenario, "how-often"), {**thrice("lef", "3", "4", "5"), "version": version})

    assert (late.status_code, late.context["form"]["lef_high"].value()) == (409, "5")


@pytest.mark.parametrize("way", [{}, {"way": "C", "success": "S", "secondary": "N"}])
def test_the_way_is_read_from_the_answers_where_nobody_chose_it(as_user, cast, in_euro, way):
    both = BY_CONTACTS | {f"residual_{name}": value for name, value in BY_CONTACTS.items()}
    nothing = thrice("lef", "", "", "") | thrice("residual_lef", "", "", "")
    scenario = loss_in(in_euro, cast, **nothing, **both, **way)

    assert titles(scenario) == ["How you estimate it", "Money and levels", "How often", "What succeeds", "What it costs"]
    form = as_user(cast.rhea).get(step_at(scenario, "how-you-estimate-it")).context["form"]
    assert [form[name].value() for name in ("way", "success", "secondary")] == ["C", "S", "N"]
    assert scenario.digest == loss_in(in_euro, cast, **nothing, **both).digest


def test_sides_that_were_answered_in_different_ways_keep_their_levels_until_one_is_chosen(as_user, cast, in_euro):
    after = {f"residual_{name}": value for name, value in BY_CONTACTS.items()} | thrice("residual_lef", "", "", "")
    scenario, rhea = loss_in(in_euro, cast, **after), as_user(cast.rhea)
    assert (scenario.level, scenario.residual_level) == ("M", "VL")
    assert rhea.get(step_at(scenario, "how-you-estimate-it")).context["form"]["way"].value() == ""

    save(rhea, scenario, "how-you-estimate-it", way="L", success="")
    assert (scenario.level, scenario.residual_level) == ("M", "")


def test_a_side_that_is_not_answered_yet_goes_the_way_of_the_one_that_is(as_user, cast, in_euro):
    scenario = loss_in(in_euro, cast, **thrice("residual_lef", "", "", ""))
    choosing = as_user(cast.rhea).get(step_at(scenario, "how-you-estimate-it"))
    lacking = {step.key: found for step in steps_of(scenario.method, scenario.judgements) if (found := of_step(scenario, step))}

    assert choosing.context["form"]["way"].value() == "L"
    assert lacking == {"how-often": ["how many losses are there in a year? With safeguards"]}
    assert choosing.context["lacking"] == ["how-often"]


def of_step(scenario: Scenario, step: Step) -> list[str]:
    """What this step still lacks."""
    return unanswered(step, scenario.method, scenario.judgements)


def test_a_step_that_is_opened_before_a_way_is_chosen_leads_to_the_choice(as_user, cast, in_euro):
    scenario, rhea = add_scenario(assessment=in_euro, by=cast.rhea, **BEGUN), as_user(cast.rhea)
    page = words(rhea.get(step_at(scenario, "how-often")))
    assert "Choose first what you know: How you estimate it" in page
    assert "another way is chosen" not in page

    there = save(rhea, scenario, "how-often", go="how-you-estimate-it", **thrice("lef", "1", "2", "3"))
    assert (there.url, scenario.judgements["lef_low"]) == (step_at(scenario, "how-you-estimate-it"), "1")


def test_a_step_of_another_way_says_that_it_does_not_count(as_user, cast, in_euro):
    scenario = add_scenario(assessment=in_euro, by=cast.rhea, **BEGUN, way="L")
    page = words(as_user(cast.rhea).get(step_at(scenario, "what-succeeds")))
    assert "Nothing of this is asked now, because another way is chosen." in page
    assert "Choose first" not in page


def test_what_does_not_count_is_dropped_with_one_button_and_what_counts_is_saved(as_user, cast, in_euro):
    leftover = thrice("tef", "1", "2", "3") | thrice("residual_v", "0.1", "0.2", "0.3")
    scenario, rhea = loss_in(in_euro, cast, way="L", **leftover), as_user(cast.rhea)
    assert "Save, and drop what doesn’t count" in words(rhea.get(step_at(scenario, "how-often")))
    assert "Save, and drop what doesn’t count" not in words(rhea.get(step_at(scenario, "how-you-estimate-it")))

    save(rhea, scenario, "how-often", drop="1", lef_high="91")

    empty = dict.fromkeys(leftover, "")
    assert scenario.judgements == {**JUDGED, "way": "L", **empty, "lef_high": "91"}
    assert "not counted" not in words(rhea.get(step_at(scenario, "how-often")))


def test_nothing_is_dropped_where_somebody_has_chosen_another_way_meanwhile(as_user, cast, in_euro):
    scenario, rhea = loss_in(in_euro, cast, way="L", **thrice("tef", "1", "2", "3")), as_user(cast.rhea)
    version = scenario.version
    change_scenario(scenario=scenario, version=version, by=cast.rhea, way="A", success="S")
    typed = thrice("lef", "2", "10", "90") | thrice("residual_lef", "0.1", "0.5", "3")

    late = rhea.post(step_at(scenario, "how-often"), {**typed, "version": version, "drop": "1"})

    scenario.refresh_from_db()
    assert (late.status_code, scenario.judgements["tef_low"], scenario.judgements["lef_low"]) == (409, "1", "2")
