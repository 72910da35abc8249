"""A norm and its revisions."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from norms.stages import STAGE_CHOICES, START, is_draft, stage_name
from norms.topics import TOPIC_NAMES, TOPICS
from normsite.foundation.accounts.access import Reader, lacks_second_factor, sees_hidden
from normsite.foundation.accounts.models import User
from normsite.foundation.markup.keywords import DEFAULT_SCHEME, SCHEME_CHOICES, SCHEMES


class Dialect(models.TextChoices):
    """How the text of a norm is marked up; `normsite.foundation.markup.dialects` reads each."""

    COMMONMARK = "commonmark", "CommonMark with tables, footnotes and ISO's lists"
    EXTRA = "extra", "Markdown Extra, as MkDocs and kramdown read it"


class Numbering(models.TextChoices):
    """Where the numbers of clauses come from."""

    COMPUTED = "computed", "Counted by the site"
    WRITTEN = "written", "As the imported text has them"


class NormQuerySet(models.QuerySet["Norm"]):
    def public(self) -> "NormQuerySet":
        """Norms of which at least one revision may be read by anybody now."""
        return self.filter(Q(revisions__in=Revision.objects.released())).distinct()

    def seen_by(self, user: Reader) -> "NormQuerySet":
        """Norms that this reader may see: staff all of them, a named reader also those of which a restricted text is theirs."""
        return self.all() if sees_hidden(user) else self.filter(revisions__in=Revision.objects.seen_by(user)).distinct()


class Norm(models.Model):
    """A technical norm under one code for life; its text lives in revisions."""

    code = models.CharField(max_length=16, unique=True)
    designation = models.CharField(max_length=60, help_text="For example MSI 4021", blank=True)
    title = models.CharField(max_length=240)
    summary = models.TextField("plain-language summary", help_text="What the norm is for, for whom, in plain words.")
    summary_html = models.TextField(editable=False, blank=True)
    committee = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=2, choices=TOPICS, blank=True, default="", db_default="")
    stage = models.CharField(max_length=5, choices=STAGE_CHOICES, default=START)
    scheme = models.CharField("keyword scheme", max_length=8, choices=SCHEME_CHOICES, default=DEFAULT_SCHEME)
    dialect = models.CharField(max_length=10, choices=Dialect, default=Dialect.COMMONMARK, db_default=Dialect.COMMONMARK)
    numbering = models.CharField(max_length=8, choices=Numbering, default=Numbering.COMPUTED, db_default=Numbering.COMPUTED)
    intended_publication = models.DateField(
        "intended publication", null=True, blank=True, help_text="Export-control rules ask that intent to publish is on record."
    )
    intent_recorded_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = NormQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[code for code, _ in STAGE_CHOICES]), name="stage_exists"),
            models.CheckConstraint(condition=Q(topic__in=["", *TOPIC_NAMES]), name="topic_known"),
            models.CheckConstraint(condition=Q(scheme__in=list(SCHEMES)), name="scheme_known"),
            models.CheckConstraint(condition=Q(dialect__in=Dialect.values), name="dialect_known"),
            models.CheckConstraint(condition=Q(numbering__in=Numbering.values), name="numbering_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("norm", args=[self.code])

    @property
    def stage_name(self) -> str:
        return stage_name(self.stage)

    @property
    def is_draft(self) -> bool:
        """Whether it has yet to be published: nobody has to do anything because of it."""
        return is_draft(self.stage)


class RevisionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    FROZEN = "frozen", "Frozen"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def released(self) -> "RevisionQuerySet":
        """Revisions that anybody may read now."""
        return self.filter(released_at__lte=timezone.now())

    def coming(self) -> "RevisionQuerySet":
        """Revisions that anybody may read from an appointed instant on, the next first."""
        return self.filter(released_at__gt=timezone.now()).order_by("released_at")

    def next_release(self) -> datetime | None:
        """The next instant at which the clock alone lets anybody read a text; None where none is appointed."""
        return self.coming().values_list("released_at", flat=True).first()

    def seen_by(self, user: Reader) -> "RevisionQuerySet":
        """Revisions that this reader may read: staff the drafts too, and what is frozen and not released yet.

        What is restricted its named readers alone, whoever they are.
        """
        if not isinstance(user, User):
            return self.released()
        unrestricted = Q(is_restricted=False) if sees_hidden(user) else Q(released_at__lte=timezone.now())
        return self.filter(unrestricted | Q(pk__in=Revision.objects.named_to(user).values("pk")))

    def named_to(self, person: User) -> "RevisionQuerySet":
        """Restricted ones that this person may read: as a named reader whose time has not ended, and of whom no likeness to an
        entry of a sanctions list is left to decide on. Under the same terms as the desk."""
        if lacks_second_factor(person) or not person.is_active:
            return self.none()
        return self.filter(
            is_restricted=True,
            named_readers__person=person,
            named_readers__ended_at=None,
            named_readers__standing="clear",
        )

    def newest(self) -> "RevisionQuerySet":
        """The last revision of each norm."""
        return self.order_by("norm_id", "-number").distinct("norm_id")

    def after(self, revision: "Revision") -> "RevisionQuerySet":
        """Those of the same norm that came after this one, the newest first."""
        return self.filter(norm=revision.norm_id, number__gt=revision.number).order_by("-number")

    def frozen(self) -> "RevisionQuerySet":
        return self.filter(state=RevisionState.FROZEN)

    def drafts(self) -> "RevisionQuerySet":
        return self.filter(state=RevisionState.DRAFT)


class Revision(models.Model):
    """One state of a norm's text. A draft is written in; a frozen one never changes again.

    `fingerprint` is SHA-256 over the text when frozen; `released_at` is the instant from which anybody may read it.
    `is_restricted`: only its named readers may read it (`norms.models.restriction`), so no instant can be appointed.
    """

    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=80, blank=True, help_text="For example Committee draft 2")
    state = models.CharField(max_length=6, choices=RevisionState, default=RevisionState.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    note = models.TextField("what this revision is for", blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    released_at = models.DateTimeField(null=True, editable=False)
    is_restricted = models.BooleanField(default=False, db_default=False, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["norm", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["norm", "number"], name="revision_numbered_once"),
            models.UniqueConstraint(fields=["norm"], condition=Q(state="draft"), name="one_draft_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at=None, fingerprint="", released_at=None)
                | (Q(state="frozen", frozen_at__isnull=False) & ~Q(fingerprint="")),
                name="frozen_has_fingerprint",
            ),
            models.CheckConstraint(condition=Q(is_restricted=False) | Q(released_at=None), name="restricted_is_not_released"),
        ]

    def __str__(self) -> str:
        return f"{self.norm.code} revision {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("revision", args=[self.norm.code, self.number])

    @property
    def is_draft(self) -> bool:
        return self.state == RevisionState.DRAFT

    @property
    def is_released(self) -> bool:
        return self.released_at is not None and self.released_at <= timezone.now()

    @property
    def name(self) -> str:
        """As lists name it; the label of a restricted text belongs to the text."""
        return f"Revision {self.number}" if self.is_restricted else self.label or f"Revision {self.number}"


class ImportRecord(models.Model):
    """What an import said when it made this revision: `overview` is that of its plan (`services.plans.Plan.overview`)."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="import_record")
    overview = models.JSONField(db_column="told")
    at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Import of {self.revision}"
