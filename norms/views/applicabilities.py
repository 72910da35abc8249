"""Whom a norm binds and in which cases: a page of the desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from norms import forms, services
from norms.models import Applicability, ApplicabilityKind, Norm
from norms.rules import can_set_stage
from norms.views.finding import find_norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_button, show_form
from normsite.foundation.unseen import isolated

PAGE, RENAME = "norms/applicabilities.html", "norms/applicability.html"


@staff_required
@get_or_post
def applicabilities(request: SignedInRequest, code: str) -> HttpResponse:
    """All of them, and a form for one more."""
    norm = find_norm(code)
    require(can_set_stage, request.user, norm)
    form = forms.ApplicabilityForm(posted(request))
    if not form.is_valid():
        return show_form(request, PAGE, form, **_context(norm))
    try:
        added = services.add_applicability(norm=norm, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, PAGE, form, refused, "name", **_context(norm))
    messages.success(request, f"{isolated(added.name)} is added.")
    return redirect("norms:applicabilities", norm.code)


@staff_required
@get_or_post
def rename(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    norm = find_norm(code)
    require(can_set_stage, request.user, norm)
    one = norm.applicabilities.filter(pk=pk).first()
    if one is None:
        return _show_gone(request, norm, pk)
    form = forms.NameForm(posted(request), initial={"name": one.name, "was": one.name})
    context = {"norm": norm, "applicability": one}
    if not form.is_valid():
        return show_form(request, RENAME, form, **context)
    try:
        renamed = services.rename_applicability(applicability=one, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        renew_hidden(form, was=conflict.current.name)
        return show_form(request, RENAME, form, conflict, "name", **context)
    except Refused as refused:
        return show_form(request, RENAME, form, refused, "name", **context)
    messages.success(request, f"It is called {isolated(renamed.name)} now.")
    return redirect("norms:applicabilities", norm.code)


def _show_gone(request: SignedInRequest, norm: Norm, pk: int) -> HttpResponse:
    """What was typed for one that was removed meanwhile, and that it was; 404 where nothing was typed."""
    _refuse_foreign(norm, pk)
    if request.method != "POST":
        raise Http404
    return show_form(request, RENAME, forms.NameForm(request.POST), services.removed_meanwhile(), "name", norm=norm)


def _refuse_foreign(norm: Norm, pk: int) -> None:
    """404 for one of another norm."""
    if Applicability.objects.filter(pk=pk).exclude(norm=norm).exists():
        raise Http404


@staff_required
@require_POST
def remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    norm = find_norm(code)
    require(can_set_stage, request.user, norm)
    _refuse_foreign(norm, pk)
    one = norm.applicabilities.filter(pk=pk).first()
    try:
        if one is not None:
            services.remove_applicability(applicability=one, by=request.user)
    except Refused as refused:
        return show_button(request, PAGE, refused, form=forms.ApplicabilityForm(), **_context(norm))
    messages.success(request, "It is removed.")
    return redirect("norms:applicabilities", norm.code)


def _context(norm: Norm) -> dict[str, Any]:
    named: dict[str, list[Applicability]] = {kind: [] for kind in ApplicabilityKind.values}
    for one in norm.applicabilities.all():
        named[one.kind].append(one)
    return {"norm": norm, "named": named}
