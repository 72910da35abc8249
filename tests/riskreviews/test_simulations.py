"""Simulations: asked for with the scenario, drawn once by a worker, resumed when that is gone, told while they go on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from norms.services import freeze_revision, start_revision
from normsite.foundation.errors import Refused
from riskreviews.forms.judgements import judgement_fields
from riskreviews.methods import METHODS
from riskreviews.methods.pages import pages
from riskreviews.models import Simulation, SimulationState
from riskreviews.queries import standing_simulations
from riskreviews.services import (
    carry_assessment,
    carry_out_simulation,
    change_scenario,
    request_peer_review,
    simulate_again,
    start_simulation,
)
from riskreviews.services import simulations as services
from riskreviews.tasks import resume, simulate
from tests.riskreviews.losses import BOUNDS, JUDGED, METHOD, in_money, loss_in, thrice
from tests.riskreviews.scenes import assessment_of, draft_text, scenario_in
from tests.riskreviews.test_pages import words


@pytest.fixture
def handed(monkeypatch):
    """What was handed to a worker, which nobody carries out."""
    found: list[tuple[object, ...]] = []
    monkeypatch.setattr(services, "hand_over", lambda *told: found.append(told))
    return found


@pytest.fixture
def scenario(cast, handed):
    return loss_in(in_money(cast), cast)


def of(scenario) -> Simulation:
    return Simulation.objects.get(scenario=scenario)


def address(scenario, more: str = "") -> str:
    return f"/desk/risk/{scenario.assessment.code}/scenarios/{scenario.code}/simulation/{more}"


def test_saving_a_scenario_asks_a_worker_once_its_transaction_is_through(cast, handed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        scenario = loss_in(in_money(cast), cast)
        assert handed == []
    one = of(scenario)
    assert handed == [("riskreviews.simulate", one.pk)]
    assert (one.state, one.judgements, one.result) == (SimulationState.QUEUED, JUDGED, scenario.digest)
    assert (one.seed, one.trials, f"SC-{one.seed}") == (one.seed, 100_000, scenario.code)


def test_a_scenario_that_is_looked_up_in_tables_is_not_simulated(cast, handed):
    scenario_in(assessment_of(draft_text(cast), cast), cast)
    assert Simulation.objects.count() == 0


def test_what_is_drawn_is_kept_with_its_library_and_a_digest_of_all_it_came_from(scenario):
    simulate(of(scenario).pk)
    one = of(scenario)
    assert (one.state, one.progress, one.library.partition(" ")[0]) == ("done", 100, "numpy")
    before, after = ({f["key"]: f["value"] for f in one.figures[side]["figures"]} for side in ("without", "with"))
    assert float(after["mean"]) == pytest.approx(0.85 * 36_666.67, rel=0.02)
    assert float(before["mean"]) == pytest.approx(22 * 36_666.67, rel=0.02)
    assert len(one.digest) == 64


def test_the_same_is_drawn_once_and_another_seed_or_another_judgement_is_another(cast, scenario):
    simulate(of(scenario).pk)
    assert start_simulation(scenario=scenario).pk == of(scenario).pk
    other = start_simulation(scenario=scenario, seed=7)
    assert Simulation.objects.count() == 2
    changed = change_scenario(scenario=scenario, version=1, by=cast.rhea, lef_high="91")
    assert Simulation.objects.count() == 3
    standing = standing_simulations([changed])[changed.pk]
    assert (standing.state, standing.seed == other.seed) == ("queued", False)
    back = change_scenario(scenario=changed, version=2, by=cast.rhea, lef_high="90")
    assert Simulation.objects.count() == 3
    assert standing_simulations([back])[back.pk].pk == other.pk


def test_neither_the_chosen_way_nor_what_does_not_count_is_drawn_or_kept_with_what_is_drawn(cast, handed):
    leftover = thrice("tef", "1", "2", "3") | thrice("residual_tef", "1", "2", "3") | thrice("sl", "4", "5", "6")
    scenario = loss_in(in_money(cast), cast, way="L", secondary="N", **leftover)
    simulate(of(scenario).pk)
    one = of(scenario)
    assert (one.state, one.judgements, one.record["judgements"]) == ("done", JUDGED, JUDGED)


def test_a_change_of_words_alone_keeps_what_was_drawn(cast, scenario):
    simulate(of(scenario).pk)
    changed = change_scenario(scenario=scenario, version=1, by=cast.rhea, title="Another title")
    assert standing_simulations([changed])[changed.pk].state == "done"


def test_a_copy_on_a_later_text_is_simulated_under_its_own_code(cast, scenario):
    freeze_revision(revision=scenario.assessment.revision, by=cast.edda)
    later = start_revision(revision=scenario.assessment.revision, by=cast.edda)
    copy = carry_assessment(assessment=scenario.assessment, revision=later, by=cast.rhea)
    twin = copy.scenarios.get()
    assert f"SC-{of(twin).seed}" == twin.code


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_the_generator_cannot_take_is_refused(scenario, seed):
    with pytest.raises(Refused, match="The seed is no whole number from 0 to 4,294,967,295"):
        start_simulation(scenario=scenario, seed=seed)


def test_drawn_twice_it_is_drawn_once(scenario):
    simulate(of(scenario).pk)
    ended = of(scenario).ended_at
    simulate(of(scenario).pk)
    assert of(scenario).ended_at == ended
    simulate(999_999)


def test_what_a_worker_left_behind_is_handed_over_again_and_drawn_from_the_beginning(scenario, handed):
    handed.clear()
    resume()
    assert handed == []
    Simulation.objects.update(state="running", progress=40, asked_at=timezone.now() - timedelta(minutes=2))
    resume()
    assert handed == [("riskreviews.simulate", of(scenario).pk)]
    simulate(of(scenario).pk)
    assert of(scenario).state == "done"
    handed.clear()
    resume()
    assert handed == []


def test_how_far_it_is_is_written_down_piece_by_piece(scenario, monkeypatch):
    seen: list[int] = []
    real = services._tell
    monkeypatch.setattr(services, "_tell", lambda one, part: (real(one, part), seen.append(of(scenario).progress)))
    carry_out_simulation(simulation=of(scenario))
    assert seen == list(range(5, 101, 5))


def test_one_that_fails_says_so_and_can_be_tried_again(as_user, cast, scenario, handed, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("riskreviews.methods.trials.library", lambda: 1 / 0)
        simulate(of(scenario).pk)
    rhea = as_user(cast.rhea)
    page = rhea.get(address(scenario))
    assert "Where it is Failed. Simulate it again" in words(page)
    assert as_user(cast.piet).post(address(scenario, "again/")).status_code == 403
    simulate(of(scenario).pk)
    assert of(scenario).state == "failed"
    assert rhea.post(address(scenario, "again/")).status_code == 302
    assert of(scenario).state == "queued"
    simulate(of(scenario).pk)
    simulate_again(simulation=of(scenario), by=cast.rhea)
    assert of(scenario).state == "done"


def test_the_page_tells_how_far_it_is_in_words_and_to_its_script(as_user, cast, scenario):
    rhea = as_user(cast.rhea)
    assert "Where it is Waits for its turn. Look again" in words(rhea.get(address(scenario)))
    Simulation.objects.update(state="running", progress=40, begun_at=timezone.now())
    told = rhea.get(address(scenario), headers={"accept": "application/json"}).json()
    assert told == {"is_over": False, "words": "Is being drawn, 40 % are drawn."}
    simulate(of(scenario).pk)
    assert rhea.get(address(scenario), headers={"accept": "application/json"}).json()["is_over"] is True
    page = words(rhea.get(address(scenario)))
    assert "Of 100,000 simulated years Without safeguards With safeguards Mean, EUR" in page
    assert "How likely a year is to cost more" in page


def test_no_peer_is_asked_before_what_stands_is_simulated(as_user, cast, scenario):
    with pytest.raises(Refused, match=f"{scenario.code} is not simulated yet as it stands"):
        request_peer_review(assessment=scenario.assessment, reviewer=cast.piet, by=cast.rhea)
    desk = words(as_user(cast.rhea).get(f"/desk/risk/{scenario.assessment.code}/"))
    assert f"{scenario.code} is not simulated yet as it stands." in desk
    assert f"Simulation of {scenario.code} : waits for its turn" in desk
    simulate(of(scenario).pk)
    request_peer_review(assessment=scenario.assessment, reviewer=cast.piet, by=cast.rhea)


def test_when_the_broker_is_gone_the_scenario_is_saved_all_the_same(cast, monkeypatch, django_capture_on_commit_callbacks):
    def gone(*told: object, **more: object) -> None:
        raise OSError

    monkeypatch.setattr("normsite.foundation.workers.current_app.signature", gone)
    with django_capture_on_commit_callbacks(execute=True):
        scenario = loss_in(in_money(cast), cast)
    assert of(scenario).state == "queued"


def test_the_bounds_between_the_levels_stand_in_the_form_at_first():
    fields = [judgement_fields(page) for page in pages(METHODS[METHOD])]
    asked = {name: field.initial for page in fields for name, field in page.items()}
    assert {name: value for name, value in asked.items() if value} == BOUNDS | {"secondary": "N"}
