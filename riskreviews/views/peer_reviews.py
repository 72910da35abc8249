"""Ask a peer, take the request back, give the judgement, set an agreement aside."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_form
from normsite.foundation.unseen import isolated
from riskreviews import forms, queries, services
from riskreviews.checks import before_peer_review
from riskreviews.models import Assessment, PeerReview
from riskreviews.rules import can_edit_assessment, can_give_peer_review, can_request_peer_review
from riskreviews.views.assessments import desk_page, review_asked_of
from riskreviews.views.showing import find_assessment, read_risks


@staff_required
@require_POST
def ask(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_request_peer_review, request.user, assessment)
    form = forms.AskForm(request.POST, assessment=assessment)
    if not form.is_valid():
        return desk_page(request, assessment, form)
    reviewer = form.cleaned_data["reviewer"]
    try:
        services.request_peer_review(assessment=assessment, reviewer=reviewer, by=request.user)
    except Refused as refused:
        return desk_page(request, assessment, form, refused)
    messages.success(request, f"{isolated(reviewer.name)} is asked for a peer review and told by mail.")
    return redirect("riskreviews:desk", assessment.code)


@staff_required
@require_POST
def take_back(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_request_peer_review, request.user, assessment)
    services.take_back_request(review=get_object_or_404(PeerReview, assessment=assessment, pk=pk), by=request.user)
    messages.success(request, "The request is taken back; the assessment is a draft again.")
    return redirect("riskreviews:desk", assessment.code)


@staff_required
@get_or_post
def review(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    mine = review_asked_of(request, assessment)
    require(can_give_peer_review, request.user, mine)
    if mine is None and request.method == "GET":
        messages.info(request, f"No review of {assessment.code} is asked of you now.")
        return redirect("riskreviews:desk", assessment.code)
    seen = {"review": mine.pk if mine else None, "words": queries.text_fingerprint(assessment.revision)}
    context = _context(assessment, mine, request.user)
    form = forms.ReviewForm(posted(request), initial=seen, asks_for_look=context["asks_for_look"])
    if not form.is_valid():
        return show_form(request, "riskreviews/review.html", form, **context)
    try:
        _give(assessment, form, request)
    except Refused as refused:
        renew_hidden(form, **seen)
        return show_form(request, "riskreviews/review.html", form, refused, **context)
    messages.success(request, "Your review is recorded, and the author is told.")
    return redirect("riskreviews:desk", assessment.code)


def _context(assessment: Assessment, mine: PeerReview | None, user: User) -> dict[str, Any]:
    scenarios, safeguards, stated = read_risks(assessment, user, at_desk=True)
    return {
        "assessment": assessment,
        "method": assessment.risk_method,
        "review": mine,
        "open_points": queries.open_points(assessment),
        "outside_reviews": queries.outside_reviews(assessment),
        "plain": scenarios,
        "scenarios": [(one, queries.weigh_scenario(one)) for one in scenarios],
        "moves": queries.arrows_of(assessment, scenarios),
        "check": before_peer_review(assessment, scenarios, safeguards, stated),
        "safeguards": safeguards,
        "stated": stated,
        "asks_for_look": bool(queries.hits_in(assessment, scenarios, safeguards)),
    }


def _give(assessment: Assessment, form: forms.ReviewForm, request: SignedInRequest) -> None:
    """Give the judgement on the very request, and so on the very assessment, that the form was shown for."""
    given = dict(form.cleaned_data)
    asked = PeerReview.objects.filter(assessment=assessment, reviewer=request.user, pk=given.pop("review")).first()
    if asked is None:
        raise Refused(
            "The request that you were answering was taken back, so the assessment may have changed.",
            "Your words are kept below. Where you are asked anew, read the assessment again, then give them.",
        )
    services.give_peer_review(review=asked, by=request.user, **given)


@staff_required
@get_or_post
def reopen(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    form = django_forms.Form(posted(request))
    if not form.is_valid():
        return show_form(request, "riskreviews/reopen.html", form, assessment=assessment)
    try:
        services.reopen_assessment(assessment=assessment, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/reopen.html", form, refused, assessment=assessment)
    messages.success(request, f"{assessment.code} is a draft again. Check it, then ask for a peer review.")
    return redirect("riskreviews:desk", assessment.code)
