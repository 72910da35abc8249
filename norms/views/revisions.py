"""Begin the next draft; compare two revisions. Freezing asks all rooms, so its page belongs to the roof."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from norms import forms, services
from norms.rules import can_start_revision
from norms.views.finding import find_newest, find_norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated


@staff_required
@get_or_post
def start(request: SignedInRequest, code: str) -> HttpResponse:
    revision = find_newest(request, code)
    require(can_start_revision, request.user, revision.norm)
    form = forms.RevisionForm(posted(request))
    context = {"norm": revision.norm, "revision": revision}
    if not form.is_valid():
        return show_form(request, "norms/start.html", form, **context)
    try:
        following = services.start_revision(revision=revision, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "norms/start.html", form, refused, **context)
    messages.success(request, f"{isolated(following.name)} is a draft now, with the text of {isolated(revision.name)}.")
    return redirect("norms:draft", code)


@staff_required
@require_safe
def compare(request: SignedInRequest, code: str) -> HttpResponse:
    """From the choice of two revisions to the page that shows what changed between them, the older first."""
    norm = find_norm(code)
    form = forms.CompareForm(request.GET, revisions=list(norm.revisions.seen_by(request.user)))
    if not form.is_valid():
        return redirect("norms:desk", code)
    old, new = sorted((form.cleaned_data["old"], form.cleaned_data["new"]))
    return redirect("compare", code, new, old)
