"""Which simulation stands for a scenario, and what there is to show of it."""

from collections.abc import Iterable

from riskreviews.methods.pictures import LossCurves, Picture
from riskreviews.models import Scenario, Simulation, SimulationState


def standing_simulations(scenarios: Iterable[Scenario]) -> dict[int, Simulation]:
    """The simulation of what each scenario says now, by the key of the scenario; in one query, or none where the method
    simulates nothing."""
    simulated = [one.pk for one in scenarios if one.method.is_simulated]
    if not simulated:
        return {}
    return {one.scenario_id: one for one in Simulation.objects.standing().filter(scenario__in=simulated)}


def pictures_of(scenario: Scenario, simulation: Simulation | None) -> tuple[Picture, ...]:
    """What the method shows of the judgements, behind the curves of the simulation where it is done; nothing while an answer is
    lacking."""
    if not scenario.digest:
        return ()
    return (*_curves(scenario, simulation), *scenario.method.pictures(scenario.judgements))


def _curves(scenario: Scenario, simulation: Simulation | None) -> tuple[Picture, ...]:
    if simulation is None or simulation.state != SimulationState.DONE:
        return ()
    curves = {side: [(loss, share) for loss, share in one["curve"]] for side, one in simulation.figures.items()}
    unit = simulation.figures["without"]["figures"][0]["unit"]
    return (LossCurves.of("How likely a year is to cost more", curves, unit),)
