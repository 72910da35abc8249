"""The desk's pages about what runs by the clock."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.accounts.rules import can_change_schedule
from normsite.foundation.errors import Refused
from normsite.foundation.schedule.forms import JobForm
from normsite.foundation.schedule.plan import Planned, plan
from normsite.foundation.schedule.services import change_job, restore_job
from normsite.foundation.showing import get_or_post, posted, show_form


@staff_required
@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    require(can_change_schedule, request.user)
    return render(request, "schedule/jobs.html", {"jobs": plan()})


@staff_required
@get_or_post
def job(request: SignedInRequest, name: str) -> HttpResponse:
    require(can_change_schedule, request.user)
    planned = _named(name)
    form = JobForm(posted(request), planned=planned)
    if not form.is_valid():
        return show_form(request, "schedule/job.html", form, planned=planned)
    try:
        change_job(planned=planned, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "schedule/job.html", form, refused, planned=planned)
    messages.success(request, f"{name} is changed. Beat goes by it within half a minute.")
    return redirect("schedule:jobs")


@staff_required
@require_POST
def restore(request: SignedInRequest, name: str) -> HttpResponse:
    require(can_change_schedule, request.user)
    restore_job(planned=_named(name))
    messages.success(request, f"{name} runs by its default again.")
    return redirect("schedule:jobs")


def _named(name: str) -> Planned:
    for planned in plan():
        if planned.job.name == name:
            return planned
    raise Http404("There is no such job.")
