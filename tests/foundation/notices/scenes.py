"""Followers, and what comes into their mailboxes."""

from django.utils import timezone

from normsite.foundation.notices.digests import cut_digests
from normsite.foundation.notices.followers import follow, follower_of
from normsite.foundation.notices.models import Follower
from normsite.foundation.notices.targets import name_of
from normsite.foundation.notices.telling import tell
from normsite.foundation.notifications.letters import words_of
from normsite.foundation.notifications.models import MailState, OutboxMail


def follows(address: str, *targets: str, pace: str = "now", everything: bool = True, zone: str = "UTC") -> Follower:
    """Somebody of this confirmed address follows these."""
    follower = follower_of(address, zone=zone)
    for target in targets:
        follow(follower=follower, target=target, name=name_of(target) or "everything", pace=pace, everything=everything)
    return follower


def told() -> None:
    """What workers do, until nothing is left to do."""
    tell()
    cut_digests()


def subjects(address: str) -> list[str]:
    """What came into a mailbox, in order."""
    return [words_of(mail).subject for mail in letters(address)]


def letters(address: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(to=address, letter__isnull=False).select_related("letter").order_by("created_at"))


def texts(address: str) -> list[str]:
    return [words_of(mail).text for mail in letters(address)]


def sent() -> None:
    """All that is in the outbox has left."""
    OutboxMail.objects.update(state=MailState.SENT, sent_at=timezone.now())
