"""What happened, written down with the change itself."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from normsite.foundation.notices.kinds import KINDS, Audience, Kind
from normsite.foundation.notices.targets import LONGEST


class EventQuerySet(models.QuerySet["Event"]):
    def for_everybody(self) -> "EventQuerySet":
        """What anybody may know now, the newest first: what feeds, calendars and digests of the site show."""
        return self.filter(audience=Audience.EVERYBODY, at__lte=timezone.now(), withdrawn_at=None).order_by("-at", "-pk")

    def of(self, target: str) -> "EventQuerySet":
        return self.filter(targets__contains=[target])

    def of_kinds(self, kinds: Collection[str]) -> "EventQuerySet":
        """Events of these kinds, and what called any of them back."""
        return self.filter(Q(kind__in=kinds) | Q(kind="called_back", facts__of__in=list(kinds)))

    def next_turn(self) -> datetime | None:
        """The next instant at which the clock alone lets an event be known; None where none is appointed."""
        return self.filter(at__gt=timezone.now()).order_by("at").values_list("at", flat=True).first()

    def that_matter(self) -> "EventQuerySet":
        return self.filter(kind__in=[kind.key for kind in KINDS.values() if kind.matters])

    def to_be_told(self) -> "EventQuerySet":
        """Events whose followers have no notice yet, those first that happened first."""
        return self.filter(told_at=None, at__lte=timezone.now()).order_by("at", "pk")


class Event(models.Model):
    """One thing that happened, for all who follow one of its `targets`.

    `facts` holds what its words need, never anybody's free words: codes, titles of what may be known, instants. `occasion`
    names the act once for ever. It may be known from `at` on. `withdrawn_at`: it is not told any more, because what it speaks
    of may no longer be shown; `recalled_at`: it was wrong, and `correction` says to all who had it what is right.
    """

    kind = models.CharField(max_length=40)  # a key of KINDS; a new row there needs no migration
    occasion = models.CharField(max_length=160, unique=True)
    audience = models.CharField(max_length=10, choices=Audience)
    targets = ArrayField(models.CharField(max_length=LONGEST))
    norm = models.CharField("code of the norm that it is about", max_length=16, blank=True)
    norm_title = models.CharField(max_length=240, blank=True)
    path = models.CharField("where to read on", max_length=300)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("when it happened")
    due_at = models.DateTimeField("until when one may act on it", null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField("when its followers got their notices", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    correction = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(told_at=None), name="event_to_be_told"),
            models.Index(
                fields=["-at", "-id"], condition=Q(audience="everybody", withdrawn_at=None), name="event_for_everybody"
            ),
            # What matters is found among a million comments by an index that holds none of them.
            models.Index(
                fields=["-at", "-id"],
                condition=Q(audience="everybody", withdrawn_at=None) & ~Q(kind="comment_published"),
                name="event_told_singly",
            ),
            GinIndex(fields=["targets"], name="event_of_target"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="event_audience_known"),
            models.CheckConstraint(
                condition=Q(recalled_at=None, correction="", recalled_by=None)
                | (Q(recalled_at__isnull=False, recalled_by__isnull=False) & ~Q(correction="")),
                name="recall_says_what_is_right",
            ),
        ]

    def __str__(self) -> str:
        return self.occasion

    @property
    def row(self) -> Kind:
        """Its row in the table of kinds."""
        return KINDS[self.kind]

    @property
    def url(self) -> str:
        return settings.BASE_URL + self.path
