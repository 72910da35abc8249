"""Where the people of a national body state its position on a norm. Nobody else sees a draft, staff neither."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from norms import forms, services
from norms.models import CarveOut, Clause, Norm, Position
from norms.rules import bodies_of
from norms.services.positions import digest
from normsite.foundation.accounts.access import SignedInRequest, signed_in
from normsite.foundation.accounts.models import Organisation
from normsite.foundation.errors import Refused
from normsite.foundation.private import private
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import show_conflict


@private
@signed_in
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Each public norm for each body that the reader speaks for, with what it says of it."""
    bodies = list(bodies_of(request.user))
    norms = list(Norm.objects.public().order_by("title"))
    known: dict[tuple[int, int], list[Position]] = {}
    for position in Position.objects.filter(body__in=bodies).order_by("-number"):
        known.setdefault((position.body_id, position.norm_id), []).append(position)
    lists = [(body, [(norm, known.get((body.pk, norm.pk), [])) for norm in norms]) for body in bodies]
    return render(request, "norms/positions.html", {"lists": lists})


@private
@signed_in
@get_or_post
def position(request: SignedInRequest, body: int, code: str) -> HttpResponse:
    """The draft, with its form and its carve-outs; without a draft what was published, and how to begin the next version."""
    speaker, norm = _find(request, body, code)
    versions = list(
        Position.objects.filter(body=speaker, norm=norm)
        .select_related("norm", "revision__norm")
        .prefetch_related(Prefetch("carve_outs", CarveOut.objects.select_related("clause")))
        .order_by("-number")
    )
    draft = next((one for one in versions if one.is_draft), None)
    published = [one for one in versions if not one.is_draft]
    context: dict[str, Any] = {"body": speaker, "norm": norm, "draft": draft, "versions": published}
    if draft is None:
        return render(request, "norms/position.html", context)
    form = forms.PositionForm(posted(request), position=draft)
    context |= {"unready": _unready(draft), "seen": digest(draft)}
    if not form.is_valid():
        return show_form(request, "norms/position.html", form, **context)
    try:
        services.change_position(position=draft, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        stands = forms.PositionForm(position=conflict.current)
        return show_conflict(request, "norms/position.html", form, conflict, stands, **context)
    except Refused as refused:
        return show_form(request, "norms/position.html", form, refused, **context)
    messages.success(request, "The draft is saved. Nobody but your body sees it until you publish it.")
    return _back(speaker, norm)


@private
@signed_in
@require_POST
def begin(request: SignedInRequest, body: int, code: str) -> HttpResponse:
    speaker, norm = _find(request, body, code)
    return _tried(request, speaker, norm, lambda: services.draft_position(norm=norm, body=speaker, by=request.user))


@private
@signed_in
@require_POST
def publish(request: SignedInRequest, body: int, code: str) -> HttpResponse:
    speaker, norm, draft = _find_draft(request, body, code)
    said = f"The position of {isolated(speaker)} is published."
    seen = request.POST.get("seen", "")
    return _tried(request, speaker, norm, lambda: services.publish_position(position=draft, by=request.user, seen=seen), said)


@private
@signed_in
@require_POST
def discard(request: SignedInRequest, body: int, code: str) -> HttpResponse:
    speaker, norm, draft = _find_draft(request, body, code)
    said = "The draft is thrown away."
    return _tried(request, speaker, norm, lambda: services.discard_position(position=draft, by=request.user), said)


@private
@signed_in
@get_or_post
def add(request: SignedInRequest, body: int, code: str) -> HttpResponse:
    speaker, norm, draft = _find_draft(request, body, code)
    form = forms.CarveOutForm(posted(request), clauses=_clauses(draft))
    context = {"body": speaker, "norm": norm}
    if not form.is_valid():
        return show_form(request, "norms/carve_out.html", form, **context)
    try:
        made = services.add_carve_out(position=draft, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "norms/carve_out.html", form, refused, **context)
    messages.success(request, f"The carve-out on {isolated(made.clause)} is in the draft.")
    return _back(speaker, norm)


@private
@signed_in
@get_or_post
def change(request: SignedInRequest, body: int, code: str, pk: int) -> HttpResponse:
    speaker, norm, draft = _find_draft(request, body, code)
    known = get_object_or_404(draft.carve_outs.select_related("clause", "position"), pk=pk)
    now = {name: getattr(known, name) for name in ("reason", "legal_basis", "source", "starts_on", "ends_on")}
    form = forms.CarveOutForm(posted(request), clauses=_clauses(draft), initial=now | {"clause": known.clause.anchor})
    context = {"body": speaker, "norm": norm, "known": known}
    if not form.is_valid():
        return show_form(request, "norms/carve_out.html", form, **context)
    try:
        services.change_carve_out(carve_out=known, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "norms/carve_out.html", form, refused, **context)
    messages.success(request, "The carve-out is saved.")
    return _back(speaker, norm)


@private
@signed_in
@require_POST
def remove(request: SignedInRequest, body: int, code: str, pk: int) -> HttpResponse:
    speaker, norm, draft = _find_draft(request, body, code)
    known = get_object_or_404(draft.carve_outs.select_related("position"), pk=pk)
    return _tried(request, speaker, norm, lambda: services.remove_carve_out(carve_out=known, by=request.user))


@private
@signed_in
@get_or_post
def take(request: SignedInRequest, body: int, code: str) -> HttpResponse:
    """Take a table in: good rows are added, bad ones are told with their number and why."""
    speaker, norm, draft = _find_draft(request, body, code)
    files = request.FILES if request.method == "POST" else None
    form = forms.CarveOutsForm(posted(request), files, clauses=_clauses(draft))
    context = {"body": speaker, "norm": norm, "draft": draft, "columns": forms.CARVE_OUT_COLUMNS}
    if not form.is_valid():
        return show_form(request, "norms/carve_outs.html", form, **context)
    try:
        refusals = services.add_carve_outs(position=draft, rows=form.rows, by=request.user)
    except Refused as refused:
        return show_form(request, "norms/carve_outs.html", form, refused, **context)
    taken = len(form.rows) - len(refusals)
    return render(
        request, "norms/carve_outs.html", {**context, "taken": taken, "bad": sorted(form.bad + refusals), "done": True}
    )


def _find(request: SignedInRequest, body: int, code: str) -> tuple[Organisation, Norm]:
    """The body, if the reader speaks for it, and the norm, if anybody may read it."""
    return get_object_or_404(bodies_of(request.user), pk=body), get_object_or_404(Norm.objects.public(), code=code)


def _find_draft(request: SignedInRequest, body: int, code: str) -> tuple[Organisation, Norm, Position]:
    speaker, norm = _find(request, body, code)
    return speaker, norm, get_object_or_404(Position.objects.drafts().select_related("norm"), body=speaker, norm=norm)


def _clauses(draft: Position) -> dict[str, Clause]:
    return {clause.anchor: clause for clause in Clause.objects.public().filter(revision=draft.revision_id).outline()}


def _unready(draft: Position) -> str:
    """Why it can't be published yet; empty when it can."""
    try:
        services.refuse_unready(draft)
    except Refused as refused:
        return str(refused)
    return ""


def _tried(request: SignedInRequest, body: Organisation, norm: Norm, act: Callable[[], object], said: str = "") -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return _back(body, norm)


def _back(body: Organisation, norm: Norm) -> HttpResponse:
    return redirect(reverse("norms:position", args=[body.pk, norm.code]))
