"""The outline of a draft: add, move and remove clauses."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from norms import forms, services
from norms.models import Clause, Revision
from norms.rules import can_edit_draft, can_freeze_revision
from norms.views.finding import find_clause, find_newest
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_form
from normsite.foundation.unseen import isolated


def _clauses(revision: Revision) -> list[Clause]:
    texts = ("parent__body", "parent__body_html", "parent__rationale", "parent__rationale_html")
    return list(Clause.objects.outline().filter(revision=revision).select_related("parent").defer(*texts))


def _outline(
    request: SignedInRequest,
    revision: Revision,
    clauses: list[Clause],
    form: forms.AddClauseForm,
    refused: Refused | None = None,
) -> HttpResponse:
    context = {
        "norm": revision.norm,
        "revision": revision,
        "clauses": clauses,
        "may_edit": revision.is_draft and can_edit_draft(request.user, revision),
        "may_freeze": revision.is_draft and can_freeze_revision(request.user, revision),
    }
    return show_form(request, "norms/draft.html", form, refused, **context)


@staff_required
@require_safe
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    revision = find_newest(request, code)
    clauses = _clauses(revision)
    return _outline(request, revision, clauses, forms.AddClauseForm(clauses=clauses))


@staff_required
@require_POST
def add(request: SignedInRequest, code: str) -> HttpResponse:
    revision = find_newest(request, code)
    require(can_edit_draft, request.user, revision)
    clauses = _clauses(revision)
    form = forms.AddClauseForm(request.POST, clauses=clauses)
    if not form.is_valid():
        return _outline(request, revision, clauses, form)
    words = {"title": form.cleaned_data["title"], "kind": form.cleaned_data["kind"]}
    try:
        clause = services.add_clause(revision=revision, by=request.user, **words, **form.place())
    except Refused as refused:
        return _outline(request, revision, clauses, form, refused)
    messages.success(request, f"{isolated(clause)} is added. Write its text and why it is there.")
    return redirect("norms:clause", code, clause.anchor)


@staff_required
@require_POST
def move(request: SignedInRequest, code: str, anchor: str) -> HttpResponse:
    """One step by button (`direction`), or to a place by dragging (`parent`, `position`), which is answered in JSON."""
    clause = find_clause(request, code, anchor)
    require(can_edit_draft, request.user, clause.revision)
    if "direction" in request.POST:
        return _nudge(request, code, clause)
    form = forms.PlaceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": "The place is missing."}, status=422)
    above, position = form.cleaned_data["parent"], form.cleaned_data["position"]
    parent = Clause.objects.filter(revision=clause.revision, anchor=above).first()
    if above and parent is None:
        return JsonResponse({"refused": "The clause above it was taken out meanwhile. Look at the outline again."}, status=409)
    try:
        services.move_clause(clause=clause, parent=parent, position=position, by=request.user)
    except Refused as refused:
        return JsonResponse({"refused": str(refused)}, status=409)
    return JsonResponse({"outline": _address(code, clause)})


def _nudge(request: SignedInRequest, code: str, clause: Clause) -> HttpResponse:
    direction = request.POST["direction"]
    try:
        moved = services.nudge_clause(clause=clause, direction=direction, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{isolated(moved)} is moved {direction}.")
    return redirect(f"{_address(code, clause, moved=direction)}")


def _address(code: str, clause: Clause, moved: str = "") -> str:
    query = f"?moved={moved}" if moved in {"up", "down", "in", "out"} else ""
    return f"{reverse('norms:draft', args=[code])}{query}#c-{clause.anchor}"


@staff_required
@get_or_post
def remove(request: SignedInRequest, code: str, anchor: str) -> HttpResponse:
    clause = find_clause(request, code, anchor)
    require(can_edit_draft, request.user, clause.revision)
    if request.method == "POST":
        services.remove_clause(clause=clause, by=request.user)
        messages.success(request, f"{isolated(clause)} is taken out of the draft.")
        return redirect("norms:draft", code)
    context = {"clause": clause, "norm": clause.revision.norm, "below": _below(clause)}
    return render(request, "norms/remove.html", context)


def _below(clause: Clause) -> list[Clause]:
    """The clauses that would go with it: those after it that are deeper, up to the next of its own depth."""
    below = []
    for other in Clause.objects.outline().filter(revision=clause.revision, order__gt=clause.order):
        if other.depth <= clause.depth:
            break
        below.append(other)
    return below
