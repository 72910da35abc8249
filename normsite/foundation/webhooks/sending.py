"""Send what is due, to many endpoints side by side, to each one thing at a time.

A claim stands on the endpoint. A worker that dies leaves it to lapse; then the same message is sent again, under the same id.
"""

import logging
import random
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from normsite.foundation.webhooks.emails import mail_disabled
from normsite.foundation.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointState, Trouble
from normsite.foundation.webhooks.payloads import payload_of
from normsite.foundation.webhooks.posting import Answer, post
from normsite.foundation.webhooks.signing import signed_headers

logger = logging.getLogger(__name__)

AT_ONCE = 16  # endpoints that one worker talks to
LONGEST_SWEEP = 60.0  # seconds, and what is then under way
CLAIM_LASTS = timedelta(minutes=2)  # many times what an attempt can take
GIVEN_UP_AFTER = timedelta(days=5)
# The schedule that Standard Webhooks gives, after each failure: somewhat more than three days in all.
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_WAIT = max(RETRIES)
JITTER = 0.1


@dataclass(frozen=True)
class Parcel:
    """One message on its way, under a claim that is as old as `claimed_at`."""

    delivery: Delivery
    claimed_at: datetime
    headers: dict[str, str]
    body: bytes


def send_due(*, seconds: float = LONGEST_SWEEP) -> int:
    """Send what should leave now; how many arrived. What is still there after so many seconds is left to the next sweep.

    The talking is done in threads, which touch neither database nor record.
    """
    end, arrived = time.monotonic() + seconds, 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way: dict[Future[Answer], Parcel] = {}
        while True:
            if time.monotonic() < end:
                for parcel in _claim(AT_ONCE - len(under_way)):
                    under_way[pool.submit(post, parcel.delivery.endpoint.url, parcel.headers, parcel.body)] = parcel
            if not under_way:
                return arrived
            for done in wait(under_way, timeout=1, return_when=FIRST_COMPLETED).done:
                arrived += _note(under_way.pop(done), done.result())


def _claim(most: int) -> Iterator[Parcel]:
    """What each of some endpoints is to get next. Those that work come first, so none waits for one that doesn't."""
    now = timezone.now()
    due = Delivery.objects.due()
    with transaction.atomic():
        free = Endpoint.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS))
        free = free.filter(Exists(due.filter(endpoint=OuterRef("pk")))).order_by(F("failing_since").asc(nulls_first=True), "pk")
        claimed = list(free.select_for_update(of=("self",), skip_locked=True)[:most])
        Endpoint.objects.filter(pk__in=[one.pk for one in claimed]).update(claimed_at=now)
    for endpoint in claimed:
        delivery = due.filter(endpoint=endpoint).select_related("endpoint", "event").first()
        if delivery is not None and _is_written(delivery, now):
            yield _parcel(delivery, now)


def _is_written(delivery: Delivery, claimed_at: datetime) -> bool:
    """Write it if that wasn't done. What can't be written holds up nothing else, and is tried again like what isn't taken."""
    if delivery.payload:
        return True
    try:
        with transaction.atomic():
            delivery.payload = payload_of(delivery)
            delivery.save(update_fields=["payload"])
    except Exception:
        logger.exception("Delivery %s can't be written", delivery.pk)
        _note(Parcel(delivery, claimed_at, {}, b""), Answer(problem="This site could not write it; its staff can see why."))
        return False
    return True


def _parcel(delivery: Delivery, claimed_at: datetime) -> Parcel:
    body, now = delivery.payload.encode(), timezone.now()
    secrets = delivery.endpoint.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=now)).values_list("value", flat=True)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"{settings.SITE_NAME}-Webhooks (+{settings.BASE_URL})",
        **signed_headers(secrets, delivery.webhook_id, int(now.timestamp()), body),
    }
    return Parcel(delivery, claimed_at, headers, body)


@transaction.atomic
def _note(parcel: Parcel, answer: Answer) -> bool:
    """Write down how it went, and let go of the endpoint; whether the message arrived."""
    endpoint = Endpoint.objects.select_for_update().filter(pk=parcel.delivery.endpoint_id).first()
    delivery = Delivery.objects.select_for_update().filter(pk=parcel.delivery.pk).first()
    if endpoint is None or delivery is None:  # removed meanwhile
        return answer.is_yes
    now = timezone.now()
    Attempt.objects.create(
        delivery=delivery,
        at=now,
        milliseconds=answer.milliseconds,
        status=answer.status,
        answer=answer.text,
        problem=answer.problem,
    )
    delivery.attempts += 1
    if answer.is_yes:
        delivery.state, delivery.next_at, delivery.delivered_at = DeliveryState.DELIVERED, None, now
        endpoint.failing_since = None
    else:
        _note_failure(endpoint, delivery, answer, now)
    delivery.save(update_fields=["attempts", "state", "next_at", "delivered_at"])
    if endpoint.claimed_at == parcel.claimed_at:
        endpoint.claimed_at = None
    endpoint.save(update_fields=["failing_since", "claimed_at"])
    if trouble := _trouble(endpoint, delivery, answer, now):
        disable(endpoint, trouble)
    return answer.is_yes


def _note_failure(endpoint: Endpoint, delivery: Delivery, answer: Answer, now: datetime) -> None:
    """A test is tried once, for whoever waits for it; all else by the schedule, or later where the server asks for that."""
    if delivery.is_test:
        delivery.state, delivery.next_at = DeliveryState.FAILED, None
        return
    endpoint.failing_since = endpoint.failing_since or now
    if delivery.attempts > len(RETRIES):
        delivery.state, delivery.next_at = DeliveryState.FAILED, None
        return
    pause = RETRIES[delivery.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  nothing secret
    delivery.state, delivery.next_at = (
        DeliveryState.WAITING,
        now + max(pause, min(timedelta(seconds=answer.wait), LONGEST_WAIT)),
    )


def _trouble(endpoint: Endpoint, delivery: Delivery, answer: Answer, now: datetime) -> Trouble | None:
    """Why nothing should be sent there any more: it is gone, or a message was given up after nothing arrived for days."""
    if answer.status == HTTPStatus.GONE:
        return Trouble.GONE
    is_given_up = delivery.state == DeliveryState.FAILED and not delivery.is_test
    since = endpoint.failing_since
    return Trouble.FAILING if is_given_up and since is not None and since <= now - GIVEN_UP_AFTER else None


def disable(endpoint: Endpoint, trouble: Trouble) -> None:
    """Send nothing there until its owner starts it again, and tell the owner. What waits has failed, and can be replayed."""
    if endpoint.state == EndpointState.DISABLED:
        return
    endpoint.state, endpoint.trouble = EndpointState.DISABLED, trouble
    endpoint.save(update_fields=["state", "trouble"])
    waiting = endpoint.deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.FAILED, next_at=None)
    mail_disabled(endpoint)
