"""Which simulation stands for a scenario."""

from collections.abc import Iterable

from riskreviews.models import Scenario, Simulation


def standing_simulations(scenarios: Iterable[Scenario]) -> dict[int, Simulation]:
    """The simulation of what each scenario says now, by the key of the scenario; in one query, or none where the method
    simulates nothing."""
    simulated = [one.pk for one in scenarios if one.method.is_simulated]
    if not simulated:
        return {}
    return {one.scenario_id: one for one in Simulation.objects.standing().filter(scenario__in=simulated)}
