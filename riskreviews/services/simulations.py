"""Simulate scenarios: ask a worker, draw, try again what failed."""

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.turns import turn
from normsite.foundation.workers import hand_over
from riskreviews.methods import METHODS, trials
from riskreviews.methods.method import digest_of
from riskreviews.models import Scenario, Simulation, SimulationState

logger = logging.getLogger(__name__)

OVERDUE = timedelta(minutes=1)
"""What has not ended so long after it was asked for is handed to a worker again: the one that had it may be gone."""


def start_simulation(*, scenario: Scenario, seed: int | None = None) -> Simulation | None:
    """Have a scenario simulated as it stands, by a worker once the transaction is through; None where its method simulates
    nothing, or while it lacks an answer. What is kept and doesn't count is no part of it. The same judgements and seed are
    drawn once. Without a seed it is the number in the code of the scenario."""
    method = scenario.method
    if not method.is_simulated or not scenario.digest:
        return None
    chosen = int(scenario.code.rpartition("-")[2]) if seed is None else seed
    if not 0 <= chosen <= trials.MOST_SEED:
        raise Refused("The seed is no whole number from 0 to 4,294,967,295.", "Choose another one.")
    simulation, is_new = Simulation.objects.get_or_create(
        scenario=scenario,
        result=scenario.digest,
        seed=chosen,
        trials=trials.TRIALS,
        defaults={
            "judgements": method.counted(scenario.judgements),
            "method": method.key,
            "method_version": method.version,
        },
    )
    if is_new:
        _hand_over(simulation)
    return simulation


def carry_out_simulation(*, simulation: Simulation) -> None:
    """Draw it, telling how far it is. Done twice it is done once: one that is done or failed stays as it is, and one that
    another worker is at is left to that one. What was begun by a worker that is gone begins anew."""
    with turn(f"simulation:{simulation.pk}") as is_ours:
        simulation.refresh_from_db()
        if not is_ours or not simulation.is_going:
            return
        simulation.state, simulation.begun_at, simulation.progress = SimulationState.RUNNING, timezone.now(), 0
        simulation.save(update_fields=["state", "begun_at", "progress"])
        try:
            _draw(simulation)
        except Exception:
            logger.exception("%s failed", simulation)
            simulation.state, simulation.ended_at = SimulationState.FAILED, timezone.now()
            simulation.save(update_fields=["state", "ended_at"])


def _draw(simulation: Simulation) -> None:
    method = METHODS[simulation.method]
    done = method.simulated(simulation.judgements, seed=simulation.seed, tell=partial(_tell, simulation))
    simulation.figures = {side: one.plain for side, one in done.items()}
    simulation.library = trials.library()
    simulation.state, simulation.ended_at, simulation.progress = SimulationState.DONE, timezone.now(), 100
    simulation.digest = digest_of(simulation.record)
    simulation.save()


def _tell(simulation: Simulation, part: float) -> None:
    Simulation.objects.filter(pk=simulation.pk).update(progress=round(part * 100))


@transaction.atomic
def simulate_again(*, simulation: Simulation, by: User) -> None:
    """Try again what failed; anything else is left as it is, and so is what went with its scenario meanwhile."""
    found = Simulation.objects.select_for_update().filter(pk=simulation.pk).first()
    if found is not None and found.state == SimulationState.FAILED:
        found.state, found.ended_at, found.progress = SimulationState.QUEUED, None, 0
        found.save(update_fields=["state", "ended_at", "progress"])
        _hand_over(found)


def resume_simulations() -> None:
    """Hand to a worker again what has waited for long. One that is being drawn is left to whoever draws it."""
    for simulation in Simulation.objects.unfinished().filter(asked_at__lt=timezone.now() - OVERDUE):
        hand_over("riskreviews.simulate", simulation.pk)


def _hand_over(simulation: Simulation) -> None:
    transaction.on_commit(partial(hand_over, "riskreviews.simulate", simulation.pk))
