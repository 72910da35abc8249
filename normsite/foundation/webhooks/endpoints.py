"""What an owner does with an endpoint: one verb each."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words, one_line
from normsite.foundation.notices.targets import BREADTH, LONGEST, SITE, kind_of, name_of
from normsite.foundation.webhooks.destinations import read_url
from normsite.foundation.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, Secret
from normsite.foundation.webhooks.payloads import payload_of_test
from normsite.foundation.webhooks.signing import new_secret
from normsite.foundation.workers import hand_over

MOST_ENDPOINTS = 10
MOST_TARGETS = 50
MOST_SECRETS = 5
FORMER_LASTS = timedelta(hours=24)
BETWEEN_TESTS = timedelta(seconds=10)
KEPT = timedelta(days=90)
# What is somebody's own is no target for a program that is told what anybody may know.
FOLLOWED = sorted(BREADTH.keys() - {SITE, "search", "submission", "person"})


@transaction.atomic
def add_endpoint(*, owner: User, url: str, description: str, targets: Sequence[str], everything: bool) -> tuple[Endpoint, str]:
    """Add an endpoint; it is told of what is recorded from now on. The secret is given once, here."""
    User.objects.select_for_update().get(pk=owner.pk)
    if Endpoint.objects.of(owner).count() >= MOST_ENDPOINTS:
        raise Refused(f"You have {MOST_ENDPOINTS} endpoints already.", "Remove one that is not used.")
    endpoint = Endpoint(owner=owner)
    _write(endpoint, url, description, targets, everything)
    secret = Secret.objects.create(endpoint=endpoint, value=new_secret())
    return endpoint, secret.value


@transaction.atomic
def change_endpoint(*, endpoint: Endpoint, url: str, description: str, targets: Sequence[str], everything: bool) -> Endpoint:
    """Change where it is, or what it follows. What waits goes to the new address."""
    endpoint = _locked(endpoint)
    _write(endpoint, url, description, targets, everything)
    return endpoint


def _write(endpoint: Endpoint, url: str, description: str, targets: Sequence[str], everything: bool) -> None:
    url, description = url.strip(), one_line(description)
    check_words(Endpoint, url=url, description=description)
    read_url(url)
    if Endpoint.objects.of(endpoint.owner).filter(url=url).exclude(pk=endpoint.pk).exists():
        raise Refused("You have an endpoint at this address already.", "Change that one instead.")
    endpoint.url, endpoint.description, endpoint.everything = url, description, everything
    endpoint.targets = list(dict.fromkeys(targets))
    check_targets(endpoint.targets)
    endpoint.save()


def check_targets(targets: Sequence[str]) -> None:
    """Refuses, with a sentence, what can't be followed."""
    if not 0 < len(targets) <= MOST_TARGETS:
        raise Refused(f"There are {len(targets)} things to follow.", f"Name 1 to {MOST_TARGETS}, one on each line.")
    for one in targets:
        is_known = one == SITE or (kind_of(one) in FOLLOWED and name_of(one) == one_line(name_of(one)) != "")
        if not is_known or len(one) > LONGEST:
            raise Refused(f"“{one[:60]}” is nothing that can be followed.", "Write site, or for example norm:N-12.")


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, at_once: bool) -> str:
    """A new secret. The former one goes on for a day, in which messages bear both signatures; or ends `at_once`."""
    endpoint = _locked(endpoint)
    now = timezone.now()
    endpoint.secrets.filter(ends_at__lte=now).delete()
    if at_once:
        endpoint.secrets.all().delete()
    if endpoint.secrets.count() >= MOST_SECRETS:
        raise Refused("The secret was changed several times today.", "Wait until tomorrow, or end the former ones at once.")
    endpoint.secrets.filter(ends_at=None).update(ends_at=now + FORMER_LASTS)
    return Secret.objects.create(endpoint=endpoint, value=new_secret()).value


@transaction.atomic
def pause_endpoint(*, endpoint: Endpoint) -> None:
    """Send nothing; what happens meanwhile waits."""
    endpoint = _locked(endpoint)
    if endpoint.state != EndpointState.ACTIVE:
        raise Refused("This endpoint is not active.")
    endpoint.state = EndpointState.PAUSED
    endpoint.save(update_fields=["state"])


@transaction.atomic
def start_endpoint(*, endpoint: Endpoint) -> None:
    """Go on after a pause, with what has waited; or after it was disabled, as if nothing had failed."""
    endpoint = _locked(endpoint)
    if endpoint.state == EndpointState.ACTIVE:
        raise Refused("This endpoint is active already.")
    endpoint.state, endpoint.trouble, endpoint.failing_since = EndpointState.ACTIVE, "", None
    endpoint.save(update_fields=["state", "trouble", "failing_since"])
    _wake()


@transaction.atomic
def send_test(*, endpoint: Endpoint) -> Delivery:
    """A message of the type `test`, also to an endpoint to which nothing else is sent; one every ten seconds."""
    endpoint = _locked(endpoint)
    lately = endpoint.deliveries.filter(event=None)
    if lately.filter(Q(state=DeliveryState.WAITING) | Q(created_at__gt=timezone.now() - BETWEEN_TESTS)).exists():
        raise Refused("A test was sent a moment ago.", "Wait some seconds, then look at the list below.")
    delivery = Delivery.objects.create(endpoint=endpoint, payload=payload_of_test())
    _wake()
    return delivery


@transaction.atomic
def replay(*, delivery: Delivery) -> None:
    """Send it again, with the same words under the same id, by the same schedule."""
    endpoint = _active(delivery.endpoint)
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=delivery.pk)
    if not delivery.is_tellable:
        raise Refused("What it tells was withdrawn or corrected since, so it is not sent again.")
    if delivery.is_test:
        raise Refused("This was a test.", "Send another one.")
    if delivery.state == DeliveryState.WAITING and delivery.attempts == 0:
        raise Refused("It is about to be sent.")
    _send_again(endpoint.deliveries.filter(pk=delivery.pk))


@transaction.atomic
def replay_failed(*, endpoint: Endpoint, days: int) -> int:
    """Send again all that has failed of the last so many days; how many."""
    endpoint = _active(endpoint)
    since = timezone.now() - timedelta(days=days)
    failed = endpoint.deliveries.failed().tellable().exclude(event=None).filter(created_at__gte=since)
    return _send_again(endpoint.deliveries.filter(pk__in=list(failed.values_list("pk", flat=True))))


def _send_again(deliveries: QuerySet[Delivery]) -> int:
    number = deliveries.update(state=DeliveryState.WAITING, next_at=timezone.now(), attempts=0, delivered_at=None)
    _wake()
    return number


def remove_endpoint(*, endpoint: Endpoint) -> None:
    """With its secrets and its log."""
    endpoint.delete()


def forget_old() -> int:
    """The log reaches back ninety days."""
    return Delivery.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _locked(endpoint: Endpoint) -> Endpoint:
    return Endpoint.objects.select_for_update().get(pk=endpoint.pk)


def _active(endpoint: Endpoint) -> Endpoint:
    endpoint = _locked(endpoint)
    if endpoint.state != EndpointState.ACTIVE:
        raise Refused("Nothing is sent to this endpoint now.", "Start it first.")
    return endpoint


def _wake() -> None:
    """Wake a worker; without a broker, beat does within seconds."""
    transaction.on_commit(lambda: hand_over("webhooks.send"), robust=True)
