"""What anybody can read of what happened and of what is to come: feeds, calendars, week by week; and what one can be told."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from norms.models import Norm
from normsite.foundation.cached import cached
from normsite.foundation.notices.kinds import Audience
from normsite.foundation.notices.models import Event
from normsite.portal.following import weekly
from normsite.portal.following.atom import written
from normsite.portal.following.calendars import deadlines
from normsite.portal.following.feeds import feed_named
from normsite.portal.following.table import by_area
from normsite.portal.following.turns import next_turn, next_turn_or_day

ATOM, ICALENDAR = "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8"


@require_safe
@cached(until=next_turn)
def feed(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(written(feed_named(name)), content_type=ATOM)


@require_safe
@cached(until=next_turn)
def older(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The entries of a feed before one that everybody may know of, or might until it was withdrawn."""
    found = feed_named(name)
    known = Event.objects.of(found.target).filter(audience=Audience.EVERYBODY, at__lte=timezone.now())
    before = get_object_or_404(known, pk=pk)
    return HttpResponse(written(found, before), content_type=ATOM)


@require_safe
@cached(until=next_turn_or_day)
def calendar(request: HttpRequest) -> HttpResponse:
    """Every date of the site."""
    return HttpResponse(deadlines(), content_type=ICALENDAR)


@require_safe
@cached(until=next_turn_or_day)
def calendar_of_norm(request: HttpRequest, code: str) -> HttpResponse:
    norm = get_object_or_404(Norm.objects.public(), code=code.upper())
    return HttpResponse(deadlines(norm), content_type=ICALENDAR)


@require_safe
@cached(until=next_turn_or_day)
def weeks(request: HttpRequest) -> HttpResponse:
    return render(request, "following/weeks.html", {"weeks": weekly.numbers()})


@require_safe
@cached(until=next_turn_or_day)
def week(request: HttpRequest, week: weekly.Week) -> HttpResponse:
    """One week, at its address for ever."""
    first, running = weekly.weeks()
    if not first <= week <= running:
        raise Http404
    context = {
        "week": week,
        "brought": weekly.brought(week),
        "most": weekly.MOST,
        "before": week.before if week > first else None,
        "after": week.after if week < running else None,
    }
    return render(request, "following/week.html", context)


@require_safe
@cached()
def kinds(request: HttpRequest) -> HttpResponse:
    """What one can be told, when, to whom, and how if nobody says otherwise."""
    return render(request, "following/kinds.html", {"areas": by_area()})
