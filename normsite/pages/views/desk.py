"""The first page of the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from norms.models import Norm
from normsite.accounts.access import desk
from normsite.pages.tasks_due import tasks_for


@desk
def dashboard(request: HttpRequest) -> HttpResponse:
    norms = Norm.objects.prefetch_related("revisions").order_by("title")[:30]
    return render(request, "pages/dashboard.html", {"tasks": tasks_for(request.user), "norms": norms})
