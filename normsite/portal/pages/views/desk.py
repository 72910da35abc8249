"""The first page of the desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from norms.models import Norm
from normsite.foundation.accounts.access import SignedInRequest, staff_required
from normsite.portal.pages.tasks_due import tasks_for


@staff_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    norms = Norm.objects.prefetch_related("revisions").order_by("title")[:30]
    return render(request, "pages/dashboard.html", {"tasks": tasks_for(request.user), "norms": norms})
