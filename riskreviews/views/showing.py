"""What the views share: how a row is found, and with what its form begins."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Manager, Model, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from norms.doors import admit
from norms.models import Provision
from normsite.foundation.accounts.access import Reader
from normsite.foundation.codes import Kind, parse
from riskreviews import queries
from riskreviews.forms import StepForm
from riskreviews.library import Template
from riskreviews.models import Assessment, AssessmentState, Safeguard, Scenario
from riskreviews.queries import cover_risks, cover_safeguards


def stored_code(code: str, kind: Kind) -> str:
    """The code as it is stored; 404 for what can't be one."""
    if parse(code) is not kind:
        raise Http404
    return code.strip().upper()


def find_assessment(request: HttpRequest, code: str) -> Assessment:
    related = Assessment.objects.seen_by(request.user).select_related("revision__norm", "created_by", "carried_from")
    assessment = get_object_or_404(related, code=stored_code(code, Kind.ASSESSMENT))
    admit(request, assessment.revision)
    return assessment


def find_scenario(assessment: Assessment, code: str) -> Scenario:
    return get_object_or_404(Scenario, assessment=assessment, code=stored_code(code, Kind.SCENARIO))


def find_safeguard(assessment: Assessment, code: str) -> Safeguard:
    return get_object_or_404(Safeguard, assessment=assessment, code=stored_code(code, Kind.SAFEGUARD))


def read_scenarios(assessment: Assessment, user: Reader, *, at_desk: bool = False) -> list[Scenario]:
    """The scenarios with all that a page says of them to this reader, in a constant number of queries.

    A provision that was cut before anybody could read it is named at the desk alone, and there alone whoever may read what is
    withheld reads it: public pages are the same for all.
    """
    found = assessment.scenarios.select_related("clause", "owner")
    provisions = Prefetch("provisions", Provision.objects.seen_by(user))
    scenarios = list(found.prefetch_related("evidence", "safeguards", provisions))
    for scenario in scenarios:
        scenario.assessment = assessment
        if scenario.clause is not None:
            scenario.clause.revision = assessment.revision
    cover_risks(scenarios, (), user if at_desk else None)
    simulations = queries.standing_simulations(scenarios)
    for scenario in scenarios:
        scenario.simulation = simulations.get(scenario.pk)
    return scenarios


def read_safeguards(assessment: Assessment, user: Reader, *, at_desk: bool = False) -> list[Safeguard]:
    """The safeguards with all that a page says of them to this reader."""
    found = assessment.safeguards.select_related("tier_table").prefetch_related(
        "scenarios", "alternatives", "costs", "reappraisals", "applies_to"
    )
    safeguards = list(found.prefetch_related(Prefetch("provision", Provision.objects.seen_by(user))))
    for safeguard in safeguards:
        safeguard.assessment = assessment
    cover_safeguards(safeguards, user if at_desk else None)
    return safeguards


def redirect_unless_draft(request: HttpRequest, assessment: Assessment) -> HttpResponse | None:
    """Back to the desk, instead of an empty form that would be refused; what somebody has typed stays in sight."""
    if request.method == "POST" or assessment.state == AssessmentState.DRAFT:
        return None
    messages.info(request, f"{assessment.code} is {assessment.get_state_display().lower()}, so it can't be changed.")
    return redirect("riskreviews:desk", assessment.code)


def initial(row: Model | Template | None, form: type[django_forms.Form]) -> dict[str, Any]:
    """The facts of a stored row, or of a template, as its form begins with them."""
    if isinstance(row, Safeguard) and issubclass(form, StepForm):
        return form.stored(row)
    found = {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
    if isinstance(row, Scenario):
        found |= row.judgements
        for one in row.what_follows:
            name = f"consequence_{one.dimension.value}"
            found |= {name: one.gravity.value, f"{name}_words": one.words}
    return {name: list(value.all()) if isinstance(value, Manager) else value for name, value in found.items()}
