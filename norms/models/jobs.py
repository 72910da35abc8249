"""Long imports, which the worker reads and writes while somebody waits. No record: it is forgotten after some days."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Left

from norms.models.norm import Revision
from normsite.foundation.accounts.access import Reader

NEWEST = 5
BEGINNING = 120


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting for its turn"
    READING = "reading", "Being read"
    WRITING = "writing", "Being written"
    READ = "read", "Read: the plan is ready"
    DONE = "done", "Imported"
    REFUSED = "refused", "Not taken"


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def going(self) -> "ImportJobQuerySet":
        """Those that are not over."""
        return self.filter(state__in=(JobState.WAITING, JobState.READING, JobState.WRITING))

    def seen_by(self, person: Reader) -> "ImportJobQuerySet":
        """Those that the person has sent, unless they made a text that this person may not read any more."""
        return self.filter(Q(revision=None) | Q(revision__in=Revision.objects.seen_by(person)), by=person.pk)

    def newest_of(self, person: Reader) -> "ImportJobQuerySet":
        """The last ones of a person, each with how its text begins in the place of the whole."""
        sent = self.seen_by(person).order_by("-created_at")
        return sent.annotate(beginning=Left(KT("form__text"), BEGINNING)).defer("form")[:NEWEST]


class ImportJob(models.Model):
    """A form of an import with a long text, as it was sent; `confirmed` says that its plan was seen and is to be carried out.

    `answer` says why it was refused, or what the import has done; `revision` is what it made.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.JSONField()
    confirmed = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=JobState, default=JobState.WAITING)
    answer = models.TextField(blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known")]

    def __str__(self) -> str:
        return f"Import {self.key}"

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.READ, JobState.DONE, JobState.REFUSED)

    @property
    def before(self) -> int:
        """How many other imports come first."""
        return ImportJob.objects.going().filter(created_at__lt=self.created_at).count()
