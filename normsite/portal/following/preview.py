"""What a notice or a digest looks like, made of what has really happened; nothing is sent.

The mail itself is a document of its own in two frames: it bears its styles in its elements, which no page of ours may. Its
policy lets it draw itself and nothing else: no script, no form, nothing from elsewhere, no way out of its frame.
"""

from collections.abc import Sequence
from datetime import timedelta

from csp.decorators import csp_update
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.accounts.models import User
from normsite.foundation.accounts.rules import can_see_mails
from normsite.foundation.notices.digests import MOST
from normsite.foundation.notices.kinds import KINDS, Area, Audience, Pace
from normsite.foundation.notices.letters import write_digest, write_notice
from normsite.foundation.notices.models import Event, EventQuerySet, Notice
from normsite.foundation.notices.post import MANAGE, STOP
from normsite.foundation.notices.targets import SITE
from normsite.foundation.notifications.layout import CLIPPED, bytes_as_sent
from normsite.foundation.notifications.letters import Writing, words_of
from normsite.foundation.notifications.models import Letter, OutboxMail
from normsite.foundation.notifications.stencils import AUTOMATIC
from normsite.foundation.private import private

WINDOWS = {Pace.DAILY: timedelta(days=1), Pace.WEEKLY: timedelta(days=7)}
FEW = 10  # where its window holds fewer events, a digest shows the newest of before as well
WIDTHS = (600, 375)
OF_A_MAIL = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@csp_update({"frame-src": ["'self'"]})
@private
@staff_required
@require_safe
def preview(request: SignedInRequest) -> HttpResponse:
    """A choice of mails, and the one that was chosen: in two widths, as text, with what stands in its head."""
    require(can_see_mails, request.user)
    chosen = request.GET.get("of", Pace.DAILY)
    mail = _made(chosen, request.user)
    context = {
        "chosen": chosen,
        "digests": list(WINDOWS),
        "areas": [(area.label, [kind for kind in KINDS.values() if kind.area == area]) for area in Area],
        "mail": mail,
        "headers": {**mail.headers, **AUTOMATIC} if mail else {},
        "bytes": bytes_as_sent(mail.html) if mail else 0,
        "most_bytes": CLIPPED,
        "widths": WIDTHS,
    }
    return render(request, "following/preview.html", context)


@private
@xframe_options_sameorigin
@staff_required
@require_safe
def mail(request: SignedInRequest) -> HttpResponse:
    """The HTML part alone, for a frame of that page."""
    require(can_see_mails, request.user)
    made = _made(request.GET.get("of", ""), request.user)
    if made is None:
        raise Http404("Nothing of this kind has happened yet.")
    return HttpResponse(made.html, headers={"Content-Security-Policy": OF_A_MAIL})


def _made(of: str, user: User) -> Writing | None:
    """A digest by its pace, a notice by its kind; none where nothing of that kind has happened that this person may know."""
    if of in WINDOWS:
        events = _newest(WINDOWS[Pace(of)])
        return _to_nobody(write_digest(events, [SITE], pace=of)) if events else None
    if of not in KINDS:
        raise Http404("There is no such mail.")
    event = _known_to(user).filter(kind=of).order_by("-at", "-pk").first()
    return _to_nobody(write_notice([event], [SITE])) if event else None


def _newest(window: timedelta) -> Sequence[Event]:
    events = Event.objects.for_everybody().filter(recalled_at=None)
    within = list(events.filter(at__gte=timezone.now() - window)[:MOST])
    return within if len(within) >= FEW else list(events[:FEW])


def _known_to(user: User) -> EventQuerySet:
    """What everybody may know, what the desk tells senders, and what this person was told alone."""
    told = Notice.objects.filter(event=OuterRef("pk"), follower__user=user)
    may_know = Q(audience__in=[Audience.EVERYBODY, Audience.SENDER]) | Q(Exists(told))
    return Event.objects.filter(may_know, at__lte=timezone.now(), withdrawn_at=None, recalled_at=None)


def _to_nobody(writing: Writing) -> Writing:
    """With links that stop nothing, whoever opens them."""
    letter = Letter(subject=writing.subject, text=writing.text, html=writing.html, headers=dict(writing.headers))
    nowhere = settings.BASE_URL + reverse("following:preview")
    return words_of(OutboxMail(letter=letter, slots=dict.fromkeys((STOP, MANAGE), nowhere)))
