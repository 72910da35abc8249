"""The desk's pages about risks. Each reads: get, rule, form, service, redirect."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from normsite.accounts.access import desk as on_desk
from normsite.accounts.access import require
from normsite.errors import Refused
from riskreviews import forms, reading, services
from riskreviews.methods import METHODS
from riskreviews.models import Assessment, AssessmentState, Evidence, PeerReview, Safeguard, Scenario
from riskreviews.rules import can_edit_assessment, can_give_peer_review, can_request_peer_review

get_or_post = require_http_methods(["GET", "POST"])


def _assessment(code: str) -> Assessment:
    return get_object_or_404(Assessment.objects.select_related("revision__norm", "created_by"), code=code.upper())


def _show(
    request: HttpRequest, template: str, form: django_forms.Form, refused: Refused | None = None, **context: Any
) -> HttpResponse:
    """The form again with what was typed: 409 when the rules say no, 422 when the shape is wrong."""
    status = 200
    if refused is not None:
        form.add_error(None, str(refused))
        status = 409
    elif form.is_bound and form.errors:
        status = 422
    return render(request, f"riskreviews/{template}", {"form": form, **context}, status=status)


@on_desk
def desk_list(request: HttpRequest) -> HttpResponse:
    found = Assessment.objects.select_related("revision__norm", "created_by")
    return render(
        request,
        "riskreviews/desk_list.html",
        {"assessments": found, "may_edit": can_edit_assessment(request.user), "AssessmentState": AssessmentState},
    )


@on_desk
@get_or_post
def create(request: HttpRequest) -> HttpResponse:
    require(can_edit_assessment, request.user)
    form = forms.AssessmentForm(request.POST or None, initial={"revision": request.GET.get("revision")})
    if request.method == "GET" or not form.is_valid():
        return _show(request, "form.html", form, heading="Start a risk assessment", button="Start")
    try:
        assessment = services.start_assessment(**form.cleaned_data, by=request.user)
    except Refused as refused:
        return _show(request, "form.html", form, refused, heading="Start a risk assessment", button="Start")
    messages.success(request, f"{assessment.code} is started. Add the first scenario.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
def desk(request: HttpRequest, code: str) -> HttpResponse:
    assessment = _assessment(code)
    scenarios = list(assessment.scenarios.select_related("clause", "owner").prefetch_related("evidence", "safeguards"))
    context = {
        "assessment": assessment,
        "norm": assessment.revision.norm,
        "method": METHODS[assessment.method],
        "scenarios": scenarios,
        "maps": reading.heat_maps(assessment, scenarios) if scenarios else None,
        "safeguards": assessment.safeguards.select_related("provision").prefetch_related("scenarios"),
        "reviews": assessment.peer_reviews.select_related("reviewer", "requested_by"),
        "may_edit": can_edit_assessment(request.user, assessment) and assessment.state == AssessmentState.DRAFT,
        "may_ask": can_request_peer_review(request.user, assessment) and assessment.state == AssessmentState.DRAFT,
        "may_carry": can_edit_assessment(request.user, assessment),
        "ask_form": forms.AskForm(assessment=assessment),
        "my_review": _my_review(request, assessment),
    }
    return render(request, "riskreviews/desk.html", context)


def _my_review(request: HttpRequest, assessment: Assessment) -> PeerReview | None:
    return assessment.peer_reviews.filter(reviewer=request.user, given_at=None).first()


@on_desk
@get_or_post
def edit(request: HttpRequest, code: str) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    initial = {"title": assessment.title, "scope": assessment.scope, "version": assessment.version}
    form = forms.AssessmentWordsForm(request.POST or None, initial=initial)
    around = {"heading": f"Change {assessment.code}", "button": "Save", "assessment": assessment}
    if request.method == "GET" or not form.is_valid():
        return _show(request, "form.html", form, **around)
    try:
        services.change_assessment(assessment=assessment, **form.cleaned_data, by=request.user)
    except services.EditConflict as conflict:
        words = [("Title", conflict.current.title), ("Scope", conflict.current.scope)]
        return _show(request, "form.html", form, conflict, **around, theirs=words, their_version=conflict.current.version)
    except Refused as refused:
        return _show(request, "form.html", form, refused, **around)
    messages.success(request, "Saved.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
@get_or_post
def carry(request: HttpRequest, code: str) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    form = forms.CarryForm(request.POST or None, assessment=assessment)
    around = {"heading": f"Carry {assessment.code} on to another revision", "button": "Carry on", "assessment": assessment}
    if request.method == "GET" or not form.is_valid():
        return _show(request, "form.html", form, **around)
    try:
        copy = services.carry_assessment(assessment=assessment, revision=form.cleaned_data["revision"], by=request.user)
    except Refused as refused:
        return _show(request, "form.html", form, refused, **around)
    messages.success(request, f"{copy.code} is a copy for {copy.revision.name}. Check each scenario, then ask for a review.")
    return redirect("riskreviews:desk", copy.code)


@on_desk
@get_or_post
def scenario(request: HttpRequest, code: str, scenario_code: str | None = None) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    thing = get_object_or_404(Scenario, assessment=assessment, code=scenario_code.upper()) if scenario_code else None
    form = forms.ScenarioForm(request.POST or None, assessment=assessment, initial=_initial(thing, forms.ScenarioForm))
    around: dict[str, Any] = {"assessment": assessment, "scenario": thing, "evidence_form": forms.EvidenceForm()}
    if request.method == "GET" or not form.is_valid() or "preview" in request.POST:
        return _show(request, "scenario.html", form, **around, result=_result(assessment, form))
    fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    try:
        if thing is None:
            thing = services.add_scenario(assessment=assessment, by=request.user, **fields)
        else:
            version = form.cleaned_data["version"] or 0
            thing = services.change_scenario(scenario=thing, version=version, by=request.user, **fields)
    except services.EditConflict as conflict:
        theirs = [(form[name].label, getattr(conflict.current, name)) for name in ("title", "description", "reasoning")]
        version = conflict.current.version
        return _show(request, "scenario.html", form, conflict, **around, theirs=theirs, their_version=version)
    except Refused as refused:
        return _show(request, "scenario.html", form, refused, **around, result=_result(assessment, form))
    messages.success(
        request,
        f"{thing.code} is saved: {thing.get_level_display()} without safeguards, "
        f"{thing.get_residual_level_display()} with them.",
    )
    return redirect("riskreviews:scenario", assessment.code, thing.code)


def _initial(thing: Scenario | Safeguard | None, form: type[django_forms.Form]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in form.base_fields if hasattr(thing, name)} if thing else {}


def _result(assessment: Assessment, form: django_forms.Form) -> list[str]:
    """What the levels chosen so far come to, in words; empty until all three of a side are chosen."""
    chosen = {name: form[name].value() for name in forms.LevelsForm.base_fields}
    assess, found = METHODS[assessment.method].assess, []
    for words, prefix in (("Without safeguards", ""), ("With safeguards", "residual_")):
        levels = [chosen[f"{prefix}{name}"] for name in ("initiation", "adverse", "impact")]
        if all(levels):
            try:
                steps = assess(*levels).explanation
            except (KeyError, ValueError):
                continue
            found.append(f"{words}: " + " ".join(step.sentence for step in steps))
    return found


@on_desk
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The result of the levels chosen so far, as a fragment for the page."""
    require(can_edit_assessment, request.user)
    form = forms.LevelsForm(request.POST)
    any_method = Assessment(method=next(iter(METHODS)))
    return render(request, "riskreviews/_result.html", {"result": _result(any_method, form)})


@on_desk
@get_or_post
def remove_scenario(request: HttpRequest, code: str, scenario_code: str) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    thing = get_object_or_404(Scenario, assessment=assessment, code=scenario_code.upper())
    if request.method == "GET":
        return render(request, "riskreviews/remove.html", {"assessment": assessment, "thing": thing})
    services.remove_scenario(scenario=thing, by=request.user)
    messages.success(request, f"{thing.code} is removed.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
@require_POST
def evidence(request: HttpRequest, code: str, scenario_code: str) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    thing = get_object_or_404(Scenario, assessment=assessment, code=scenario_code.upper())
    form = forms.EvidenceForm(request.POST)
    if not form.is_valid():
        main = forms.ScenarioForm(assessment=assessment, initial=_initial(thing, forms.ScenarioForm))
        context = {"assessment": assessment, "scenario": thing, "form": main, "evidence_form": form}
        return render(request, "riskreviews/scenario.html", context, status=422)
    services.add_evidence(scenario=thing, by=request.user, **form.cleaned_data)
    messages.success(request, "The evidence is added.")
    return redirect("riskreviews:scenario", assessment.code, thing.code)


@on_desk
@require_POST
def remove_evidence(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    thing = get_object_or_404(Evidence.objects.select_related("scenario__assessment"), pk=pk, scenario__assessment=assessment)
    services.remove_evidence(evidence=thing, by=request.user)
    messages.success(request, "The evidence is removed.")
    return redirect("riskreviews:scenario", assessment.code, thing.scenario.code)


@on_desk
@get_or_post
def safeguard(request: HttpRequest, code: str, safeguard_code: str | None = None) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    thing = get_object_or_404(Safeguard, assessment=assessment, code=safeguard_code.upper()) if safeguard_code else None
    initial = _initial(thing, forms.SafeguardForm)
    if thing is not None:
        initial["scenarios"] = list(thing.scenarios.all())
    form = forms.SafeguardForm(request.POST or None, assessment=assessment, initial=initial)
    around: dict[str, Any] = {"assessment": assessment, "safeguard": thing}
    if request.method == "GET" or not form.is_valid():
        return _show(request, "safeguard.html", form, **around)
    fields = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "scenarios")}
    scenarios = list(form.cleaned_data["scenarios"])
    try:
        if thing is None:
            thing = services.add_safeguard(assessment=assessment, scenarios=scenarios, by=request.user, **fields)
        else:
            version = form.cleaned_data["version"] or 0
            thing = services.change_safeguard(safeguard=thing, version=version, scenarios=scenarios, by=request.user, **fields)
    except services.EditConflict as conflict:
        theirs = [(form[name].label, getattr(conflict.current, name)) for name in ("title", "description", "tier")]
        version = conflict.current.version
        return _show(request, "safeguard.html", form, conflict, **around, theirs=theirs, their_version=version)
    except Refused as refused:
        return _show(request, "safeguard.html", form, refused, **around)
    messages.success(request, f"{thing.code} is saved.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
@get_or_post
def remove_safeguard(request: HttpRequest, code: str, safeguard_code: str) -> HttpResponse:
    assessment = _assessment(code)
    require(can_edit_assessment, request.user, assessment)
    thing = get_object_or_404(Safeguard, assessment=assessment, code=safeguard_code.upper())
    if request.method == "GET":
        return render(request, "riskreviews/remove.html", {"assessment": assessment, "thing": thing})
    services.remove_safeguard(safeguard=thing, by=request.user)
    messages.success(request, f"{thing.code} is removed.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    assessment = _assessment(code)
    require(can_request_peer_review, request.user, assessment)
    form = forms.AskForm(request.POST, assessment=assessment)
    if not form.is_valid():
        messages.error(request, "Choose who should review the assessment.")
        return redirect("riskreviews:desk", assessment.code)
    reviewer = form.cleaned_data["reviewer"]
    services.request_peer_review(assessment=assessment, reviewer=reviewer, by=request.user)
    messages.success(request, f"{reviewer.name} is asked for a peer review and told by mail.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
@require_POST
def take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment = _assessment(code)
    require(can_request_peer_review, request.user, assessment)
    services.take_back_request(review=get_object_or_404(PeerReview, assessment=assessment, pk=pk), by=request.user)
    messages.success(request, "The request is taken back; the assessment is a draft again.")
    return redirect("riskreviews:desk", assessment.code)


@on_desk
@get_or_post
def review(request: HttpRequest, code: str) -> HttpResponse:
    assessment = _assessment(code)
    mine = _my_review(request, assessment)
    require(can_give_peer_review, request.user, mine)
    if mine is None:
        messages.info(request, f"No review of {assessment.code} is asked of you now.")
        return redirect("riskreviews:desk", assessment.code)
    form = forms.ReviewForm(request.POST or None)
    scenarios = list(assessment.scenarios.select_related("clause").prefetch_related("evidence", "safeguards"))
    for one in scenarios:
        one.assessment = assessment
        one.explained = reading.explain(one)
    around = {
        "assessment": assessment,
        "review": mine,
        "scenarios": scenarios,
        "maps": reading.heat_maps(assessment, scenarios),
        "safeguards": assessment.safeguards.prefetch_related("scenarios"),
    }
    if request.method == "GET" or not form.is_valid():
        return _show(request, "review.html", form, **around)
    try:
        services.give_peer_review(review=mine, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _show(request, "review.html", form, refused, **around)
    messages.success(request, "Your review is recorded, and the author is told.")
    return redirect("riskreviews:desk", assessment.code)
