"""Read a norm in another dialect of Markdown: see what its page would say, then convert it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from norms import services
from norms.doors import newest_revision
from norms.models import Dialect, Norm
from norms.redlines import differences
from norms.rules import can_edit_draft
from norms.views.finding import find_norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_button
from normsite.foundation.unseen import isolated


@staff_required
@get_or_post
def convert(request: SignedInRequest, code: str) -> HttpResponse:
    norm = find_norm(code)
    require(can_edit_draft, request.user, newest_revision(request, norm))
    other = next(one for one in Dialect if one != norm.dialect)
    if request.method == "GET":
        return _plan(request, norm, other)
    dialect = Dialect(request.POST["dialect"]) if request.POST.get("dialect") in Dialect.values else other
    try:
        services.convert_norm(norm=norm, dialect=dialect, seen=request.POST.get("seen", ""), by=request.user)
    except services.EditConflict as conflict:
        return _plan(request, norm, dialect, Refused(conflict.reason))
    except Refused as refused:
        return _plan(request, norm, dialect, refused)
    messages.success(request, f"{isolated(norm.title)} is read as {dialect.label} from now on.")
    return redirect("norms:draft", code)


def _plan(request: SignedInRequest, norm: Norm, dialect: Dialect, refused: Refused | None = None) -> HttpResponse:
    """What would differ on the page."""
    context: dict[str, Any] = {"norm": norm, "present": Dialect(norm.dialect), "dialect": dialect}
    try:
        context["seen"], readings = services.read_in(norm, dialect)
    except Refused as unreadable:
        return show_button(request, "norms/dialect.html", refused or unreadable, **context)
    found = differences((one.before, one.after) for one in readings if not one.trouble)
    context["troubles"] = [one for one in readings if one.trouble]
    context["changes"] = [
        (one.clause, found[one.before, one.after])
        for one in readings
        if not one.trouble and not found[one.before, one.after].same
    ]
    return show_button(request, "norms/dialect.html", refused, **context)
