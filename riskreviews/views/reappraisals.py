"""Published safeguards that are due: what waits, what comes of it, and that what would lift one has happened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from norms.doors import admit
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from riskreviews import forms, queries, services
from riskreviews.models import Cause, Reappraisal
from riskreviews.rules import can_edit_assessment
from riskreviews.views.showing import find_assessment, find_safeguard


@staff_required
@require_safe
def due(request: SignedInRequest) -> HttpResponse:
    """What waits for a word."""
    waiting = queries.open_reappraisals()
    context = {"waiting": waiting, "may_answer": can_edit_assessment(request.user)}
    return render(request, "riskreviews/reappraisals.html", context)


@staff_required
@get_or_post
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what comes of one."""
    require(can_edit_assessment, request.user)
    related = Reappraisal.objects.seen_by(request.user).select_related("safeguard__assessment__revision__norm")
    reappraisal = get_object_or_404(related, pk=pk)
    admit(request, reappraisal.safeguard.assessment.revision)
    form = forms.ReappraisalForm(posted(request))
    context = {"reappraisal": reappraisal, "safeguard": reappraisal.safeguard}
    if not form.is_valid():
        return show_form(request, "riskreviews/reappraisal.html", form, **context)
    try:
        services.answer_reappraisal(reappraisal=reappraisal, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/reappraisal.html", form, refused, **context)
    messages.success(request, f"What comes of {reappraisal.safeguard.code} is recorded and public.")
    return redirect("riskreviews:reappraisals")


@staff_required
@get_or_post
def note(request: SignedInRequest, code: str, safeguard_code: str) -> HttpResponse:
    """Note that what would lift a published safeguard has happened."""
    assessment = find_assessment(request, code)
    require(can_edit_assessment, request.user, assessment)
    safeguard = find_safeguard(assessment, safeguard_code)
    form = forms.EventForm(posted(request))
    context = {"assessment": assessment, "safeguard": safeguard}
    if not form.is_valid():
        return show_form(request, "riskreviews/safeguard_lifted.html", form, **context)
    today, what = timezone.localdate(), form.cleaned_data["what"]
    try:
        services.note_reappraisal(safeguard=safeguard, cause=Cause.EVENT, due_on=today, what=what, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/safeguard_lifted.html", form, refused, **context)
    messages.success(request, f"It is noted and public that {safeguard.code} is due. Say now what comes of it.")
    return redirect("riskreviews:reappraisals")
