"""Comments that another system has received, on their way in: the file row by row, how it is read, how far it has come."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from comments.models.consultation import Consultation

NEWEST = 10


class ImportState(models.TextChoices):
    DRAFT = "draft", "Not begun"
    WAITING = "waiting", "Waiting for its turn"
    RUNNING = "running", "Being taken over"
    DONE = "done", "Taken over"
    STOPPED = "stopped", "Stopped"


GOING = (ImportState.WAITING, ImportState.RUNNING)


class CommentImportQuerySet(models.QuerySet["CommentImport"]):
    def going(self) -> "CommentImportQuerySet":
        """Those that a worker has to take further."""
        return self.filter(state__in=GOING)

    def of(self, consultation: Consultation) -> "CommentImportQuerySet":
        """The last ones of a consultation."""
        return self.filter(consultation=consultation).select_related("by").order_by("-created_at")


class CommentImport(models.Model):
    """A file of another system's comments. `headings` are those of its columns, `signature` is the same for the same ones, so
    that the `mapping` (`guards.imported.Mapping`) of one file is suggested for the next.

    Of its rows `done` are behind us: `taken` became comments, `known` had been taken over before, `bad` can't be taken and
    stand in the notes. `answer` says why it was stopped. Its submissions lead here, so it stays.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    headings = models.JSONField()
    signature = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7, choices=ImportState, default=ImportState.DRAFT)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True, help_text="When it came a step further.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CommentImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="comment_import_state_known"),
            models.CheckConstraint(
                condition=Q(done=models.F("taken") + models.F("known") + models.F("bad")), name="every_row_came_to_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.name}"

    @property
    def is_going(self) -> bool:
        return self.state in GOING

    @property
    def source(self) -> str:
        """The name of the other system."""
        return str(self.mapping["source"])


class ImportPiece(models.Model):
    """Some rows of the file (`other_systems.unpacked` reads them), until they are taken over."""

    parent = models.ForeignKey(CommentImport, on_delete=models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    rows = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "position"], name="import_piece_placed_once")]

    def __str__(self) -> str:
        return f"{self.parent}, piece {self.position}"


class ImportNote(models.Model):
    """Why a row of the file can't be taken over, or what of it could not be kept. `cells` are the row as it was."""

    parent = models.ForeignKey(CommentImport, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    is_taken = models.BooleanField()
    reason = models.TextField()
    cells = models.JSONField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.reason}"
