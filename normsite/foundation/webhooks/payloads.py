"""What is sent: `type`, `timestamp` and `data`, as Standard Webhooks recommends.

It says what anybody may read on the site: the words of the notice, codes, titles and instants.
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from normsite.foundation.notices.events import CALLED_BACK
from normsite.foundation.notices.kinds import KINDS, Area, Audience
from normsite.foundation.notices.letters import in_words
from normsite.foundation.notices.models import Event
from normsite.foundation.webhooks.models import Delivery

TEST = "test"


def type_of(kind: str) -> str:
    """The key of the kind of event, its first word as the group: `consultation.opened`, `closing.in_a_week`."""
    return kind.replace("_", ".", 1)


def types() -> list[tuple[str, str]]:
    """Every type that there is, and when it is sent. A saved search is somebody's own, so no endpoint follows one."""
    sent = (kind for kind in KINDS.values() if kind.audience == Audience.EVERYBODY and kind.area != Area.SEARCHES)
    return [(type_of(kind.key), kind.what) for kind in sent]


def payload_of(delivery: Delivery) -> str:
    """JSON, the same for all endpoints, but that a correction names the message that was sent to this one."""
    event = delivery.event
    if event is None:
        return payload_of_test()
    with timezone.override(UTC), translation.override(settings.LANGUAGE_CODE):
        told = in_words(event)
    data: dict[str, Any] = {
        "title": told.title,
        "text": told.text,
        "url": event.url,
        "norm": event.norm or None,
        "norm_title": event.norm_title or None,
        "due_at": _instant(event.due_at) if event.due_at else None,
        "facts": event.facts,
    }
    if (first := corrected_by(event)) is not None:
        data["corrects"] = Delivery.objects.get(endpoint=delivery.endpoint_id, event=first).webhook_id
    return _as_json(type_of(event.kind), event.at, data)


def payload_of_test() -> str:
    return _as_json(TEST, timezone.now(), {"title": f"A test from {settings.SITE_NAME}", "url": f"{settings.BASE_URL}/"})


def corrected_by(event: Event) -> int | None:
    """The event that this one calls back, by its key."""
    before, _, key = event.occasion.partition(CALLED_BACK)
    return int(key) if not before and key else None


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _as_json(kind: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": _instant(at), "data": data}, ensure_ascii=False, separators=(",", ":"))
