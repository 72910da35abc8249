"""Who wishes to be told, of what, and how."""

import secrets
import zoneinfo
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.targets import LONGEST, breadth_of, kind_of


def new_key() -> str:
    return secrets.token_urlsafe(12)


@cache  # there are some hundred names; `ZoneInfo` itself remembers eight
def _zone_of(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


class Stopped(models.TextChoices):
    """Why an address gets no notice any more."""

    BY_FOLLOWER = "follower", "Whoever it belongs to has stopped all"
    REFUSED = "refused", "Its mail server refuses it for good"
    COMPLAINED = "complained", "Its owner has marked a notice as unwanted"


class FollowerQuerySet(models.QuerySet["Follower"]):
    def reachable(self) -> "FollowerQuerySet":
        """Those who are written to: not those who stopped all, nor whose account was closed."""
        return self.filter(stopped="").exclude(user__is_active=False)


class Follower(models.Model):
    """A mailbox whose owner has said that it may be written to; with an account, if the owner has one.

    `zone`, `hour` and `weekday` (0 is Monday) are the follower's own: when a digest comes. `next_daily_at` and `next_weekly_at`
    are where the next windows end (`windows.py`). A link in a mail holds `key`; a new one makes all links of before useless.
    """

    email = models.EmailField("e-mail address")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    zone = models.CharField("time zone", max_length=64, default="UTC")
    hour = models.PositiveSmallIntegerField("hour of the digest", default=8)
    weekday = models.PositiveSmallIntegerField("day of the weekly digest", default=0)
    language = models.CharField(max_length=10, default="en")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    confirmed_at = models.DateTimeField()
    next_daily_at = models.DateTimeField()
    next_weekly_at = models.DateTimeField()
    stopped = models.CharField(max_length=10, choices=Stopped, blank=True)
    stopped_at = models.DateTimeField(null=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        constraints = [
            # With an account the address is that of the account, which is unique there.
            models.UniqueConstraint(Lower("email"), condition=Q(user=None), name="one_follower_for_each_address"),
            models.CheckConstraint(condition=Q(hour__lt=24), name="digest_hour_of_a_day"),
            models.CheckConstraint(condition=Q(weekday__lt=7), name="digest_day_of_a_week"),
            models.CheckConstraint(
                condition=Q(stopped="", stopped_at=None) | (~Q(stopped="") & Q(stopped_at__isnull=False)),
                name="stop_has_instant",
            ),
        ]
        indexes = [
            models.Index(F("next_daily_at"), condition=Q(stopped=""), name="follower_daily"),
            models.Index(F("next_weekly_at"), condition=Q(stopped=""), name="follower_weekly"),
        ]

    def __str__(self) -> str:
        return f"Follower {self.pk}"  # never the address: this stands in logs

    @property
    def address(self) -> str:
        """Where to write: with an account, to that of the account."""
        return self.user.email if self.user else self.email

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return _zone_of(self.zone)


class FollowedSearch(models.Model):
    """Up to which instant a saved search has been looked for among what is new."""

    target = models.CharField(max_length=LONGEST, unique=True)
    looked_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.target


class Subscription(models.Model):
    """One follower follows one target; with the pace `never` it is muted within whatever else they follow.

    `name` is what the target is called, as it was when they chose it, for mails and lists.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="subscriptions")
    target = models.CharField(max_length=LONGEST)
    name = models.CharField(max_length=300)
    path = models.CharField(max_length=300, blank=True)
    breadth = models.PositiveSmallIntegerField(editable=False)
    pace = models.CharField(max_length=6, choices=Pace, default=Pace.NOW)
    everything = models.BooleanField("everything, not only what matters", default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["breadth", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "target"], name="followed_once"),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="pace_known"),
        ]
        indexes = [models.Index(fields=["target", "follower"], name="followers_of_target")]

    def __str__(self) -> str:
        return f"{self.target}, {self.pace}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.breadth = breadth_of(self.target)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came

    @property
    def is_muted(self) -> bool:
        return self.pace == Pace.NEVER

    @property
    def sort(self) -> str:
        """What kind of thing is followed."""
        return kind_of(self.target)
