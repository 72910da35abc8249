"""The plain-language entrance: what control lists are, and what Normsite says and doesn't."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from normsite.foundation.cached import cached
from normsite.foundation.controls.models import ControlList


@require_safe
@cached()
def entrance(request: HttpRequest) -> HttpResponse:
    return render(request, "export_control/entrance.html", {"lists": ControlList.objects.current()})
