"""Which simulation stands for a scenario."""

from collections.abc import Collection

from riskreviews.models import Scenario, Simulation
from riskreviews.queries.withheld import is_withheld


def standing_simulations(scenarios: Collection[Scenario]) -> dict[int, Simulation]:
    """The simulation of what each scenario says now, by the key of the scenario; in one query, or none where the method
    simulates nothing. Of a scenario whose description is covered it bears no digest: names could be guessed at by it."""
    simulated = [one.pk for one in scenarios if one.method.is_simulated]
    if not simulated:
        return {}
    found = {one.scenario_id: one for one in Simulation.objects.standing().filter(scenario__in=simulated)}
    for one in filter(is_withheld, scenarios):
        if one.pk in found:
            found[one.pk].digest = ""
    return found
