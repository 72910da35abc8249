"""Who is told of which event: once, whatever happens."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.models.event import Event
from normsite.foundation.notices.models.follower import Follower
from normsite.foundation.notices.targets import LONGEST


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> "NoticeQuerySet":
        """Notices that no mail holds yet, of events that may still be told, which their readers have not seen on the site."""
        return self.filter(mailed_at=None, seen_at=None, event__withdrawn_at=None, event__recalled_at=None)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(seen_at=None, event__withdrawn_at=None)


class Notice(models.Model):
    """One event for one follower. The constraint is what keeps anybody from being told twice, however many of their
    subscriptions it belongs to: `why` are their targets, in order. `seen_at`: its reader has opened the page it leads to."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    pace = models.CharField(max_length=6, choices=Pace)
    why = ArrayField(models.CharField(max_length=LONGEST))
    mailed_at = models.DateTimeField("when it was put into a mail", null=True)
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "event"], name="told_once"),
            models.CheckConstraint(condition=~Q(pace="never"), name="who_is_told_wishes_it"),
        ]
        indexes = [
            models.Index(fields=["event", "id"], condition=Q(mailed_at=None), name="notice_to_be_mailed"),
            models.Index(fields=["follower", "pace"], condition=Q(mailed_at=None), name="notice_for_digest"),
            models.Index(fields=["follower"], condition=Q(seen_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} for {self.follower_id}"
