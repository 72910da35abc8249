"""One call each."""

import time
from collections.abc import Callable

from celery import shared_task
from django.conf import settings

from normsite.foundation.notices import bounces, digests, telling, watching
from normsite.foundation.notices.mailbox import read_mailbox
from normsite.foundation.turns import turn
from normsite.foundation.workers import hand_over, periodic


@periodic("notices.tell", every=15, promise="Who wishes to hear at once hears at once.")
def tell() -> None:
    """Give notices of what happened, and put into mails what is wanted at once."""
    _one_at_a_time("notices.tell", telling.tell, telling.LONGEST)


@periodic("notices.cut_digests", every=60, promise="A digest comes at the hour that its reader chose.")
def cut_digests() -> None:
    """Digests whose hour has come, in each follower's own zone."""
    _one_at_a_time("notices.cut_digests", digests.cut_digests, digests.LONGEST)


def _one_at_a_time(task: str, work: Callable[[], int], longest: float) -> None:
    """However much there is to be written, one worker is enough for it: another goes on sending. What is left after its time
    comes behind what has been asked for meanwhile."""
    began = time.monotonic()
    with turn("notices for many") as ours:
        if ours:
            work()
    if ours and time.monotonic() - began >= longest:
        hand_over(task)


@periodic("notices.read_bounces", every=120)
def read_bounces() -> None:
    """Read what mail servers send back, where there is a mailbox for it."""
    if settings.BOUNCES_URL:
        read_mailbox(settings.BOUNCES_URL)


@periodic("notices.watch_delivery", every=300)
def watch_delivery() -> None:
    """Tell administrators when mails don't leave."""
    watching.watch_delivery()


@shared_task(name="notices.stop_address")
def stop_address(email: str, reason: str) -> None:
    """A mail server refuses this address for good."""
    bounces.stop_address(email, reason)
