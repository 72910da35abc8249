"""Links that are mailed to an address whose owner has not said yes, or has lost theirs."""

import uuid
from datetime import timedelta

from django.utils import timezone

from normsite.foundation.accounts.pace import Pace
from normsite.foundation.notices.links import CONFIRM_DAYS, MANAGE_DAYS, Wish, confirming, managing
from normsite.foundation.notices.models import Follower
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.notifications.outbox import queue_mail
from normsite.portal.following.subjects import Subject

DAY = 86_400
# Anybody can type any address: its owner gets some of these mails, then ever fewer. A link that came before stays good. What
# stands behind a + mostly comes into the same mailbox.
A_MAILBOX = Pace("follow-mailbox", free=3, first=60, longest=DAY // 4, remembered=DAY)
MOST, LATELY = 10, timedelta(hours=1)  # to one address; counted in the outbox, which knows what the cache has forgotten


def _may_be_mailed(what: str, address: str) -> bool:
    name, _, domain = address.lower().rpartition("@")
    if A_MAILBOX.take(f"{what}:{name.partition('+')[0]}@{domain}").wait:
        return False
    lately = OutboxMail.objects.filter(to__iexact=address, created_at__gt=timezone.now() - LATELY)
    return lately.filter(occasion__startswith="follow").count() < MOST


def mail_confirmation(wish: Wish, subject: Subject) -> None:
    """Whether the owner of this address wishes to follow that. It says nothing that anybody has typed freely."""
    if _may_be_mailed("confirm", wish.email):
        queue_mail(
            occasion=f"follow/{uuid.uuid4()}",
            to=wish.email,
            template="emails/following/confirm",
            context={
                "subject": subject.mailed or subject.name,
                "mutes": wish.mutes,
                "link": confirming(wish),
                "days": CONFIRM_DAYS,
            },
        )


def mail_link(follower: Follower) -> None:
    """The link to all that this address follows."""
    if _may_be_mailed("link", follower.address):
        queue_mail(
            occasion=f"follow-link/{uuid.uuid4()}",
            to=follower.address,
            template="emails/following/link",
            context={"link": managing(follower), "days": MANAGE_DAYS},
        )
