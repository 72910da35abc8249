"""The first page of the desk, and the mails that did not arrive."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from norms.models import Norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.accounts.rules import can_see_mails
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.pages.tasks_due import tasks_for


@staff_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    norms = Norm.objects.prefetch_related("revisions").order_by("title")[:30]
    return render(request, "pages/dashboard.html", {"tasks": tasks_for(request.user), "norms": norms})


@staff_required
@require_safe
def mails(request: SignedInRequest) -> HttpResponse:
    """Those that wait for another attempt, the next first; those that were given up, the latest first."""
    require(can_see_mails, request.user)
    outbox = OutboxMail.objects.defer("text", "html")
    context = {
        "held_up": outbox.held_up().order_by("not_before", "pk")[:50],
        "held_up_count": outbox.held_up().count(),
        "page": Paginator(outbox.given_up().order_by("-claimed_at", "pk"), 50).get_page(request.GET.get("page")),
    }
    return render(request, "pages/mails.html", context)
