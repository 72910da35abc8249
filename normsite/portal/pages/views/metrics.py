"""Figures for whoever watches the site, in the text format of Prometheus (0.0.4)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from normsite.foundation.notices.models import Bounce, Event, Fate, Follower
from normsite.foundation.notices.models.follower import Stopped
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.notifications.queues import queues

AN_HOUR = timedelta(hours=1)
LATE = timedelta(minutes=5)

Values = Iterable[tuple[str, int]]
"""Labels as the format writes them, and the value."""


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever bears the token; for everybody else there is no such page."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    lines = "\n".join(line for part in (_mails(), _notices(), _followers()) for line in part)
    return HttpResponse(f"{lines}\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _mails() -> Iterator[str]:
    waiting = [(f'priority="{queue.priority.name.lower()}"', queue) for queue in queues()]
    yield from _gauge("mails_waiting", "Mails that have not left", ((label, queue.depth) for label, queue in waiting))
    yield from _gauge("mails_held_up", "Of these, refused so far", ((label, queue.held_up) for label, queue in waiting))
    ages = ((label, _seconds_since(queue.oldest_at)) for label, queue in waiting)
    yield from _gauge("mails_oldest_seconds", "Age of the mail that has waited longest", ages)
    left = OutboxMail.objects.filter(state=MailState.SENT, sent_at__gt=timezone.now() - AN_HOUR).count()
    yield from _gauge("mails_left_lately", "Mails that left within an hour", [("", left)])
    yield from _gauge("mails_given_up", "Mails that were given up", [("", OutboxMail.objects.given_up().count())])


def _notices() -> Iterator[str]:
    to_tell = Event.objects.to_be_told().order_by().aggregate(number=Count("pk"), oldest=Min("at"))
    yield from _gauge("events_to_tell", "Events whose followers have no notice yet", [("", to_tell["number"])])
    yield from _gauge("events_oldest_seconds", "Age of the first of these", [("", _seconds_since(to_tell["oldest"]))])
    late = timezone.now() - LATE
    paces = {"daily": Q(next_daily_at__lte=late), "weekly": Q(next_weekly_at__lte=late)}
    overdue = ((f'pace="{pace}"', Follower.objects.reachable().filter(due).count()) for pace, due in paces.items())
    yield from _gauge("digests_overdue", "Digests that should have been cut five minutes ago", overdue)


def _followers() -> Iterator[str]:
    counted = dict(Follower.objects.values_list("stopped").annotate(number=Count("pk")))
    yield from _gauge("followers", "Confirmed addresses that are told", [("", counted.get("", 0))])
    stopped = ((f'why="{why}"', counted.get(why, 0)) for why in Stopped.values)
    yield from _gauge("followers_stopped", "Addresses that are told nothing any more", stopped)
    fates = dict(Bounce.objects.order_by().values_list("fate").annotate(number=Count("pk")))
    yield from _gauge("bounces", "Mails that came back", ((f'fate="{fate}"', fates.get(fate, 0)) for fate in Fate.values))


def _gauge(name: str, about: str, values: Values) -> Iterator[str]:
    yield f"# HELP normsite_{name} {about}"
    yield f"# TYPE normsite_{name} gauge"
    for labels, value in values:
        yield f"normsite_{name}{{{labels}}} {value}" if labels else f"normsite_{name} {value}"


def _seconds_since(at: datetime | None) -> int:
    return max(0, round((timezone.now() - at).total_seconds())) if at else 0
