"""Where the simulation of a scenario is, what came of it, and how to try again what failed."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from riskreviews import queries, services
from riskreviews.models import Simulation
from riskreviews.rules import can_edit_assessment
from riskreviews.views.showing import find_assessment, find_scenario


@staff_required
@require_safe
def simulation(request: SignedInRequest, code: str, scenario_code: str) -> HttpResponse:
    """How far it is, and its figures once it is done. The script of the page asks for the same in few words."""
    assessment = find_assessment(request, code)
    scenario = find_scenario(assessment, scenario_code)
    scenario.assessment = assessment
    queries.cover_scenarios([scenario], request.user)
    found = queries.standing_simulations([scenario]).get(scenario.pk)
    if request.headers.get("Accept") == "application/json":
        told = {"is_over": found is None or not found.is_going, "words": _words(found)}
        response: HttpResponse = JsonResponse(told)
    else:
        context = {
            "assessment": assessment,
            "scenario": scenario,
            "simulation": found,
            "words": _words(found),
            "may_edit": can_edit_assessment(request.user, assessment),
        }
        response = render(request, "riskreviews/simulation.html", context)
    add_never_cache_headers(response)
    patch_vary_headers(response, ["Accept"])
    return response


def _words(simulation: Simulation | None) -> str:
    if simulation is None:
        return "There is none of what the scenario says now."
    progress = f", {simulation.progress} % are drawn" if simulation.is_going and simulation.begun_at else ""
    return f"{simulation.get_state_display()}{progress}."


@staff_required
@require_POST
def simulate_again(request: SignedInRequest, code: str, scenario_code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    scenario = find_scenario(assessment, scenario_code)
    scenario.assessment = assessment
    found = queries.standing_simulations([scenario]).get(scenario.pk)
    if found is None:
        found = services.start_simulation(scenario=scenario)
    else:
        services.simulate_again(simulation=found, by=request.user)
    messages.success(request, f"{scenario.code} is simulated." if found else f"{scenario.code} has nothing to simulate.")
    return redirect("riskreviews:simulation", assessment.code, scenario.code)
