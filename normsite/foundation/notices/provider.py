"""What a mail provider tells us by its webhook, which django-anymail has checked and read."""

from collections.abc import Mapping

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from normsite.foundation.notices.bounces import note_fate, stop_followers
from normsite.foundation.notices.models import Fate
from normsite.foundation.notices.models.follower import Stopped
from normsite.foundation.notices.reports import is_for_good
from normsite.foundation.notifications.models import OutboxMail

_REFUSED = {EventType.BOUNCED, EventType.REJECTED}
_OF_ADDRESS = {RejectReason.INVALID, RejectReason.BOUNCED}
# django-anymail calls every bounce at SES and Postmark one; these names of theirs say that it may pass.
_PASSING = {"SoftBounce", "Transient", "Undetermined"}
_UNWANTED = {EventType.COMPLAINED, EventType.UNSUBSCRIBED}


def take_event(*, event: AnymailTrackingEvent, **told: object) -> None:
    """Note it with the mail that it is about, the latest to that address, and write there no more where it says so.

    A provider has a Message-ID of its own, but also our trust: who tells us knows the secret of the webhook.
    """
    fate = _fate(event)
    if fate is None or not event.recipient:
        return
    said = event.mta_response or event.description or ""
    mail = OutboxMail.objects.filter(to__iexact=event.recipient).exclude(attempts=0).order_by("-created_at").first()
    if mail is not None:
        note_fate(mail, fate, said)
    elif fate != Fate.LATER:
        stop_followers(event.recipient, Stopped.REFUSED if fate == Fate.GONE else Stopped.COMPLAINED)


def _fate(event: AnymailTrackingEvent) -> Fate | None:
    if event.event_type in _UNWANTED or (event.event_type == EventType.REJECTED and event.reject_reason == RejectReason.SPAM):
        return Fate.COMPLAINT
    if event.event_type in _REFUSED:
        lies_in_address = event.reject_reason in _OF_ADDRESS and not _passes(event.esp_event)
        gone = lies_in_address and is_for_good(event.mta_response or "")
        return Fate.GONE if gone else Fate.LATER
    return Fate.LATER if event.event_type == EventType.DEFERRED else None


def _passes(words: object) -> bool:
    told = words if isinstance(words, Mapping) else {}
    bounce = told.get("bounce")
    return told.get("Type") in _PASSING or (isinstance(bounce, Mapping) and bounce.get("bounceType") in _PASSING)
