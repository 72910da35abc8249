"""The desk's pages about editions of control lists: which there are, what an import could not read, which is in force.

What differs between two editions, and a list as CSV, anybody may see; the desk leads there.
"""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.controls import queries, services
from normsite.foundation.controls.forms.lists import ListImportForm
from normsite.foundation.controls.models import ControlList, ListImport, ListImportState
from normsite.foundation.controls.rules import (
    can_discard_control_list,
    can_import_control_list,
    can_put_control_list_in_force,
)
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_button, show_form


@staff_required
@require_safe
def lists(request: SignedInRequest) -> HttpResponse:
    context = {
        "editions": queries.counted_editions(),
        "may_import": can_import_control_list(request.user),
        "jobs": ListImport.objects.newest_of(request.user),
    }
    return render(request, "controls/lists.html", context)


@staff_required
@get_or_post
def take(request: SignedInRequest) -> HttpResponse:
    require(can_import_control_list, request.user)
    before = ControlList.objects.filter(series=request.GET.get("list", "")[:40].replace("\0", "")).first()
    form = ListImportForm(posted(request), request.FILES or None, initial=_as_before(before))
    if not form.is_valid():
        return show_form(request, "controls/import.html", form)
    file = form.cleaned_data["file"]
    try:
        job = services.queue_list_import(data=file.read(), name=file.name, about=form.about, by=request.user)
    except Refused as refused:
        return show_form(request, "controls/import.html", form, refused)
    return redirect("controls:list_job", job.key)


def _as_before(before: ControlList | None) -> dict[str, str]:
    """What the next edition of a list has in common with the last."""
    kept = ("series", "jurisdiction", "name", "language", "source", "acknowledgement")
    return {name: getattr(before, name) for name in kept} if before else {}


@staff_required
@require_safe
def job(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Where an import is; once it is done, its edition."""
    found = get_object_or_404(ListImport.objects.defer("file").select_related("control_list"), pk=key, by=request.user)
    words = services.progress_of_list_import(found)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"is_over": found.is_over, "words": words})
    if found.state == ListImportState.DONE and found.control_list:
        return redirect("controls:desk_edition", found.control_list.series, found.control_list.edition)
    status = 409 if found.state == ListImportState.REFUSED else 200
    return render(request, "controls/import_job.html", {"job": found, "words": words}, status=status)


@staff_required
@require_safe
def edition(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    return _edition(request, _found(series, edition))


def _found(series: str, edition: str) -> ControlList:
    return get_object_or_404(ControlList.objects.select_related("imported_by"), series=series, edition=edition)


def _edition(request: SignedInRequest, control_list: ControlList, refused: Refused | None = None) -> HttpResponse:
    others = ControlList.objects.filter(series=control_list.series).exclude(pk=control_list.pk).order_by("-as_of", "-edition")
    context = {
        "edition": control_list,
        "others": others,
        "in_force": next((other for other in others if other.in_force), None),
        "problems": queries.problems_by_entry(control_list),
        "may_force": can_put_control_list_in_force(request.user, control_list),
        "may_discard": can_discard_control_list(request.user, control_list),
        "may_import": can_import_control_list(request.user),
    }
    return show_button(request, "controls/edition.html", refused, **context)


@staff_required
@require_POST
def force(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    found = _found(series, edition)
    require(can_put_control_list_in_force, request.user, found)
    try:
        services.put_in_force(control_list=found, by=request.user)
    except Refused as refused:
        return _edition(request, found, refused)
    messages.success(
        request, f"Texts are screened by {found} from now on. What was cleared by another edition is not any more."
    )
    return redirect("controls:desk_edition", series, edition)


@staff_required
@require_POST
def discard(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    found = _found(series, edition)
    require(can_discard_control_list, request.user, found)
    try:
        services.discard_control_list(control_list=found, by=request.user)
    except Refused as refused:
        return _edition(request, _found(series, edition), refused)
    messages.success(request, f"{found} is discarded.")
    return redirect("controls:desk_lists")
