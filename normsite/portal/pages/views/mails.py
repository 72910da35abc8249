"""How the mails of the site stand: what waits, what did not arrive, and who is written to no more."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.accounts.rules import can_change_schedule, can_see_mails
from normsite.foundation.notices.models import Bounce, Fate, Follower
from normsite.foundation.notices.models.follower import Stopped
from normsite.foundation.notifications.masks import masked
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.notifications.queues import GIVEN_UP_LATELY, queues, reasons
from normsite.portal.pages.meanings import meaning

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One mail as staff see it: what it is about and what went wrong, but not in full to whom."""

    mail: OutboxMail

    @property
    def about(self) -> str:
        return meaning(self.mail.occasion)

    @property
    def to(self) -> str:
        return masked(self.mail.to)

    @property
    def answer(self) -> str:
        return masked(self.mail.last_error)


@dataclass(frozen=True)
class Silenced:
    """One address that is told nothing more."""

    to: str
    why: str
    at: datetime | None


@staff_required
@require_safe
def mails(request: SignedInRequest) -> HttpResponse:
    """Those that wait for another attempt, the next first; those that were given up lately, the latest first."""
    require(can_see_mails, request.user)
    outbox = OutboxMail.objects.defer("text", "html")
    held_up = outbox.held_up().order_by("not_before", "pk")[:SHOWN]
    since = timezone.now() - GIVEN_UP_LATELY
    given_up = outbox.given_up().filter(claimed_at__gt=since).order_by("-claimed_at", "pk")
    page = Paginator(given_up, SHOWN).get_page(request.GET.get("page"))
    context = {
        "queues": queues(),
        "reasons": reasons(),
        "held_up": [Line(mail) for mail in held_up],
        "held_up_count": outbox.held_up().count(),
        "page": page,
        "given_up": [Line(mail) for mail in page],
        "days": GIVEN_UP_LATELY.days,
        "returned": _returned(since),
        "stopped": _stopped(),
        "silenced": _silenced(),
        "may_change_schedule": can_change_schedule(request.user),
    }
    return render(request, "pages/mails.html", context)


def _returned(since: datetime) -> list[tuple[str, int]]:
    """How many mails came back lately, by what became of them."""
    counted = dict(Bounce.objects.filter(at__gt=since).order_by().values_list("fate").annotate(number=Count("pk")))
    return [(fate.label, counted.get(fate, 0)) for fate in Fate if fate in counted]


def _stopped() -> list[tuple[str, int]]:
    counted = dict(Follower.objects.exclude(stopped="").values_list("stopped").annotate(number=Count("pk")))
    return [(why.label, counted.get(why, 0)) for why in Stopped]


def _silenced() -> list[Silenced]:
    """The latest addresses that were stopped by others than their owners; who has ended it is nobody's business."""
    rows = Follower.objects.filter(stopped__in=[Stopped.REFUSED, Stopped.COMPLAINED]).select_related("user")
    return [
        Silenced(masked(one.address), Stopped(one.stopped).label, one.stopped_at)
        for one in rows.order_by("-stopped_at", "pk")[:SHOWN]
    ]
