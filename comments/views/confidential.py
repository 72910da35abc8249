"""The confidential part of a comment, on a page of its own: no list and no other page at the desk has its words."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comments import rules
from comments.models import Comment
from comments.services import open_confidential_part
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.private import private

MOST_VIEWINGS = 20


@private
@staff_required
@require_safe
def confidential(request: SignedInRequest, code: str) -> HttpResponse:
    """Each time it is asked for is noted, and who opened it before is shown."""
    having = Comment.objects.exclude(confidential_ground="").select_related("submission")
    comment = get_object_or_404(having, code=code.upper())
    require(rules.can_read_confidential, request.user, comment)
    part = open_confidential_part(comment=comment, by=request.user)
    viewings = part.viewings.select_related("person")
    context = {
        "comment": comment,
        "part": part,
        "viewings": viewings[:MOST_VIEWINGS],
        "more": max(viewings.count() - MOST_VIEWINGS, 0),
    }
    return render(request, "comments/confidential.html", context)
