"""Follow, change one's mind, stop. An address counts as confirmed when its owner has used a link that was mailed to it, or has
an account whose address is confirmed."""

import zoneinfo
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.models import Follower, Subscription
from normsite.foundation.notices.models.follower import Stopped, new_key
from normsite.foundation.notices.targets import SMALL, breadth_of, kind_of
from normsite.foundation.notices.windows import next_daily, next_weekly

MOST_SUBSCRIPTIONS = 200  # a form with a line for each has fewer fields than Django takes
FACTS = {"zone", "hour", "weekday", "language"}


def find_follower(user: User) -> Follower | None:
    """The follower of an account, or of its address."""
    own = Follower.objects.filter(Q(user=user) | Q(user=None, email__iexact=user.email))
    return own.order_by(F("user").asc(nulls_last=True)).first()


@transaction.atomic
def follower_of(email: str, *, user: User | None = None, zone: str = "UTC") -> Follower:
    """The follower of an address whose owner says so at this moment, made if there is none. With `user`, whose address it is,
    theirs from now on.

    An address that was stopped because its owner wished so, or complained, or its server refused it, is written to again: who
    confirms anew wishes it. An account that has another address by now keeps what it follows, and takes over what was followed
    by that address alone; the former address is nobody's.
    """
    email = email.lower()
    owner = user or User.objects.filter(email__iexact=email, is_active=True).first()
    theirs = Follower.objects.select_for_update().filter(user=owner).first() if owner else None
    alone = Follower.objects.select_for_update().filter(user=None, email=email).first()
    follower = theirs or alone or _new_follower(email, zone)
    if theirs is not None and alone is not None:
        _take_over(theirs, alone)
    follower.email, follower.user = email, follower.user or user
    follower.save(update_fields=["email", "user"])
    start_again(follower=follower)
    follower.refresh_from_db()
    return follower


def _new_follower(email: str, zone: str) -> Follower:
    now = timezone.now()
    zone = zone if zone in zoneinfo.available_timezones() else "UTC"
    tz = zoneinfo.ZoneInfo(zone)
    windows = {"next_daily_at": next_daily(now, tz, 8), "next_weekly_at": next_weekly(now, tz, 8, 0)}
    alone = Follower.objects.select_for_update().filter(user=None)
    return alone.get_or_create(email=email, defaults={"zone": zone, "confirmed_at": now, **windows})[0]


def _take_over(follower: Follower, other: Follower) -> None:
    """What another row of the same mailbox follows, and was told of, so that nothing comes twice."""
    other.subscriptions.exclude(target__in=follower.subscriptions.values("target")).update(follower=follower)
    other.notices.exclude(event__in=follower.notices.values("event")).update(follower=follower)
    other.delete()


@transaction.atomic
def follow(
    *, follower: Follower, target: str, name: str, path: str = "", pace: str = Pace.NOW, everything: bool = False
) -> Subscription:
    """Follow something, or change how; with the pace `never` it is muted. What happened before is not told.

    Of what is `SMALL` everything is told: of "only what matters" nothing would ever come.
    """
    if pace not in Pace.values:
        raise Refused("Say how you wish to be told.", "At once, daily, weekly or not at all.")
    Follower.objects.select_for_update().get(pk=follower.pk)
    found = follower.subscriptions.filter(target=target).first()
    if found is None and follower.subscriptions.count() >= MOST_SUBSCRIPTIONS:
        raise Refused(f"You follow {MOST_SUBSCRIPTIONS} things already.", "Stop some of them first.")
    all_of_it = everything or kind_of(target) in SMALL
    subscription = found or Subscription(follower=follower, target=target, created_at=timezone.now())
    subscription.name, subscription.path, subscription.pace, subscription.everything = name[:300], path, pace, all_of_it
    subscription.save()
    if pace == Pace.NEVER:
        _forget_waiting(follower)
    return subscription


@transaction.atomic
def unfollow(*, follower: Follower, targets: Sequence[str]) -> list[Subscription]:
    """Stop following these; what was, as it was. Nothing that waits for a digest because of them alone is sent."""
    gone = list(follower.subscriptions.filter(target__in=targets))
    follower.subscriptions.filter(target__in=targets).delete()
    _forget_waiting(follower)
    return gone


@transaction.atomic
def stop_digest(*, follower: Follower, pace: str) -> list[Subscription]:
    """Stop following all that comes in the daily, or the weekly, digest: what has this pace, and what the last one came of."""
    return unfollow(follower=follower, targets=[one.target for one in in_digest(follower, pace)])


def in_digest(follower: Follower, pace: str) -> QuerySet[Subscription]:
    """What brings this digest about. Some is told by the day at the soonest, whatever pace was chosen for it."""
    told = follower.notices.filter(pace=pace, mailed_at__isnull=False)
    last = told.order_by("-mailed_at").values("mailed_at")[:1]
    reasons = {target for why in told.filter(mailed_at=last).values_list("why", flat=True) for target in why}
    return follower.subscriptions.filter(Q(pace=pace) | Q(target__in=reasons)).exclude(pace=Pace.NEVER)


@transaction.atomic
def stop_all(*, follower: Follower, why: Stopped = Stopped.BY_FOLLOWER) -> None:
    """Write to this address no more. What it follows is kept, for when its owner starts again."""
    Follower.objects.filter(pk=follower.pk, stopped="").update(stopped=why, stopped_at=timezone.now())


@transaction.atomic
def start_again(*, follower: Follower) -> None:
    """Write to a stopped address again, of what happens from now on: what waited when it was stopped counts as seen."""
    if Follower.objects.filter(pk=follower.pk).exclude(stopped="").update(stopped="", stopped_at=None):
        follower.notices.waiting().update(seen_at=timezone.now())


def _forget_waiting(follower: Follower) -> None:
    """What nobody waits for any more: notices of which no reason is left that isn't muted."""
    paces = dict(follower.subscriptions.values_list("target", "pace"))
    muted = {target for target, pace in paces.items() if pace == Pace.NEVER}
    idle = []
    for notice in follower.notices.waiting().select_related("event"):
        within = [breadth_of(target) for target in muted.intersection(notice.event.targets)]
        closest = max(within, default=-1)
        if not any(target in paces and target not in muted and breadth_of(target) > closest for target in notice.why):
            idle.append(notice.pk)
    follower.notices.filter(pk__in=idle).delete()


@transaction.atomic
def change_follower(*, follower: Follower, **facts: object) -> Follower:
    """Change zone, hour, day or language. The windows go on from this moment by the new clock; nothing waiting is lost."""
    unknown = facts.keys() - FACTS
    if unknown:
        raise TypeError(f"Not facts of a follower: {', '.join(sorted(unknown))}")
    follower = Follower.objects.select_for_update().get(pk=follower.pk)
    for field, value in facts.items():
        setattr(follower, field, value)
    if follower.zone not in zoneinfo.available_timezones():
        raise Refused("There is no such time zone.", "Choose one from the list, for example Europe/Berlin.")
    now = timezone.now()
    follower.next_daily_at = next_daily(now, follower.tz, follower.hour)
    follower.next_weekly_at = next_weekly(now, follower.tz, follower.hour, follower.weekday)
    follower.save()
    return follower


def new_links(follower: Follower) -> Follower:
    """Make the links to one's page in all mails of before useless; those that stop something stay good."""
    follower.key = new_key()
    follower.save(update_fields=["key"])
    return follower
