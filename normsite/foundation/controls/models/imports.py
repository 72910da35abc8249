"""Files of control lists on their way in. No record: they are forgotten after some days; what was imported stays."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from normsite.foundation.accounts.access import Reader
from normsite.foundation.controls.models.control_list import ControlList

NEWEST = 5


class ListImportState(models.TextChoices):
    WAITING = "waiting", "Waiting for its turn"
    READING = "reading", "Being read"
    DONE = "done", "Imported"
    REFUSED = "refused", "Not taken"


class ListImportQuerySet(models.QuerySet["ListImport"]):
    def going(self) -> "ListImportQuerySet":
        """Those that are not over."""
        return self.filter(state__in=(ListImportState.WAITING, ListImportState.READING))

    def newest_of(self, person: Reader) -> "ListImportQuerySet":
        """The last ones of a person, without their files."""
        return self.filter(by=person.pk).order_by("-created_at").defer("file")[:NEWEST]


class ListImport(models.Model):
    """A file as it was sent, and what was said of its edition (`services.Edition` with its day as text). `answer` says why it
    was refused; `control_list` is what it became. The file is dropped once it is over."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.BinaryField()
    name = models.CharField(max_length=200)
    about = models.JSONField()
    state = models.CharField(max_length=7, choices=ListImportState, default=ListImportState.WAITING)
    answer = models.TextField(blank=True)
    control_list = models.ForeignKey(ControlList, on_delete=models.CASCADE, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = ListImportQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=ListImportState.values), name="list_import_state_known")]

    def __str__(self) -> str:
        return f"Import of {self.name}"

    @property
    def is_over(self) -> bool:
        return self.state in (ListImportState.DONE, ListImportState.REFUSED)
