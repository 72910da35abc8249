"""End the work on a draft, with a look ahead at what publishing will ask for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from norms.checks import before_freezing
from norms.doors import newest_revision
from norms.models import Norm, Revision
from norms.queries import count_by_kind
from norms.rules import can_freeze_revision
from norms.services import freeze_revision
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_button
from normsite.foundation.unseen import isolated
from normsite.portal.publication.checks import asked_by_rooms


@staff_required
@get_or_post
def freeze(request: SignedInRequest, code: str) -> HttpResponse:
    """What is found in the newest revision, what publishing will ask for beside, and the button while it is a draft."""
    revision = newest_revision(request, get_object_or_404(Norm, code=code.upper()))
    require(can_freeze_revision, request.user, revision)
    if request.method == "GET":
        return _show_freeze(request, revision)
    try:
        freeze_revision(revision=revision, by=request.user)
    except Refused as refused:
        revision.refresh_from_db()
        return _show_freeze(request, revision, refused)
    messages.success(request, f"{isolated(revision.name)} is frozen. Its text never changes again.")
    return redirect("norms:desk", revision.norm.code)


def _show_freeze(request: SignedInRequest, revision: Revision, refused: Refused | None = None) -> HttpResponse:
    context = {
        "revision": revision,
        "norm": revision.norm,
        "clauses": revision.clauses.count(),
        "statements": count_by_kind(revision),
        "check": before_freezing(revision),
        "ahead": asked_by_rooms(revision),
    }
    return show_button(request, "pages/freeze.html", refused, **context)
