"""Write a safeguard step by step, each saved by itself; take it out again."""

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.windows import show_conflict
from riskreviews import forms, services
from riskreviews.checks import lacking
from riskreviews.models import Assessment, Safeguard, TierTable
from riskreviews.rules import can_edit_assessment
from riskreviews.tiering import GOVERNABILITY, REACHES, RISKS
from riskreviews.views.removed import giving_words_back
from riskreviews.views.showing import find_assessment, find_safeguard, initial, redirect_unless_draft


@dataclass(frozen=True)
class SafeguardStep:
    """One step of the form: the name of its address, its title, and whether it is asked above T1 alone."""

    name: str
    title: str
    above_t1: bool = True

    @property
    def address(self) -> str:
        return f"riskreviews:{self.name}"


STEPS = (
    SafeguardStep("safeguard", "What is done", above_t1=False),
    SafeguardStep("safeguard_tier", "Tier", above_t1=False),
    SafeguardStep("safeguard_proportionality", "Proportionality"),
    SafeguardStep("safeguard_weight", "Weight"),
    SafeguardStep("safeguard_alternatives", "Alternatives"),
    SafeguardStep("safeguard_costs", "Costs"),
    SafeguardStep("safeguard_ending", "Review and end"),
)


@staff_required
@get_or_post
@giving_words_back
def safeguard(request: SignedInRequest, code: str, safeguard_code: str | None = None) -> HttpResponse:
    """Step 1, which adds the safeguard where there is none yet."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    if safeguard_code is not None:
        return _change(request, assessment, find_safeguard(assessment, safeguard_code), STEPS[0], forms.SafeguardForm)
    form = forms.SafeguardForm(posted(request), assessment=assessment)
    context = {"assessment": assessment, "step": STEPS[0], "number": 1, **_counted(above_t1=False)}
    if not form.is_valid():
        return show_form(request, "riskreviews/safeguard.html", form, **context)
    try:
        saved = services.add_safeguard(assessment=assessment, by=request.user, **form.given())
    except Refused as refused:
        return show_form(request, "riskreviews/safeguard.html", form, refused, **context)
    messages.success(request, f"{saved.code} is added. Next: its tier.")
    return redirect("riskreviews:safeguard_tier", assessment.code, saved.code)


@staff_required
@get_or_post
@giving_words_back
def tier(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Step 2, with what the table in force says for the risk of the scenarios."""
    return _step(request, code, safeguard_code, STEPS[1], forms.TierForm)


@staff_required
@get_or_post
@giving_words_back
def proportionality(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Step 3."""
    return _step(request, code, safeguard_code, STEPS[2], forms.ProportionalityForm)


@staff_required
@get_or_post
@giving_words_back
def weight(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Step 4."""
    return _step(request, code, safeguard_code, STEPS[3], forms.WeightForm)


@staff_required
@get_or_post
@giving_words_back
def alternatives(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Step 5: the alternatives that are named, and a form for one more."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    safeguard = find_safeguard(assessment, safeguard_code)
    context = _context(assessment, safeguard, STEPS[4])
    if "remove" in request.POST:
        return _remove_alternative(request, safeguard, context)
    form = forms.AlternativeForm(posted(request))
    if not form.is_valid():
        return show_form(request, "riskreviews/safeguard_alternatives.html", form, **context)
    try:
        services.add_alternative(safeguard=safeguard, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/safeguard_alternatives.html", form, refused, **context)
    messages.success(request, "The alternative is added.")
    return redirect("riskreviews:safeguard_alternatives", assessment.code, safeguard.code)


def _remove_alternative(request: SignedInRequest, safeguard: Safeguard, context: dict[str, Any]) -> HttpResponse:
    """Take one away; what is half typed of another stays in the form. One that is gone already is taken away."""
    key = whole(request.POST["remove"])
    found = safeguard.alternatives.filter(pk=key).first() if key is not None else None
    try:
        if found is not None:
            services.remove_alternative(alternative=found, by=request.user)
    except Refused as refused:
        typed = forms.AlternativeForm(request.POST, empty_permitted=True, use_required_attribute=False)
        return show_form(request, "riskreviews/safeguard_alternatives.html", typed, refused, **context)
    messages.success(request, "The alternative is removed.")
    form = forms.AlternativeForm(initial=request.POST.dict())
    return show_form(request, "riskreviews/safeguard_alternatives.html", form, **context)


@staff_required
@get_or_post
@giving_words_back
def costs(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Step 6."""
    return _step(request, code, safeguard_code, STEPS[5], forms.CostsForm)


@staff_required
@get_or_post
@giving_words_back
def ending(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Step 7."""
    return _step(request, code, safeguard_code, STEPS[6], forms.EndingForm)


def _step(
    request: SignedInRequest, code: str, safeguard_code: str, step: SafeguardStep, form_class: type[forms.StepForm]
) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    return _change(request, assessment, find_safeguard(assessment, safeguard_code), step, form_class)


def _change(
    request: SignedInRequest,
    assessment: Assessment,
    safeguard: Safeguard,
    step: SafeguardStep,
    form_class: type[forms.StepForm],
) -> HttpResponse:
    stored = initial(safeguard, form_class)
    form = form_class(posted(request), assessment=assessment, safeguard=safeguard, initial=stored)
    if "preview" in request.POST:
        form = form_class(assessment=assessment, safeguard=safeguard, initial={one.name: one.value() for one in form})
    context = _context(assessment, safeguard, step)
    if isinstance(form, forms.TierForm):
        context["proposed"] = form.proposed
    template = f"riskreviews/{step.name}.html"
    if not form.is_valid():
        return show_form(request, template, form, **context)
    try:
        saved = _save(safeguard, form, request)
    except services.EditConflict as conflict:
        now: Safeguard = conflict.current
        stands = form_class(assessment=assessment, safeguard=now, initial=initial(now, form_class))
        return show_conflict(request, template, form, conflict, stands, **context)
    except Refused as refused:
        return show_form(request, template, form, refused, **context)
    return _go_on(request, saved, step)


def _save(safeguard: Safeguard, form: forms.StepForm, request: SignedInRequest) -> Safeguard:
    version: int = form.cleaned_data["version"]
    if isinstance(form, forms.CostsForm):
        return services.change_costs(safeguard=safeguard, version=version, costs=form.priced(), by=request.user)
    return services.change_safeguard(safeguard=safeguard, version=version, by=request.user, **form.given())


def _go_on(request: HttpRequest, saved: Safeguard, step: SafeguardStep) -> HttpResponse:
    """To the next step that its tier asks for, or back to the desk after the last one."""
    messages.success(request, f"{saved.code} is saved. {_said(saved, step)}".strip())
    later = STEPS[STEPS.index(step) + 1 :]
    following = next((one for one in later if saved.is_above_t1 or not one.above_t1), None)
    if following is None:
        return redirect("riskreviews:desk", saved.assessment.code)
    return redirect(following.address, saved.assessment.code, saved.code)


def _said(saved: Safeguard, step: SafeguardStep) -> str:
    """What came of the step: the tier, or a weight by which the safeguard takes no less than it gains."""
    if step.name == "safeguard_tier":
        return saved.tier_sentence
    if step.name == "safeguard_weight" and saved.weight and not saved.weight.outweighs:
        return f"{saved.weight.sentence} {saved.weight.advice}"
    return ""


def _counted(*, above_t1: bool) -> dict[str, int]:
    """How many steps there are, and how many there would be above T1, where that is another number."""
    few = sum(not one.above_t1 for one in STEPS)
    return {"total": len(STEPS)} if above_t1 else {"total": few, "total_above_t1": len(STEPS)}


def _context(assessment: Assessment, safeguard: Safeguard, step: SafeguardStep) -> dict[str, Any]:
    table = TierTable.objects.in_force()
    lacks = {lack.step for lack in lacking(safeguard, table)}
    asked = [one for one in STEPS if safeguard.is_above_t1 or not one.above_t1 or one == step]
    return {
        "assessment": assessment,
        "safeguard": safeguard,
        "step": step,
        "number": asked.index(step) + 1,
        **_counted(above_t1=safeguard.is_above_t1 or step.above_t1),
        "steps": [(one, reverse(one.address, args=[assessment.code, safeguard.code]), one.name in lacks) for one in asked],
        "table": table,
        "proposals": _proposals(safeguard, table) if step.name == "safeguard_tier" else [],
        "risk": RISKS.get(safeguard.risk, ""),
    }


def _proposals(safeguard: Safeguard, table: TierTable) -> list[tuple[str, list[Any]]]:
    """What the table gives for this risk: for each governability the cells of all reaches."""
    return [
        (label, [table.read(safeguard.risk, governability, reach) for reach in REACHES])
        for governability, label in GOVERNABILITY.items()
    ]


@staff_required
@get_or_post
def remove_safeguard(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    safeguard = find_safeguard(assessment, safeguard_code)
    form = django_forms.Form(posted(request))
    if not form.is_valid():
        return show_form(request, "riskreviews/remove.html", form, assessment=assessment, part=safeguard)
    try:
        services.remove_safeguard(safeguard=safeguard, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/remove.html", form, refused, assessment=assessment, part=safeguard)
    messages.success(request, f"{safeguard.code} is removed.")
    return redirect("riskreviews:desk", assessment.code)
