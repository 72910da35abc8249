"""For whoever doesn't believe a figure: what each result comes from, as data, and a button by which all are computed again."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from norms.models import Revision
from normsite.foundation.cached import cached
from normsite.foundation.codes import Kind
from normsite.foundation.showing import get_or_post
from normsite.foundation.throttle import Limit, TooMany, look, network, spend
from riskreviews import queries, services
from riskreviews.models import Assessment, Scenario, Simulation, SimulationState
from riskreviews.views.showing import stored_code

A_NETWORK_ASKS = Limit("verify-network", most=6, seconds=600)


@get_or_post
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The inputs, versions, seeds and digests of an assessment, and whether they came out equal when they were last computed
    again. The button has a worker do that once more; the script of the page asks how far it is."""
    assessment = _find(code)
    if request.method == "POST":
        asked = A_NETWORK_ASKS.of(network(request))
        if wait := max(look(asked)):
            raise TooMany(wait)
        services.ask_for_verification(assessment=assessment)
        spend(asked)
        return redirect("riskreviews:verify", assessment.code)
    waits = assessment.verifications.unfinished().exists()
    if request.headers.get("Accept") == "application/json":
        response: HttpResponse = JsonResponse({"is_over": not waits, "words": "It waits for its turn."})
    else:
        response = render(request, "riskreviews/verify.html", _context(assessment) | {"waits": waits})
    add_never_cache_headers(response)
    patch_vary_headers(response, ["Accept"])
    return response


def _find(code: str) -> Assessment:
    found = Assessment.objects.public().select_related("revision__norm")
    return get_object_or_404(found, code=stored_code(code, Kind.ASSESSMENT))


def _context(assessment: Assessment) -> dict[str, object]:
    scenarios = list(assessment.scenarios.order_by("position"))
    simulations = queries.standing_simulations(scenarios)
    queries.cover_scenarios(scenarios)
    for one in filter(queries.is_withheld, scenarios):
        simulations.pop(one.pk, None)
    last = assessment.verifications.done().first()
    return {
        "assessment": assessment,
        "method": assessment.risk_method,
        "results": [(one, simulations.get(one.pk)) for one in scenarios],
        "last": last,
        "lines": [queries.Recomputed(**line) for line in last.lines] if last else [],
    }


@require_safe
@cached(until=Revision.objects.next_release)
def results(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is hashed, with its digests, so that anybody can compute them without us (docs/domain.md, section 5).

    Of a scenario whose description is withheld, words among the judgements are too, so its digests can't be computed from it.
    """
    assessment = _find(code)
    scenarios = list(assessment.scenarios.order_by("position"))
    queries.cover_scenarios(scenarios)
    simulations = queries.standing_simulations(scenarios)
    return JsonResponse(
        {"assessment": assessment.code, "results": [_result(one, simulations.get(one.pk)) for one in scenarios]}
    )


def _result(scenario: Scenario, simulation: Simulation | None) -> dict[str, object]:
    withheld = queries.is_withheld(scenario)
    told: dict[str, object] = {
        "scenario": scenario.code,
        "digest": scenario.digest,
        "withheld": withheld,
        "record": scenario.method.record(scenario.judgements),
        "simulation": None,
    }
    if simulation is not None and simulation.state == SimulationState.DONE and not withheld:
        told["simulation"] = {"digest": simulation.digest, "record": simulation.record, "library": simulation.library}
    return told
