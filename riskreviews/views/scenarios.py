"""Write a scenario, see what its levels come to, cite evidence, take it out again."""

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.windows import merge
from riskreviews import forms, library, queries, services
from riskreviews.methods.method import side_in_words
from riskreviews.methods.pages import pages as pages_of
from riskreviews.models import Assessment, Scenario
from riskreviews.rules import can_edit_assessment
from riskreviews.views.removed import giving_words_back
from riskreviews.views.showing import find_assessment, find_scenario, initial, redirect_unless_draft


@staff_required
@get_or_post
@giving_words_back
def scenario(
    request: SignedInRequest,
    code: str,
    scenario_code: str | None = None,
    step: str = queries.WHAT.key,
    template: str | None = None,
) -> HttpResponse:
    """One step of a scenario, saved when it is left; a new one begins with the first, empty or from a template."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    scenario = find_scenario(assessment, scenario_code) if scenario_code else None
    kept = scenario.judgements if scenario else {}
    here = queries.step_of(assessment.risk_method, step, kept, typed=posted(request) or ())
    begun_from = library.template(template) if template else None
    if here is None or (template and begun_from is None):
        raise Http404
    stored = initial(scenario or begun_from, forms.ScenarioForm)
    form = forms.ScenarioForm(posted(request), assessment=assessment, scenario=scenario, step=here, initial=stored)
    if "preview" in request.POST:
        form = _as_typed(form, assessment, scenario)
    context = {**_context(assessment, scenario, form), "begun_from": begun_from}
    if not form.is_valid():
        return show_form(request, "riskreviews/scenario.html", form, **context)
    try:
        saved = _save(assessment, scenario, form, request, begun_from)
    except services.EditConflict as conflict:
        told = merge(form, _opened(assessment, conflict.current, here))
        return show_form(request, "riskreviews/scenario.html", form, conflict, **_context(assessment, scenario, form), **told)
    except Refused as refused:
        return show_form(request, "riskreviews/scenario.html", form, refused, **context)
    return _go_on(request, assessment, saved, here)


def _opened(assessment: Assessment, scenario: Scenario, step: queries.Step) -> forms.ScenarioForm:
    """A step as it would be opened now."""
    stored = initial(scenario, forms.ScenarioForm)
    return forms.ScenarioForm(assessment=assessment, scenario=scenario, step=step, initial=stored)


def _go_on(request: SignedInRequest, assessment: Assessment, saved: Scenario, here: queries.Step) -> HttpResponse:
    """To the step that was pressed, else to the next one; from the last one back to the desk."""
    steps, pressed = queries.steps_of(assessment.risk_method, saved.judgements), request.POST.get("go", "")
    following = steps[_place(here, steps) :]
    step = next((one for one in steps if one.key == pressed), following[0] if following and not pressed else None)
    if step is not None:
        return redirect(queries.address_of(assessment, saved, step))
    before, after = saved.get_level_display(), saved.get_residual_level_display()
    messages.success(request, f"{saved.code} is saved: {before} without safeguards, {after} with them.")
    if pressed == "evidence":
        return redirect("riskreviews:evidence", assessment.code, saved.code)
    return redirect("riskreviews:desk", assessment.code)


def _place(here: queries.Step, steps: list[queries.Step]) -> int:
    """Which step it is, from 1; of one that isn't asked any more 1, so that one goes on with the first judgements."""
    return next((place for place, one in enumerate(steps, 1) if one.key == here.key), 1)


def _as_typed(form: forms.ScenarioForm, assessment: Assessment, scenario: Scenario | None) -> forms.ScenarioForm:
    """The typed words without complaints about what is not filled in yet."""
    typed = {field.name: field.value() for field in form}
    return forms.ScenarioForm(assessment=assessment, scenario=scenario, step=form.step, initial=typed)


def _context(assessment: Assessment, scenario: Scenario | None, form: forms.ScenarioForm) -> dict[str, Any]:
    method, judgements = assessment.risk_method, form.judgements()
    steps = queries.steps_of(method, judgements)
    return {
        "assessment": assessment,
        "scenario": scenario,
        "step": form.step,
        "steps": steps,
        "number": _place(form.step, steps),
        "is_asked": any(one.key == form.step.key for one in steps),
        "chosen_first": queries.chosen_first(form.step, method, judgements),
        "lacking": [one.key for one in steps if queries.unanswered(one, method, judgements)],
        "weighings": _weighings(assessment, judgements, form.step),
        "uncounted": queries.uncounted(method, judgements),
    }


Weighings = list[tuple[str, queries.Weighing | None]]


def _weighings(assessment: Assessment, judgements: Mapping[str, str], step: queries.Step) -> Weighings:
    """What the answers of each side of this step come to; None where one is missing."""
    method, sides = assessment.risk_method, step.page.sides if step.page else ()
    return [(side_in_words(residual=one), queries.weigh_side(method, judgements, residual=one)) for one in sides]


def _save(
    assessment: Assessment,
    scenario: Scenario | None,
    form: forms.ScenarioForm,
    request: SignedInRequest,
    begun_from: library.Template | None,
) -> Scenario:
    fields = form.facts()
    if scenario is None:
        follows = begun_from.consequences if begun_from else {}
        return services.add_scenario(assessment=assessment, by=request.user, consequences=follows, **fields)
    version = form.cleaned_data["version"]
    if "drop" in request.POST:
        fields |= dict.fromkeys(queries.uncounted_names(assessment.risk_method, form.judgements()), "")
    return services.change_scenario(scenario=scenario, version=version, by=request.user, **fields)


@staff_required
@require_safe
def templates(request: SignedInRequest, code: str) -> HttpResponse:
    """The scenarios to begin from, those with these words."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    words = request.GET.get("q", "")[:100]
    context = {"assessment": assessment, "words": words, "found": library.find(words), "all": len(library.TEMPLATES)}
    return render(request, "riskreviews/scenario_templates.html", context)


@staff_required
@require_POST
def preview(request: SignedInRequest, code: str, scenario_code: str) -> HttpResponse:
    """What the answers given so far come to, here and in other steps, as a fragment for the page."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    scenario = find_scenario(assessment, scenario_code)
    method = assessment.risk_method
    pages = (queries.step_of(method, page.key, scenario.judgements, typed=request.POST) for page in pages_of(method))
    step = next((one for one in pages if one and not set(one.names).isdisjoint(request.POST)), queries.WHAT)
    judgements = forms.ScenarioForm(request.POST, assessment=assessment, scenario=scenario, step=step).judgements()
    context = {"assessment": assessment, "weighings": _weighings(assessment, judgements, step)}
    return render(request, "riskreviews/_result.html", context)


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
@giving_words_back
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
