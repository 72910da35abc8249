"""Import a text in two steps: see what it would do, then do it. What it did can be read later."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from norms import forms, services
from norms.doors import admit, find_revision
from norms.models import ImportJob, ImportRecord, JobState, Norm
from norms.rules import can_register_norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_button, show_form


@staff_required
@get_or_post
def take(request: SignedInRequest) -> HttpResponse:
    require(can_register_norm, request.user)
    if request.method == "GET":
        norm = Norm.objects.filter(code=request.GET.get("norm", "").replace("\0", "").upper()).first()
        return _form(request, forms.ImportForm(initial={"norm": norm}))
    form = forms.ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form)
    if "change" in request.POST:
        return _form(request, form)
    confirmed = "confirm" in request.POST
    hindrance = form.hindrance(confirmed=confirmed)
    try:
        if services.is_for_the_worker(form.cleaned_data["text"]) and not hindrance:
            queued = services.queue_import(form=form.sent, confirmed=confirmed, by=request.user)
            return redirect("norms:import_job", queued.key)
        return _write(request, form) if confirmed and not hindrance else _plan(request, form, hindrance)
    except Refused as refused:
        return _form(request, form, refused)


def _form(request: SignedInRequest, form: forms.ImportForm, refused: Refused | None = None) -> HttpResponse:
    return show_form(request, "norms/import.html", form, refused, jobs=ImportJob.objects.newest_of(request.user))


def _plan(request: SignedInRequest, form: forms.ImportForm, changed: Refused | None = None) -> HttpResponse:
    """What would happen; `changed` says why a plan that was confirmed is shown anew."""
    given = form.cleaned_data
    plan = services.plan_import(**form.how)
    if plan.base is not None:
        admit(request, plan.base)
    form.follow(plan)
    context = {
        "form": form,
        "plan": plan,
        "overview": plan.overview,
        "standing": plan.standing,
        "given": given,
        "norm": given["norm"],
        "title": "" if given["norm"] else plan.title_of_norm(given["title"]),
        "summary": "" if given["norm"] else plan.summary_of_norm(given["summary"]),
    }
    return show_button(request, "norms/import_plan.html", changed, **context)


def _write(request: SignedInRequest, form: forms.ImportForm) -> HttpResponse:
    try:
        report = services.import_markdown(by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        return _plan(request, form, conflict)
    messages.success(request, report.sentence)
    return redirect("norms:draft", report.norm.code)


@staff_required
@require_safe
def job(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Where a long import is; once it is read, its plan."""
    found = get_object_or_404(ImportJob.objects.seen_by(request.user).select_related("revision__norm"), pk=key)
    words = services.progress_of(found)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"is_over": found.is_over, "words": words})
    if found.state == JobState.DONE and found.revision:
        messages.success(request, found.answer)
        return redirect("norms:draft", found.revision.norm.code)
    if not found.is_over:
        services.look_after(found)
        context = {"job": found, "words": words, "characters": f"{len(found.form['text']):,}"}
        return render(request, "norms/import_job.html", context)
    form = forms.ImportForm(found.form)
    if not form.is_valid():
        return _form(request, form)
    try:
        if found.state == JobState.REFUSED:
            raise Refused(found.answer)
        return _plan(request, form, Refused(found.answer) if found.answer else None)
    except Refused as refused:
        return _form(request, form, refused)


@staff_required
@require_safe
def report(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """What the import of a revision said at the time."""
    revision = find_revision(request, code, number)
    kept = get_object_or_404(ImportRecord.objects.select_related("by"), revision=revision)
    context = {"kept": kept, "overview": kept.overview, "revision": revision, "norm": revision.norm}
    return render(request, "norms/import_report.html", context)
