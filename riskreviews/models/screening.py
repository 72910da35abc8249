"""Whether a draft may circulate as far as one control list goes: what was found, what people said to it, what they decided."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from norms.models import Clause, Revision
from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.accounts.models import User
from normsite.foundation.controls.hits import HIT_NAMES


class ScreeningState(models.TextChoices):
    OPEN = "open", "Open"
    IN_REVIEW = "in_review", "In review"
    CONCLUDED = "concluded", "Concluded"


class Outcome(models.TextChoices):
    """What two reviewers may come to; docs/domain.md §4."""

    CLEARED = "cleared", "Cleared"
    REDACTED = "redacted", "Cleared with redaction"
    RESTRICTED = "restricted", "Restricted circulation"
    REFERRED = "referred", "Refer to the authority"
    STOPPED = "stopped", "Stop"


CLEARING = (Outcome.CLEARED, Outcome.REDACTED)
"""The outcomes with which a text may go out."""


class Audience(models.TextChoices):
    """Who is meant to read the text while and after it is written, from the widest to the narrowest."""

    PUBLIC = "public", "Anybody"
    MIXED = "mixed", "A committee with members from several countries"
    NATIONAL = "national", "A committee of one country"
    NAMED = "named", "Readers who are named one by one"


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def for_revision(self, revision: Revision) -> "ScreeningQuerySet":
        return self.filter(revision=revision)

    def concluded(self) -> "ScreeningQuerySet":
        return self.filter(state=ScreeningState.CONCLUDED)

    def not_prepared_by(self, user: User) -> "ScreeningQuerySet":
        """Those that this person has not prepared, of texts in which they have not written: they may be reviewers.

        Nor in an earlier text of the norm: its words go on into the next one under the name of whoever began that.
        """
        written = Clause.objects.filter(
            revision__norm=OuterRef("revision__norm"), revision__number__lte=OuterRef("revision__number"), updated_by=user
        )
        prepared = Screening.writers.through.objects.filter(screening=OuterRef("pk"), user=user)
        return self.exclude(begun_by=user).filter(~Exists(written), ~Exists(prepared))

    def awaiting(self, user: User) -> "ScreeningQuerySet":
        """Those in review on which this person may still give an opinion."""
        given = Opinion.objects.filter(screening=OuterRef("pk"), round=OuterRef("round"), reviewer=user)
        return self.not_prepared_by(user).filter(~Exists(given), state=ScreeningState.IN_REVIEW)

    def public(self) -> "ScreeningQuerySet":
        """Concluded ones of texts that anybody may read: outcome, exclusion, edition and days may be told, findings never."""
        return self.concluded().filter(revision__released_at__lte=timezone.now())

    def seen_by(self, user: Reader) -> "ScreeningQuerySet":
        """Those of which this reader may see everything, findings too: staff those of every text that they may read."""
        return self.filter(revision__in=Revision.objects.seen_by(user)) if sees_hidden(user) else self.none()


class Screening(models.Model):
    """One revision under one edition of one list.

    `fingerprint` is that of the words that were looked through, `list_state` what the list was then. `answers` are those to
    the checklist (`riskreviews.checklist`). `round` counts how often reviewers were asked; two agree in one round, and then
    `outcome` and `until` say what they came to. `writers` are all who have prepared it: none of them reviews it.
    Whether it has gone stale is never stored: `queries.stale_because` says it.
    """

    code = models.CharField(max_length=16, unique=True)
    revision = models.ForeignKey("norms.Revision", on_delete=models.PROTECT, related_name="+")
    control_list = models.ForeignKey("controls.ControlList", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ScreeningState, default=ScreeningState.OPEN)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    list_state = models.CharField(max_length=64, blank=True, editable=False)
    looked_through_at = models.DateTimeField(null=True, editable=False)
    answers = models.JSONField(default=dict, editable=False)
    audience = models.CharField(max_length=8, choices=Audience, blank=True)
    end_use = models.TextField("what the examples are for", blank=True)
    exclusion = models.CharField("exclusion relied on", max_length=300, blank=True)
    reply = models.ForeignKey("Referral", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    until = models.DateField("valid until", null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, editable=False)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "control_list"], name="screened_once_by_edition"),
            models.CheckConstraint(condition=Q(state__in=ScreeningState.values), name="screening_state_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="screening_outcome_known"),
            models.CheckConstraint(condition=Q(audience__in=["", *Audience.values]), name="screening_audience_known"),
            models.CheckConstraint(
                condition=(Q(state="concluded", concluded_at__isnull=False, until__isnull=False) & ~Q(outcome=""))
                | (~Q(state="concluded") & Q(outcome="", concluded_at=None, until=None)),
                name="concluded_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.revision} by {self.control_list}"

    def get_absolute_url(self) -> str:
        return reverse("riskreviews:screening", args=[self.code])

    @property
    def is_clearing(self) -> bool:
        return self.outcome in CLEARING


class Relevance(models.TextChoices):
    RELEVANT = "relevant", "It may be controlled"
    NOT_RELEVANT = "not_relevant", "It is not"


class ScreeningHitQuerySet(models.QuerySet["ScreeningHit"]):
    def unanswered(self) -> "ScreeningHitQuerySet":
        return self.filter(relevance="")

    def relevant(self) -> "ScreeningHitQuerySet":
        return self.filter(relevance=Relevance.RELEVANT)


class Part(models.TextChoices):
    """Where in a clause something stands: all three are made public with it."""

    TITLE = "title", "Title"
    BODY = "body", "Text"
    RATIONALE = "rationale", "Rationale"


class ScreeningHit(models.Model):
    """What was found automatically at one place of the text, and what a person said to it.

    `digest` is that of the words of the clause (`clause` is its label): while they stand, so does the answer. `position`
    counts the findings of the text from 0. `start` and `end` are places in the plain words of `part`.
    """

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="hits")
    anchor = models.CharField(max_length=80)
    clause = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    part = models.CharField(max_length=9, choices=Part)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    kind = models.CharField(max_length=16, choices=[(kind.value, name) for kind, name in HIT_NAMES.items()])
    code = models.CharField(max_length=60, blank=True)
    criterion = models.BigIntegerField(null=True)
    why = models.TextField()
    compared = models.TextField("words of the list that it rests on", blank=True, default="")
    relevance = models.CharField(max_length=12, choices=Relevance, blank=True)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ScreeningHitQuerySet.as_manager()

    class Meta:
        ordering = ["screening", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(relevance__in=["", *Relevance.values]), name="relevance_known"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in HIT_NAMES]), name="hit_kind_known"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="hit_part_known"),
            models.CheckConstraint(
                condition=Q(relevance="", answered_by=None, answered_at=None)
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(relevance="")),
                name="answer_has_person",
            ),
            models.CheckConstraint(condition=~Q(relevance="not_relevant", reason=""), name="not_relevant_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class Opinion(models.Model):
    """What one reviewer came to in one round; without an outcome the screening was returned. Never changed."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="opinions")
    round = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.TextField()
    until = models.DateField(null=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "given_at"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "round", "reviewer"], name="opinion_once_in_round"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="opinion_outcome_known"),
            models.CheckConstraint(condition=Q(outcome="", until=None) | Q(until__isnull=False), name="opinion_has_day"),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id}: {self.get_outcome_display() or 'returned'}"


class Reply(models.TextChoices):
    """What an authority answers."""

    NOT_CONTROLLED = "not_controlled", "No licence is needed"
    LICENSED = "licensed", "Licence granted"
    REFUSED = "refused", "Refused"


POSITIVE = (Reply.NOT_CONTROLLED, Reply.LICENSED)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def positive(self) -> "ReferralQuerySet":
        """Replies on which a clearance may rest today."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), reply__in=POSITIVE)


class Referral(models.Model):
    """A question to an authority about the text of one screening, and its reply. `until` is the day to which the reply holds;
    None: it names none. `conditions` are the authority's."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="referrals")
    authority = models.CharField(max_length=200)
    number = models.CharField("file number", max_length=80)
    question = models.TextField("what was asked")
    sent_on = models.DateField()
    fingerprint = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(max_length=14, choices=Reply, blank=True)
    reply_number = models.CharField("number of the reply", max_length=80, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    until = models.DateField("valid until", null=True, blank=True)
    reply_recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["sent_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "authority", "number"], name="referral_recorded_once"),
            models.CheckConstraint(condition=Q(reply__in=["", *Reply.values]), name="reply_known"),
            models.CheckConstraint(
                condition=Q(reply="", replied_on=None) | (Q(replied_on__isnull=False) & ~Q(reply="")), name="reply_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}, {self.number}"

    @property
    def is_positive(self) -> bool:
        """Whether a clearance may rest on it today."""
        return self.reply in POSITIVE and (self.until is None or self.until >= timezone.localdate())
