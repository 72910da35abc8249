"""What somebody with an account was told, on the site."""

import zoneinfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, signed_in
from normsite.foundation.notices.inbox import count_unread, note_all_seen
from normsite.foundation.notices.inbox import inbox as inbox_of
from normsite.foundation.notices.letters import in_words
from normsite.foundation.private import private

MOST = 50


@private
@signed_in
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """The newest first, whatever came by mail as well."""
    before = request.GET.get("before", "")
    own = inbox_of(request.user)
    shown = own.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 18 else own
    notices = list(shown.select_related("event").order_by("-pk")[: MOST + 1])
    with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
        lines = [(notice, in_words(notice.event)) for notice in notices[:MOST]]
    context = {
        "lines": lines,
        "next": notices[MOST - 1].pk if len(notices) > MOST else None,
        "unread": count_unread(request.user),
    }
    return render(request, "following/inbox.html", context)


@signed_in
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    note_all_seen(request.user)
    return redirect("following:inbox")
