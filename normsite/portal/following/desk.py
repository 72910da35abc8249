"""The desk: what everybody was told, and calling it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.notices.events import call_back
from normsite.foundation.notices.letters import Told, in_words
from normsite.foundation.notices.models import Event, Notice
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.portal.following.forms import CallBackForm
from normsite.portal.following.rules import can_call_back

MOST = 50


@staff_required
@require_safe
def told(request: SignedInRequest) -> HttpResponse:
    """What everybody may know of, the newest first, with how many were told: what matters, or with `all` everything."""
    shown = Event.objects.for_everybody() if request.GET.get("all") else Event.objects.for_everybody().that_matter()
    page = Paginator(shown, MOST).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _counted([in_words(event) for event in page.object_list]),
        "all": bool(request.GET.get("all")),
        "may_call_back": can_call_back(request.user),
    }
    return render(request, "following/told.html", context)


def _counted(lines: list[Told]) -> list[tuple[Told, int, int]]:
    """Each with how many were told, and to how many of them it went by mail."""
    had = Notice.objects.filter(event__in=[told.event for told in lines]).order_by().values_list("event")
    counted = {event: (number, mailed) for event, number, mailed in had.annotate(Count("pk"), Count("mailed_at"))}
    return [(told, *counted.get(told.event.pk, (0, 0))) for told in lines]


@staff_required
@get_or_post
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what is right, to everybody who was told."""
    require(can_call_back, request.user)
    event = get_object_or_404(Event.objects.for_everybody(), pk=pk)
    form = CallBackForm(posted(request))
    context = {"told": in_words(event), "number": event.notices.count()}
    if not form.is_valid():
        return show_form(request, "following/recall.html", form, **context)
    try:
        call_back(event=event, correction=form.cleaned_data["correction"], by=request.user)
    except Refused as refused:
        return show_form(request, "following/recall.html", form, refused, **context)
    messages.success(request, "It is called back. Everybody who was told hears what is right.")
    return redirect("following:told")
