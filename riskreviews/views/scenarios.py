"""Write a scenario, see what its levels come to, cite evidence, take it out again."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_form
from riskreviews import forms, queries, services
from riskreviews.models import Assessment, Scenario
from riskreviews.rules import can_edit_assessment
from riskreviews.views.showing import find_assessment, find_scenario, initial, redirect_unless_draft, show_conflict


@staff_required
@get_or_post
def scenario(request: SignedInRequest, code: str, scenario_code: str | None = None) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    scenario = find_scenario(assessment, scenario_code) if scenario_code else None
    stored = initial(scenario, forms.ScenarioForm)
    form = forms.ScenarioForm(posted(request), assessment=assessment, scenario=scenario, initial=stored)
    if "preview" in request.POST:
        form = _as_typed(form, assessment, scenario)
    context = _context(assessment, scenario, form)
    if not form.is_valid():
        return show_form(request, "riskreviews/scenario.html", form, **context)
    try:
        saved = _save(assessment, scenario, form, request)
    except services.EditConflict as conflict:
        return show_conflict(request, "riskreviews/scenario.html", form, conflict, conflict.current, **context)
    except Refused as refused:
        return show_form(request, "riskreviews/scenario.html", form, refused, **context)
    before, after = saved.get_level_display(), saved.get_residual_level_display()
    messages.success(request, f"{saved.code} is saved: {before} without safeguards, {after} with them.")
    following = "evidence" if "evidence" in request.POST else "scenario"
    return redirect(f"riskreviews:{following}", assessment.code, saved.code)


def _as_typed(form: forms.ScenarioForm, assessment: Assessment, scenario: Scenario | None) -> forms.ScenarioForm:
    """The typed words without complaints about what is not filled in yet."""
    typed = {field.name: field.value() for field in form}
    return forms.ScenarioForm(assessment=assessment, scenario=scenario, initial=typed)


def _context(assessment: Assessment, scenario: Scenario | None, form: forms.ScenarioForm) -> dict[str, Any]:
    return {
        "assessment": assessment,
        "scenario": scenario,
        "weighings": queries.weigh(assessment.risk_method, form.judgements()),
    }


def _save(assessment: Assessment, scenario: Scenario | None, form: forms.ScenarioForm, request: SignedInRequest) -> Scenario:
    fields = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "find")}
    if scenario is None:
        return services.add_scenario(assessment=assessment, by=request.user, **fields)
    version = form.cleaned_data["version"] or 0
    return services.change_scenario(scenario=scenario, version=version, by=request.user, **fields)


@staff_required
@require_POST
def preview(request: SignedInRequest, code: str) -> HttpResponse:
    """What the levels chosen so far come to, as a fragment for the page."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    weighings = queries.weigh(assessment.risk_method, request.POST.dict())
    return render(request, "riskreviews/_result.html", {"weighings": weighings, "assessment": assessment})


@staff_required
@get_or_post
def remove_scenario(request: SignedInRequest, code: str, scenario_code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    scenario = find_scenario(assessment, scenario_code)
    form = django_forms.Form(posted(request))
    if not form.is_valid():
        return show_form(request, "riskreviews/remove.html", form, assessment=assessment, part=scenario)
    try:
        services.remove_scenario(scenario=scenario, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/remove.html", form, refused, assessment=assessment, part=scenario)
    messages.success(request, f"{scenario.code} is removed.")
    return redirect("riskreviews:desk", assessment.code)


@staff_required
@get_or_post
def evidence(request: SignedInRequest, code: str, scenario_code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    scenario = find_scenario(assessment, scenario_code)
    if "remove" in request.POST:
        return _remove_evidence(request, assessment, scenario)
    context = {"assessment": assessment, "scenario": scenario}
    form = forms.EvidenceForm(posted(request))
    if not form.is_valid():
        return show_form(request, "riskreviews/evidence.html", form, **context)
    try:
        services.add_evidence(scenario=scenario, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/evidence.html", form, refused, **context)
    messages.success(request, "The evidence is added.")
    return redirect("riskreviews:evidence", assessment.code, scenario.code)


def _remove_evidence(request: SignedInRequest, assessment: Assessment, scenario: Scenario) -> HttpResponse:
    """Take one citation away; what is half typed of another stays in the form. One that is gone already is taken away."""
    context = {"assessment": assessment, "scenario": scenario}
    key = whole(request.POST["remove"])
    found = scenario.evidence.filter(pk=key).first() if key is not None else None
    try:
        if found is not None:
            services.remove_evidence(evidence=found, by=request.user)
    except Refused as refused:
        typed = forms.EvidenceForm(request.POST, empty_permitted=True, use_required_attribute=False)
        return show_form(request, "riskreviews/evidence.html", typed, refused, **context)
    messages.success(request, "The evidence is removed.")
    return show_form(request, "riskreviews/evidence.html", forms.EvidenceForm(initial=request.POST.dict()), **context)
