"""Write a safeguard with its record of proportionality, take it out again."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from riskreviews import forms, services
from riskreviews.models import Assessment, Safeguard
from riskreviews.rules import can_edit_assessment
from riskreviews.views.showing import find_assessment, find_safeguard, initial, redirect_unless_draft, show_conflict


@staff_required
@get_or_post
def safeguard(request: SignedInRequest, code: str, safeguard_code: str | None = None) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    safeguard = find_safeguard(assessment, safeguard_code) if safeguard_code else None
    stored = initial(safeguard, forms.SafeguardForm)
    form = forms.SafeguardForm(posted(request), assessment=assessment, safeguard=safeguard, initial=stored)
    context = {"assessment": assessment, "safeguard": safeguard}
    if not form.is_valid():
        return show_form(request, "riskreviews/safeguard.html", form, **context)
    try:
        saved = _save(assessment, safeguard, form, request)
    except services.EditConflict as conflict:
        return show_conflict(request, "riskreviews/safeguard.html", form, conflict, conflict.current, **context)
    except Refused as refused:
        return show_form(request, "riskreviews/safeguard.html", form, refused, **context)
    messages.success(request, f"{saved.code} is saved.")
    return redirect("riskreviews:desk", assessment.code)


def _save(
    assessment: Assessment, safeguard: Safeguard | None, form: forms.SafeguardForm, request: SignedInRequest
) -> Safeguard:
    fields = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "scenarios")}
    scenarios = list(form.cleaned_data["scenarios"])
    if safeguard is None:
        return services.add_safeguard(assessment=assessment, scenarios=scenarios, by=request.user, **fields)
    version = form.cleaned_data["version"] or 0
    return services.change_safeguard(safeguard=safeguard, version=version, scenarios=scenarios, by=request.user, **fields)


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
