"""Mails that come back, and complaints: what we believe of them, and who is written to no more.

Anybody can write to the mailbox of reports. What is believed names the Message-ID of a mail that we have sent: it is random,
so that only its reader and the servers on its way know it, and it can stop that reader alone.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from normsite.foundation.accounts.models import User
from normsite.foundation.notices.followers import stop_all
from normsite.foundation.notices.models import Bounce, Fate, Follower
from normsite.foundation.notices.models.follower import Stopped
from normsite.foundation.notices.reports import Report, is_for_good, read_report
from normsite.foundation.notifications.masks import masked
from normsite.foundation.notifications.models import OutboxMail

_STOPS = {Fate.GONE: Stopped.REFUSED, Fate.COMPLAINT: Stopped.COMPLAINED}


def take_bounce(raw: bytes) -> Bounce | None:
    """Take in what a mail server has sent back; None where it is no report, or none of a mail of ours."""
    report = read_report(raw)
    mail = _mail_of(report) if report else None
    return note_fate(mail, report.fate, report.said) if report and mail else None


def _mail_of(report: Report) -> OutboxMail | None:
    """The mail that it speaks of. A failure must be that of its address; who complains is often not named."""
    tried = OutboxMail.objects.filter(pk__in=report.mails).exclude(attempts=0).defer("text", "html")
    for mail in tried:
        if report.fate == Fate.COMPLAINT or not report.addresses or mail.to.lower() in report.addresses:
            return mail
    return None


@transaction.atomic
def note_fate(mail: OutboxMail, fate: Fate, said: str) -> Bounce:
    """Note what became of a mail; where nobody reads at its address, or its reader complains, write there no more."""
    bounce, _ = Bounce.objects.get_or_create(mail=mail, fate=fate, defaults={"said": masked(said)[:300]})
    if fate in _STOPS:
        stop_followers(mail.to, _STOPS[fate])
    return bounce


def stop_address(email: str, reason: str) -> None:
    """Tell the followers of an address nothing more. `reason` is one of `Stopped`, or the words of the server that refuses it:
    where these say that the cause is another than the address, nothing happens."""
    if reason in Stopped.values:
        stop_followers(email, Stopped(reason))
    elif is_for_good(reason):
        stop_followers(email, Stopped.REFUSED)


def stop_followers(email: str, why: Stopped) -> None:
    """What somebody has asked for just now, a receipt or an answer, still goes to such an address."""
    for follower in _followers_at(email):
        stop_all(follower=follower, why=why)


def _followers_at(email: str) -> QuerySet[Follower]:
    """Whose address this is: that of their account, if they have one."""
    accounts = User.objects.alias(low=Lower("email")).filter(low=email.lower())
    alone = Follower.objects.alias(low=Lower("email")).filter(low=email.lower(), user=None)
    return alone | Follower.objects.alias(low=Lower("email")).filter(user__in=accounts)
