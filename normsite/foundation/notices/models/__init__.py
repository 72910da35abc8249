"""Events, who follows what, and who was told of which event."""

from normsite.foundation.notices.models.event import Event, EventQuerySet
from normsite.foundation.notices.models.follower import FollowedSearch, Follower, FollowerQuerySet, Subscription
from normsite.foundation.notices.models.notice import Notice, NoticeQuerySet

__all__ = [
    "Event",
    "EventQuerySet",
    "FollowedSearch",
    "Follower",
    "FollowerQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Subscription",
]
