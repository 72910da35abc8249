"""Links that are mailed to an address whose owner has not said yes, or has lost theirs."""

import uuid

from normsite.foundation.accounts.pace import Pace
from normsite.foundation.notices.links import CONFIRM_DAYS, MANAGE_DAYS, Wish, confirming, managing
from normsite.foundation.notices.models import Follower
from normsite.foundation.notifications.outbox import queue_mail
from normsite.portal.following.subjects import Subject

DAY = 86_400
# Anybody can type any address: its owner gets some of these mails, then ever fewer. A link that came before stays good.
A_MAILBOX = Pace("follow-mailbox", free=3, first=60, longest=DAY // 4, remembered=DAY)


def mail_confirmation(wish: Wish, subject: Subject) -> None:
    """Whether the owner of this address wishes to follow that. It says nothing that anybody has typed freely."""
    if not A_MAILBOX.take(f"confirm:{wish.email.lower()}").wait:
        queue_mail(
            occasion=f"follow/{uuid.uuid4()}",
            to=wish.email,
            template="emails/following/confirm",
            context={"subject": subject.mailed or subject.name, "link": confirming(wish), "days": CONFIRM_DAYS},
        )


def mail_link(follower: Follower) -> None:
    """The link to all that this address follows."""
    if not A_MAILBOX.take(f"link:{follower.address.lower()}").wait:
        queue_mail(
            occasion=f"follow-link/{uuid.uuid4()}",
            to=follower.address,
            template="emails/following/link",
            context={"link": managing(follower), "days": MANAGE_DAYS},
        )
