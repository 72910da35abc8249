"""Work through the criteria of an edition: read, correct, confirm, reject, write, carry from another edition."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.controls import services
from normsite.foundation.controls.forms.criteria import (
    STATES,
    CarryForm,
    CriterionForm,
    DecisionForm,
    NewCriterionForm,
    initial_of,
)
from normsite.foundation.controls.models import ControlList, Criterion, CriterionState
from normsite.foundation.controls.rules import can_decide_criteria
from normsite.foundation.controls.worklist import Wanted, counts_of, neighbours, page_of, passages_of
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_form
from normsite.foundation.workers import hand_over


def find_edition(series: str, edition: str) -> ControlList:
    return get_object_or_404(ControlList, series=series, edition=edition)


def find_criterion(code: str) -> Criterion:
    """The newest version; the code in either case."""
    related = Criterion.objects.current().select_related("control_list", "decided_by", "changed_by", "carried_from")
    return get_object_or_404(related, code=code.upper())


@staff_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    lists = list(ControlList.objects.order_by("jurisdiction", "series", "-in_force", "-as_of"))
    counts = counts_of(lists)
    lines = [(one, counts.get(one.pk, {})) for one in lists]
    return render(request, "controls/criteria.html", {"lines": lines})


@staff_required
@get_or_post
def worklist(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    """Some of the criteria; what is ticked among them is confirmed together."""
    control_list = find_edition(series, edition)
    if request.method == "POST":
        require(can_decide_criteria, request.user)
        _confirm_ticked(request, control_list)
        return redirect(request.get_full_path())
    wanted = _wanted(request)
    counts = counts_of([control_list]).get(control_list.pk, {})
    context = {
        "control_list": control_list,
        "wanted": wanted,
        "states": STATES,
        "categories": range(10),
        "counts": counts,
        "total": sum(counts.values()),
        "page": page_of(control_list, wanted, request.GET.get("after", "")[:16]),
        "is_first": not request.GET.get("after"),
        "query": urlencode({name: value for name, value in vars(wanted).items() if value or name == "state"}),
        "others": ControlList.objects.filter(series=series).exclude(pk=control_list.pk).exists(),
        "may": can_decide_criteria(request.user),
    }
    return render(request, "controls/worklist.html", context)


def _wanted(request: SignedInRequest) -> Wanted:
    state = request.GET.get("state", CriterionState.SUGGESTED.value)
    category = request.GET.get("category", "")
    return Wanted(
        state=state if state in dict(STATES) else CriterionState.SUGGESTED,
        category=category if category.isdecimal() and len(category) == 1 else "",
        code=request.GET.get("code", "").replace("\0", "").strip()[:60],
    )


def _confirm_ticked(request: SignedInRequest, control_list: ControlList) -> None:
    """Each tick bears the code and the stamp that its reader has seen: what was changed meanwhile is not confirmed."""
    seen = dict(tick.split(":", 1) for tick in request.POST.getlist("tick") if ":" in tick)
    found = Criterion.objects.suggested().filter(control_list=control_list, code__in=list(seen)[: services.MOST_AT_ONCE])
    criteria = [one for one in found.select_related("control_list") if one.stamp == seen[one.code]]
    confirmed = services.confirm_criteria(criteria=criteria, by=request.user) if criteria else 0
    if not seen:
        messages.warning(request, "Nothing is ticked. Tick what you have read, then confirm it.")
    elif confirmed == len(seen):
        messages.success(request, f"{confirmed} confirmed.")
    else:
        messages.warning(request, f"{confirmed} of {len(seen)} confirmed. The others were changed meanwhile; read them again.")


@staff_required
@get_or_post
def criterion(request: SignedInRequest, code: str) -> HttpResponse:
    """One criterion beside the words of the list, and the decision on it."""
    found = find_criterion(code)
    if request.method == "POST":
        require(can_decide_criteria, request.user, found)
    form = DecisionForm(posted(request), initial={"seen": found.stamp})
    if not form.is_valid():
        return _show_criterion(request, found, form)
    try:
        decided = _decide(found, request, **form.cleaned_data)
    except services.EditConflict as conflict:
        renew_hidden(form, seen=conflict.current.stamp)
        return _show_criterion(request, find_criterion(code), form, conflict)
    except Refused as refused:
        return _show_criterion(request, found, form, refused)
    messages.success(request, f"{decided.code} is {decided.get_state_display().lower()}.")
    return _go_on(decided)


def _decide(found: Criterion, request: SignedInRequest, seen: str, decision: str, reason: str) -> Criterion:
    verb = services.confirm_criterion if decision == "confirm" else services.reject_criterion
    return verb(criterion=found, seen=seen, reason=reason, by=request.user)


def _go_on(decided: Criterion) -> HttpResponse:
    """To the next suggestion that waits; to the first one after the last; to the list when none waits."""
    before, after = neighbours(decided)
    if (following := after or before) is not None:
        return redirect("controls:criterion", following.code)
    return redirect("controls:worklist", decided.control_list.series, decided.control_list.edition)


def _show_criterion(
    request: SignedInRequest, found: Criterion, form: DecisionForm, refused: Refused | None = None
) -> HttpResponse:
    before, after = neighbours(found)
    versions = Criterion.objects.filter(code=found.code).select_related("decided_by").order_by("-version")
    context: dict[str, Any] = {
        "criterion": found,
        "control_list": found.control_list,
        "passages": passages_of(found),
        "versions": versions,
        "before": before,
        "after": after,
        "may": can_decide_criteria(request.user, found),
    }
    return show_form(request, "controls/criterion.html", form, refused, **context)


@staff_required
@get_or_post
def correct(request: SignedInRequest, code: str) -> HttpResponse:
    found = find_criterion(code)
    require(can_decide_criteria, request.user, found)
    form = CriterionForm(posted(request), criterion=found, initial=initial_of(found))
    context = {"criterion": found, "control_list": found.control_list, "passages": passages_of(found)}
    if not form.is_valid():
        return show_form(request, "controls/correct.html", form, **context)
    try:
        corrected = services.correct_criterion(criterion=found, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        renew_hidden(form, seen=conflict.current.stamp)
        return show_form(request, "controls/correct.html", form, conflict, **context | {"stands": conflict.current})
    except Refused as refused:
        return show_form(request, "controls/correct.html", form, refused, **context)
    messages.success(request, f"{corrected.code} is saved.")
    return redirect("controls:criterion", corrected.code)


@staff_required
@require_POST
def suggest(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    """Let a worker read the criteria out of the text, which takes some seconds; done again, it changes nothing."""
    control_list = find_edition(series, edition)
    require(can_decide_criteria, request.user)
    hand_over("controls.suggest_criteria", control_list.pk)
    messages.success(request, "A worker reads the list. Load this page again in half a minute.")
    return redirect("controls:worklist", series, edition)


@staff_required
@get_or_post
def write(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    control_list = find_edition(series, edition)
    require(can_decide_criteria, request.user)
    form = NewCriterionForm(posted(request), initial={"code": request.GET.get("code", "")[:60]})
    if not form.is_valid():
        return show_form(request, "controls/write.html", form, control_list=control_list)
    facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    try:
        written = services.write_criterion(control_list=control_list, by=request.user, **facts)
    except Refused as refused:
        return show_form(request, "controls/write.html", form, refused, control_list=control_list)
    messages.success(request, f"{written.code} is written. Read its sentence, then confirm it.")
    return redirect("controls:criterion", written.code)


@staff_required
@get_or_post
def carry(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    control_list = find_edition(series, edition)
    require(can_decide_criteria, request.user)
    form = CarryForm(posted(request), to=control_list)
    if not form.is_valid():
        return show_form(request, "controls/carry.html", form, control_list=control_list)
    try:
        carried = services.carry_criteria(control_list=form.cleaned_data["control_list"], to=control_list, by=request.user)
    except Refused as refused:
        return show_form(request, "controls/carry.html", form, refused, control_list=control_list)
    messages.success(request, carried.sentence)
    asked = urlencode({"state": CriterionState.SUGGESTED.value})
    return redirect(f"{reverse('controls:worklist', args=[series, edition])}?{asked}")
