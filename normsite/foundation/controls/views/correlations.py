"""Two lists side by side: what reads alike, and what a person says of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.controls import services
from normsite.foundation.controls.correspondences import Side, page_of, pairs_of_lists, sides_of, waiting_after
from normsite.foundation.controls.forms.correlations import CorrelationForm, NewCorrelationForm, PairForm
from normsite.foundation.controls.models import ControlList, Correlation, CorrelationState
from normsite.foundation.controls.rules import can_decide_correlations
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.workers import hand_over

STATES = [("", "All"), *CorrelationState.choices]


def find_pair(left: int, right: int) -> tuple[ControlList, ControlList]:
    return get_object_or_404(ControlList, pk=left), get_object_or_404(ControlList, pk=right)


@staff_required
@get_or_post
def overview(request: SignedInRequest) -> HttpResponse:
    """Which lists have been compared; choose two to compare."""
    form = PairForm(posted(request))
    if form.is_valid():
        return redirect("controls:pair", form.cleaned_data["left"].pk, form.cleaned_data["right"].pk)
    context = {"pairs": pairs_of_lists(), "may": can_decide_correlations(request.user)}
    return show_form(request, "controls/correlations.html", form, **context)


@staff_required
@require_safe
def pair(request: SignedInRequest, left: int, right: int) -> HttpResponse:
    one, other = find_pair(left, right)
    state = request.GET.get("state", CorrelationState.SUGGESTED.value)
    state = state if state in dict(STATES) else CorrelationState.SUGGESTED.value
    after = whole(request.GET.get("after", "")) or 0
    page = page_of(one, other, state, after)
    context = {
        "left": one,
        "right": other,
        "state": state,
        "states": STATES,
        "page": page,
        "lines": sides_of(page.correlations),
        "is_first": not after,
        "may": can_decide_correlations(request.user),
    }
    return render(request, "controls/pair.html", context)


@staff_required
@require_POST
def suggest(request: SignedInRequest, left: int, right: int) -> HttpResponse:
    """Let a worker compare the two, which takes a while."""
    one, other = find_pair(left, right)
    require(can_decide_correlations, request.user)
    hand_over("controls.suggest_correlations", one.pk, other.pk)
    messages.success(request, "A worker compares the two lists. Load this page again in a minute.")
    return redirect("controls:pair", one.pk, other.pk)


@staff_required
@get_or_post
def write(request: SignedInRequest, left: int, right: int) -> HttpResponse:
    one, other = find_pair(left, right)
    require(can_decide_correlations, request.user)
    form = NewCorrelationForm(posted(request))
    context = {"left": one, "right": other}
    if not form.is_valid():
        return show_form(request, "controls/write_correlation.html", form, **context)
    try:
        written = services.write_correlation(left_list=one, right_list=other, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "controls/write_correlation.html", form, refused, **context)
    return redirect("controls:correlation", written.pk)


@staff_required
@get_or_post
def correlation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both paragraphs side by side, and what the person says of them."""
    related = Correlation.objects.select_related("left_list", "right_list", "decided_by")
    found = get_object_or_404(related, pk=pk)
    if request.method == "POST":
        require(can_decide_correlations, request.user, found)
    begins = {"relation": found.relation, "source": found.source}
    form = CorrelationForm(posted(request), correlation=found, initial=begins)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        decided = _decide(found, request, **form.cleaned_data)
    except Refused as refused:
        return _show(request, found, form, refused)
    messages.success(request, f"{decided.left_code} is {decided.get_state_display().lower()}.")
    following = waiting_after(decided)
    if following is not None:
        return redirect("controls:correlation", following.pk)
    return redirect("controls:pair", decided.left_list_id, decided.right_list_id)


def _decide(
    found: Correlation, request: SignedInRequest, decision: str, relation: str, source: str, reason: str
) -> Correlation:
    if decision == "reject":
        return services.reject_correlation(correlation=found, reason=reason, by=request.user)
    return services.confirm_correlation(correlation=found, relation=relation, source=source, reason=reason, by=request.user)


def _show(request: SignedInRequest, found: Correlation, form: CorrelationForm, refused: Refused | None = None) -> HttpResponse:
    [(_, left, right)] = sides_of([found])
    sides: list[tuple[ControlList, Side]] = [(found.left_list, left), (found.right_list, right)]
    context: dict[str, Any] = {
        "correlation": found,
        "sides": sides,
        "after": waiting_after(found),
        "may": can_decide_correlations(request.user, found),
    }
    return show_form(request, "controls/correlation.html", form, refused, **context)
