"""Start an assessment, see where it stands, correct it, carry it on to another text."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from norms.doors import admit
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.checks import Findings
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import show_conflict
from normsite.foundation.withholding.rules import can_withhold
from riskreviews import forms, queries, services
from riskreviews.checks import before_peer_review
from riskreviews.models import Assessment, AssessmentState, PeerReview, Safeguard, Scenario
from riskreviews.rules import can_answer_point, can_edit_assessment, can_invite_outsider, can_request_peer_review, can_try_tiers
from riskreviews.views.safeguards import STEPS
from riskreviews.views.showing import (
    find_assessment,
    initial,
    read_risks,
    redirect_unless_draft,
)

PAGE = 25


@staff_required
@require_safe
def desk_list(request: SignedInRequest) -> HttpResponse:
    levels = Scenario.objects.only("assessment", "level", "residual_level")
    found = (
        Assessment.objects.seen_by(request.user).order_by("-created_at", "-pk").select_related("revision__norm", "created_by")
    )
    page = Paginator(found.prefetch_related(Prefetch("scenarios", levels)), PAGE).get_page(request.GET.get("page"))
    admit(request, *(one.revision for one in page))
    lines = [{"assessment": one, "highest": queries.highest(one.scenarios.all())} for one in page]
    context = {
        "lines": lines,
        "page": page,
        "may_edit": can_edit_assessment(request.user),
        "may_try_tiers": can_try_tiers(request.user),
    }
    return render(request, "riskreviews/desk_list.html", context)


@staff_required
@get_or_post
def create(request: SignedInRequest) -> HttpResponse:
    require(can_edit_assessment, request.user)
    form = forms.AssessmentForm(posted(request), reader=request.user, initial={"revision": request.GET.get("revision")})
    context = {"heading": "Start a risk assessment", "button": "Start"}
    if not form.is_valid():
        return show_form(request, "riskreviews/form.html", form, **context)
    try:
        assessment = services.start_assessment(**form.cleaned_data, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/form.html", form, refused, **context)
    messages.success(request, f"{assessment.code} is started. Add the first scenario.")
    return redirect("riskreviews:desk", assessment.code)


@staff_required
@require_safe
def desk(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    return desk_page(request, assessment, forms.AskForm(assessment=assessment))


def desk_page(
    request: SignedInRequest, assessment: Assessment, ask_form: forms.AskForm, refused: Refused | None = None
) -> HttpResponse:
    """The assessment with everything in it, and the form that asks a peer."""
    scenarios, safeguards, stated = read_risks(assessment, request.user, at_desk=True)
    may_edit = can_edit_assessment(request.user, assessment)
    draft, agreed = assessment.state == AssessmentState.DRAFT, assessment.state == AssessmentState.AGREED
    source = assessment.carried_from
    check = before_peer_review(assessment, scenarios, safeguards, stated) if draft else None
    lacking = {finding.href for finding in check.blocking} if check else set()
    may_withhold = can_withhold(request.user)
    context: dict[str, Any] = {
        "assessment": assessment,
        "carried_from": source and Assessment.objects.seen_by(request.user).filter(pk=source.pk).first(),
        "norm": assessment.revision.norm,
        "method": assessment.risk_method,
        "scenarios": scenarios,
        "scenario_cards": [_scenario_card(one, lacking, may_withhold=may_withhold) for one in scenarios],
        "safeguard_cards": [_safeguard_card(one, lacking, may_withhold=may_withhold) for one in safeguards],
        "moves": queries.arrows_of(assessment, scenarios),
        "counts": queries.counts_by_level(scenarios),
        "check": _without_ways(check) if check and not may_edit else check,
        "stated": stated,
        "other_words": queries.agreed_on_other_words(assessment),
        "reviews": assessment.peer_reviews.select_related("reviewer", "requested_by"),
        "outside_reviews": queries.outside_reviews(assessment),
        "open_points": queries.open_points(assessment),
        "invited": queries.invited_outsiders(assessment),
        "may_invite": not assessment.published_at and can_invite_outsider(request.user, assessment),
        "may_answer": can_answer_point(request.user, assessment),
        "may_edit": draft and may_edit,
        "may_ask": draft and can_request_peer_review(request.user, assessment),
        "may_take_back": can_request_peer_review(request.user, assessment),
        "may_reopen": agreed and not assessment.published_at and may_edit,
        "may_lift": assessment.published_at is not None and may_edit,
        "may_carry": may_edit,
        "my_review": review_asked_of(request, assessment),
    }
    return show_form(request, "riskreviews/desk.html", ask_form, refused, **context)


def _without_ways(check: Findings) -> Findings:
    """For whoever may not edit: what is missing leads to steps that would turn them away."""
    return replace(check, blocking=tuple(replace(one, href="") for one in check.blocking))


def _scenario_card(one: Scenario, lacking: Collection[str], *, may_withhold: bool) -> dict[str, Any]:
    """A scenario at the desk: how its levels come about, the steps in which something is missing, with their addresses, and
    what of it can be withheld, for whoever may."""
    steps = [
        (queries.address_of(one.assessment, one, step), step.title) for step in queries.steps_of(one.method, one.judgements)
    ]
    steps.append((reverse("riskreviews:simulation", args=[one.assessment.code, one.code]), "Simulation"))
    return {
        "row": one,
        "weighings": queries.weigh_scenario(one),
        "lacks": [step for step in steps if step[0] in lacking],
        "parts": list(queries.parts_of_scenario(one)) if may_withhold else [],
    }


def _safeguard_card(one: Safeguard, lacking: Collection[str], *, may_withhold: bool) -> dict[str, Any]:
    """The same of a safeguard."""
    steps = [(reverse(step.address, args=[one.assessment.code, one.code]), step.title) for step in STEPS]
    return {
        "row": one,
        "lacks": [step for step in steps if step[0] in lacking],
        "parts": list(queries.parts_of_safeguard(one)) if may_withhold else [],
    }


def review_asked_of(request: SignedInRequest, assessment: Assessment) -> PeerReview | None:
    """The judgement that the person at the desk owes, if any."""
    return assessment.peer_reviews.select_related("assessment").filter(reviewer=request.user, given_at=None).first()


@staff_required
@get_or_post
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    if (back := redirect_unless_draft(request, assessment)) is not None:
        return back
    form = forms.AssessmentWordsForm(posted(request), initial=initial(assessment, forms.AssessmentWordsForm))
    context = {"heading": f"Change {assessment.code}", "button": "Save", "assessment": assessment}
    if not form.is_valid():
        return show_form(request, "riskreviews/form.html", form, **context)
    try:
        services.change_assessment(assessment=assessment, **form.cleaned_data, by=request.user)
    except services.EditConflict as conflict:
        stands = forms.AssessmentWordsForm(initial=initial(conflict.current, forms.AssessmentWordsForm))
        return show_conflict(request, "riskreviews/form.html", form, conflict, stands, **context)
    except Refused as refused:
        return show_form(request, "riskreviews/form.html", form, refused, **context)
    messages.success(request, f"{assessment.code} is saved.")
    return redirect("riskreviews:desk", assessment.code)


@staff_required
@get_or_post
def carry(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    form = forms.CarryForm(posted(request), assessment=assessment, reader=request.user)
    context = {
        "heading": f"Carry {assessment.code} on to another revision",
        "intro": "The copy is a new draft with scenarios, evidence and safeguards under codes of their own. "
        "This assessment stays as it is, and the copy needs a peer review of its own.",
        "button": "Carry on",
        "assessment": assessment,
    }
    if not form.is_valid():
        return show_form(request, "riskreviews/form.html", form, **context)
    try:
        copy = services.carry_assessment(assessment=assessment, revision=form.cleaned_data["revision"], by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/form.html", form, refused, **context)
    messages.success(
        request, f"{copy.code} is a copy for {isolated(copy.revision.name)}. Check each scenario, then ask for a review."
    )
    return redirect("riskreviews:desk", copy.code)
