"""Events, who follows what, and who was told of which event."""

from normsite.foundation.notices.models.bounce import Bounce, Fate
from normsite.foundation.notices.models.event import Event, EventQuerySet
from normsite.foundation.notices.models.follower import FollowedSearch, Follower, FollowerQuerySet, Subscription
from normsite.foundation.notices.models.notice import Notice, NoticeQuerySet

__all__ = [
    "Bounce",
    "Event",
    "EventQuerySet",
    "Fate",
    "FollowedSearch",
    "Follower",
    "FollowerQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Subscription",
]
