"""What every method must hold, and that a second one needs nothing but its own file to be asked, drawn and explained."""

import operator
import re
from itertools import product
from xml.etree import ElementTree

import pytest

from normsite.portal.publication.rationale.risks import weighed
from riskreviews.forms import ScenarioForm
from riskreviews.methods import METHODS, STEPS, Field
from riskreviews.methods.levels import Level
from riskreviews.methods.questions import Blank
from riskreviews.methods.tables import Lookup, cells
from riskreviews.models import Assessment
from riskreviews.queries import agreed_assessments
from riskreviews.services import add_scenario, change_scenario
from tests.riskreviews.matrix import MATRIX
from tests.riskreviews.scenes import asked, draft_text, judged, release
from tests.riskreviews.test_pages import words

ALL = [*METHODS.values(), MATRIX]
every_method = pytest.mark.parametrize("method", ALL, ids=lambda method: method.key)
OF_ANOTHER_METHOD = re.compile(r"NIST|G-5|I-2|Very Low|Very High|Moderate|initiation|adverse|printed tables|scale to 100")
JUDGED = {"frequency": "C", "consequence": "2", "residual_frequency": "A"}
BEGUN = {"title": "A key is guessed", "description": "Somebody tries all keys."}
TYPED = {**BEGUN, "treatment": "avoid", "reasoning": "Short keys.", **JUDGED}


@pytest.fixture
def second_method(monkeypatch):
    monkeypatch.setitem(METHODS, MATRIX.key, MATRIX)


@pytest.fixture
def assessment(second_method, as_user, cast):
    revision = draft_text(cast)
    given = {"revision": revision.pk, "title": "Guessing", "method": "matrix-3", "scope": "All devices."}
    assert as_user(cast.rhea).post("/desk/risk/new/", given).status_code == 302
    return Assessment.objects.get()


@pytest.mark.parametrize(("one", "other"), list(product(STEPS, STEPS)))
def test_levels_of_risk_compare_by_their_step_whatever_they_are_called(one, other):
    here, there = Level(one, "Ours"), Level(other, "Theirs")
    place, others = STEPS.index(one), STEPS.index(other)
    assert (here < there, here <= there, here > there, here >= there) == (
        place < others,
        place <= others,
        place > others,
        place >= others,
    )


def test_a_level_compares_with_nothing_else():
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError):
            compare(Level("L", "Low"), 2)


def test_each_side_is_weighed_by_its_own_answers():
    assert MATRIX.answers(JUDGED, residual=False) == {"frequency": "C", "consequence": "2"}
    assert MATRIX.answers(JUDGED, residual=True) == {"frequency": "A", "consequence": "2"}
    assert MATRIX.answers({}, residual=True) == {"frequency": "", "consequence": ""}


def test_the_cells_of_a_table_stand_as_they_are_written():
    low, high = Level("L", "Low"), Level("H", "High")
    assert cells((low, high), A="L H", B="H H") == {"A": (low, high), "B": (high, high)}


@every_method
def test_its_levels_are_steps_of_the_ramp_in_ascending_order(method):
    codes = [level.code for level in method.levels]
    assert codes == sorted(set(codes), key=STEPS.index)
    assert method.accepted in method.levels


@every_method
def test_its_codes_and_its_key_fit_into_the_database_and_into_addresses(method):
    asked_on = [blank.kind for field in method.fields for blank in field.blanks if isinstance(blank.kind, tuple)]
    scales = [method.levels, *asked_on, *(table.rows for table in method.tables)]
    assert [level.code for scale in scales for level in scale if not re.fullmatch("[A-Z0-9]{1,2}", level.code)] == []
    assert re.fullmatch("[a-z0-9-]{1,24}", method.key)
    assert len({table.key for table in method.tables}) == len(method.tables)


@every_method
def test_its_grid_is_one_of_its_tables_and_has_its_own_levels(method):
    assert method.grid is None or method.grid in method.tables
    assert {step.result for _, row in (method.grid.lines() if method.grid else ()) for step in row} <= set(method.levels)
    assert all(len(line) == len(table.columns) for table in method.tables for line in table.cells.values())


@every_method
def test_its_questions_have_names_that_no_other_field_of_the_form_has(method):
    assert set(method.names) & set(ScenarioForm.base_fields) == set()
    assert len(set(method.names)) == len(method.names)


@pytest.mark.parametrize(
    "method",
    [one for one in ALL if one.grid and all(isinstance(field, Field) for field in one.fields)],
    ids=lambda one: one.key,
)
def test_all_answers_together_give_a_cell_of_the_grid_and_the_readings_that_lead_there(method):
    for answers in product(*(field.scale for field in method.fields)):
        codes = {field.key: level.code for field, level in zip(method.fields, answers, strict=True)}
        result = method.assess(**codes)
        assert result.level == method.grid.read(result.likelihood.code, result.impact.code).result
        assert result.explanation[-1].result == result.level
        assert {step.table.key for step in result.explanation if isinstance(step, Lookup)} <= {
            table.key for table in method.tables
        }


def on_a_scale(method) -> list[Blank]:
    return [one for field in method.fields for one in field.blanks if isinstance(one.kind, tuple) and one.needed]


@pytest.mark.parametrize("method", list(filter(on_a_scale, ALL)), ids=lambda method: method.key)
@pytest.mark.parametrize("wrong", ["", "enormous", None])
def test_an_answer_outside_its_scale_is_refused_and_weighs_nothing(method, wrong):
    blank = on_a_scale(method)[0]
    with pytest.raises(ValueError, match="is none of"):
        blank.check(wrong)
    assert method.weigh({blank.key: wrong}, residual=False) is None


def test_a_question_that_is_not_asked_with_safeguards_has_one_answer_for_both_sides():
    assert MATRIX.names == ("frequency", "residual_frequency", "consequence")
    assert MATRIX.weigh(JUDGED, residual=False).level == Level("VH", "Intolerable")
    assert MATRIX.weigh(JUDGED, residual=True).level == Level("L", "Acceptable")


def test_the_form_asks_the_questions_of_its_method_on_its_scales(as_user, cast, assessment):
    scenario = add_scenario(assessment=assessment, by=cast.rhea, **BEGUN)
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}"
    without, with_safeguards = (as_user(cast.rhea).get(f"{address}/{step}/") for step in ("without", "with"))

    often = [("A", "Rare: less than once in ten years"), ("B", "Possible"), ("C", "Frequent")]
    assert asked_on(without) == {
        "frequency": ("How often does it happen?", often),
        "consequence": ("What follows from it?", [("1", "Minor"), ("2", "Serious"), ("3", "Grave")]),
    }
    assert asked_on(with_safeguards) == {"residual_frequency": ("How often does it happen?", often)}
    for page in (without, with_safeguards):
        assert "Choose what comes nearest." in words(page)
        assert OF_ANOTHER_METHOD.findall(words(page)) == []


def asked_on(page) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    return {
        field.name: (field.label, field.field.choices)
        for question in page.context["form"].questions()
        for row in question.rows
        for field in row
    }


def test_a_scenario_is_entered_weighed_and_changed_by_its_method(as_user, cast, assessment):
    scenario = add_scenario(assessment=assessment, by=cast.rhea, **BEGUN)
    rhea, address = as_user(cast.rhea), f"/desk/risk/{assessment.code}/scenarios/{scenario.code}"

    shown = rhea.post(f"{address}/preview/", JUDGED)
    lacking = rhea.post(f"{address}/without/", {**JUDGED, "consequence": "H", "version": 1})
    rhea.post(f"{address}/without/", {**JUDGED, "version": 1})
    rhea.post(f"{address}/with/", {**JUDGED, "version": 2})
    saved = rhea.post(f"{address}/treatment/", {**TYPED, "version": 3}, follow=True)

    scenario.refresh_from_db()
    assert "The matrix : row Frequent (frequency), column Serious (consequence) gives Intolerable (verdict)." in words(shown)
    assert (lacking.status_code, sorted(lacking.context["form"].errors)) == (422, ["consequence"])
    assert f"{scenario.code} is saved: Intolerable without safeguards, Acceptable with them." in words(saved)
    assert (scenario.judgements, scenario.likelihood, scenario.impact, scenario.level) == (JUDGED, "C", "2", "VH")
    assert (scenario.residual_likelihood, scenario.residual_impact, scenario.residual_level) == ("A", "2", "L")
    kept = rhea.get(f"{address}/with/").context["form"]
    assert kept.judgements() == JUDGED
    changed = change_scenario(scenario=scenario, version=4, by=cast.rhea, consequence="3")
    assert (changed.judgements["frequency"], changed.impact, changed.residual_level) == ("C", "3", "M")


def test_what_another_analyst_has_judged_otherwise_stands_beside_the_own(as_user, cast, assessment):
    scenario = add_scenario(assessment=assessment, by=cast.rhea, **TYPED)
    change_scenario(scenario=scenario, version=1, by=cast.rhea, frequency="B")
    address = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/without/"

    response = as_user(cast.rhea).post(address, {**TYPED, "version": 1})

    differences = {one.label: (one.theirs, one.mine) for one in response.context["differences"]}
    assert differences == {"How often does it happen?": ("Possible", "Frequent")}


def test_questions_of_another_method_are_no_fields_of_its_scenarios(cast, assessment):
    with pytest.raises(TypeError, match="adverse, initiation"):
        add_scenario(assessment=assessment, by=cast.rhea, initiation="H", adverse="H", **TYPED)


def test_the_page_of_the_method_has_its_words_its_scale_and_its_table(second_method, client, db):
    response = client.get("/risk/method/matrix-3/")

    page = words(response)
    assert "Matrix of the Test Frequency and consequence meet in one matrix." in page
    assert "The scale Level Intolerable Tolerable Acceptable The matrix: verdict Column: consequence" in page
    assert "Row: frequency Minor Serious Grave Frequent Tolerable Intolerable Intolerable Possible" in page
    assert len(set(re.findall(r'id="(matrix-[ABC]-[123])"', response.content.decode()))) == 9
    assert "What follows from it? Asked once, for both sides. Minor Serious Grave" in page
    assert OF_ANOTHER_METHOD.findall(page) == []


def test_the_page_of_a_method_with_a_choice_names_the_answers_with_which_each_question_is_asked(client, db):
    page = words(client.get("/risk/method/open-fair/"))
    losses, secondary = "“I know how many losses there are in a year”", "“Yes”"
    assert f"How many losses are there in a year? Asked where you answer {losses} to “What do you know about how often" in page
    assert f"What does that reaction cost? Asked where you answer {secondary} to “" in page
    assert "that way" not in page


def drawn(svg: str) -> list[str]:
    """The words of a drawing, line by line."""
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("}text")]  # noqa: S314 - ours


def test_the_assessment_is_drawn_agreed_and_read_with_the_method_alone(as_user, client, cast, assessment):
    scenario = add_scenario(assessment=assessment, by=cast.rhea, **TYPED)
    desk = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/")
    review = asked(assessment, cast)
    reviewing = as_user(cast.piet).get(f"/desk/risk/{assessment.code}/review/")
    judged(review, "agree", "It holds.", cast)
    release(assessment.revision, cast)

    public, listed = client.get(f"/risk/{assessment.code}/"), as_user(cast.rhea).get("/desk/risk/")

    moves = public.context["moves"].drawing
    assert drawn(moves.svg) == ["Acceptable", "Tolerable", "Intolerable", f"{scenario.code} A key is guessed"]
    assert moves.alt == "The risks without and with safeguards: 1 scenario, 1 lower."
    assert "The highest risk is Intolerable without safeguards and Acceptable with them." in words(public)
    assert "Frequency Consequence Risk Frequency Consequence Risk" in words(public)
    assert "Every verdict is read from one matrix: the method in full ." in words(public)
    for page in (desk, reviewing, public, listed):
        assert OF_ANOTHER_METHOD.findall(page.content.decode()) == []
        assert "Intolerable" in words(page)


def test_the_published_record_explains_the_figures_in_the_words_of_the_method(cast, assessment):
    add_scenario(assessment=assessment, by=cast.rhea, **TYPED)
    judged(asked(assessment, cast), "agree", "It holds.", cast)

    record = repr(weighed(agreed_assessments(assessment.revision)))

    assert "The matrix: row Frequent (frequency), column Serious (consequence) gives Intolerable (verdict)." in record
    assert OF_ANOTHER_METHOD.findall(record) == []


def test_the_clause_that_answers_it_shows_the_level_by_the_label_of_the_method(client, cast, assessment):
    clause = assessment.revision.clauses.get(anchor="keys")
    add_scenario(assessment=assessment, by=cast.rhea, clause=clause, **TYPED)
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    release(assessment.revision, cast)

    page = client.get(assessment.revision.get_absolute_url())

    assert "A key is guessed : Intolerable without, Acceptable with safeguards" in words(page)
    assert OF_ANOTHER_METHOD.findall(words(page)) == []


def test_levels_of_two_methods_compare_by_their_place_on_the_ramp():
    high, grave, tolerable = Level("H", "High"), Level("H", "Grave"), Level("M", "Tolerable")
    assert (high < grave, high <= grave, high > grave, high >= grave) == (False, True, False, True)
    assert (high < tolerable, high <= tolerable, high > tolerable, high >= tolerable) == (False, False, True, True)
