"""Register a norm, see where it stands, correct its facts, move it from stage to stage."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from norms import forms, services
from norms.doors import admit, shut_to
from norms.models import ImportRecord, Norm, Revision
from norms.next_steps import next_step
from norms.rules import (
    can_edit_draft,
    can_freeze_revision,
    can_register_norm,
    can_see_circulation,
    can_set_stage,
    can_start_revision,
)
from norms.views.finding import find_norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import show_conflict


@staff_required
@require_safe
def desk_list(request: SignedInRequest) -> HttpResponse:
    page = Paginator(Norm.objects.order_by("title", "pk"), 50).get_page(request.GET.get("page"))
    newest = Revision.objects.newest().filter(norm__in=[norm.pk for norm in page]).select_related("norm")
    by_norm = {revision.norm_id: revision for revision in newest}
    shut = shut_to(request.user, by_norm.values())
    lines = [_line(norm, by_norm[norm.pk], is_shut=by_norm[norm.pk].pk in shut) for norm in page]
    context = {"lines": lines, "page": page, "may_register": can_register_norm(request.user)}
    return render(request, "norms/desk_list.html", context)


def _line(norm: Norm, newest: Revision, *, is_shut: bool) -> dict[str, object]:
    """What the list says of a norm; of a text that this reader may not read only that it is restricted."""
    return {"norm": norm, "newest": newest, "is_shut": is_shut, "step": None if is_shut else next_step(newest)}


@staff_required
@get_or_post
def create(request: SignedInRequest) -> HttpResponse:
    require(can_register_norm, request.user)
    form = forms.FactsForm(posted(request))
    context = {"heading": "Register a norm", "button": "Register"}
    if not form.is_valid():
        return show_form(request, "norms/facts.html", form, **context)
    try:
        norm = services.register_norm(**form.cleaned_data, by=request.user)
    except Refused as refused:
        return show_form(request, "norms/facts.html", form, refused, **context)
    messages.success(request, f"{isolated(norm.title)} is registered as {norm.code}. Write the first clause, or import a text.")
    return redirect("norms:draft", norm.code)


@staff_required
@require_safe
def desk(request: SignedInRequest, code: str) -> HttpResponse:
    norm = find_norm(code)
    return _show_desk(request, norm, forms.StageForm(norm=norm))


def _show_desk(request: SignedInRequest, norm: Norm, form: forms.StageForm, refused: Refused | None = None) -> HttpResponse:
    imported = Exists(ImportRecord.objects.filter(revision=OuterRef("pk")))
    found = norm.revisions.select_related("based_on", "frozen_by").annotate(imported=imported)
    revisions = list(found.order_by("-number"))
    for revision in revisions:
        revision.norm = norm
    shut = shut_to(request.user, revisions)
    admit(request, *(revision for revision in revisions if revision.pk not in shut))  # their labels and notes are shown
    newest, may = revisions[0], revisions[0].pk not in shut
    context = {
        "norm": norm,
        "revisions": revisions,
        "shut": shut,
        "newest": newest,
        "step": next_step(newest) if may else None,
        "compare_form": _compare_form([revision for revision in revisions if revision.pk not in shut]),
        "stage_form": form,
        "may_change": can_set_stage(request.user, norm),
        "may_edit": may and can_edit_draft(request.user, newest),
        "may_freeze": may and can_freeze_revision(request.user, newest),
        "may_start": may and can_start_revision(request.user, norm),
        "may_see_circulation": can_see_circulation(request.user),
    }
    return show_form(request, "norms/desk.html", form, refused, "stage", **context)


def _compare_form(revisions: list[Revision]) -> forms.CompareForm | None:
    """Offered from the third revision on: before, the link beside the second says all."""
    if len(revisions) < 3:
        return None
    return forms.CompareForm(revisions=revisions, initial={"old": revisions[-1].number, "new": revisions[0].number})


@staff_required
@get_or_post
def facts(request: SignedInRequest, code: str) -> HttpResponse:
    norm = find_norm(code)
    require(can_set_stage, request.user, norm)
    form = forms.FactsChangeForm(posted(request), norm=norm)
    context = {"heading": "Change the facts", "button": "Save the facts", "norm": norm}
    if not form.is_valid():
        return show_form(request, "norms/facts.html", form, **context)
    try:
        services.change_norm(norm=norm, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        stands = forms.FactsChangeForm(norm=conflict.current)
        return show_conflict(request, "norms/facts.html", form, conflict, stands, **context)
    except Refused as refused:
        return show_form(request, "norms/facts.html", form, refused, **context)
    messages.success(request, "The facts are saved.")
    return redirect("norms:desk", norm.code)


@staff_required
@require_POST
def stage(request: SignedInRequest, code: str) -> HttpResponse:
    norm = find_norm(code)
    require(can_set_stage, request.user, norm)
    form = forms.StageForm(request.POST, norm=norm)
    if not form.is_valid():
        return _show_desk(request, norm, form)
    try:
        moved = services.set_stage(norm=norm, stage=form.cleaned_data["stage"], by=request.user)
    except Refused as refused:
        return _show_desk(request, norm, form, refused)
    messages.success(request, f"The norm is at stage {moved.stage}, {moved.stage_name}.")
    return redirect("norms:desk", norm.code)
