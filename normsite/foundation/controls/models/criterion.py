"""Criteria for heightened screening: which figures in a text ask for a look by somebody who knows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.controls.conditions import as_lines, read_group
from normsite.foundation.controls.models.control_list import ControlList
from normsite.foundation.controls.models.entry import Paragraph
from normsite.foundation.controls.sentences import in_a_sentence
from normsite.foundation.controls.text.criteria import Group


class CriterionState(models.TextChoices):
    SUGGESTED = "suggested", "Suggested"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Rejected"


class Effect(models.TextChoices):
    """What follows when a text meets it. Nothing that a machine finds ever releases a text."""

    EXPERT_REVIEW = "expert_review", "Needs expert review"
    REFER = "refer", "Refer to the authority"

    @property
    def verbs(self) -> tuple[str, str]:
        """What follows in a sentence about one thing, and about several."""
        if self is Effect.REFER:
            return "is put before the authority", "are put before the authority"
        return "needs a look by an expert", "need a look by an expert"


class Origin(models.TextChoices):
    FOUND = "found", "Read out of the list"
    WRITTEN = "written", "Written by a person"
    CARRIED = "carried", "Carried from another edition"


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def current(self) -> "CriterionQuerySet":
        """The newest version of each."""
        return self.filter(replaced_at=None)

    def suggested(self) -> "CriterionQuerySet":
        """What waits for a person's word."""
        return self.current().filter(state=CriterionState.SUGGESTED)

    def confirmed(self) -> "CriterionQuerySet":
        """What stands as confirmed now."""
        return self.current().filter(state=CriterionState.CONFIRMED)

    def in_use(self) -> "CriterionQuerySet":
        """What texts are screened by: confirmed or only suggested, since a finding may only ask for a look."""
        return self.current().exclude(state=CriterionState.REJECTED)

    def public(self) -> "CriterionQuerySet":
        """Versions that anybody may read: the confirmed ones, and what became of them. A suggestion that was rejected is
        none."""
        return self.filter(Q(state=CriterionState.CONFIRMED) | Q(version__gt=1))

    def seen_by(self, user: Reader) -> "CriterionQuerySet":
        """Versions that this reader may see: staff all of them."""
        return self.all() if sees_hidden(user) else self.public()


class Criterion(models.Model):
    """One version of a criterion. A version that was confirmed is never changed: another one follows it, under the same code.

    `subjects` are the words for what the figures are of ("analogue-to-digital converter"); `conditions` is a group as
    `normsite.foundation.controls.conditions` writes it; `features` what must hold beside the figures, without being one. Both
    speak of `paragraph_text`, the words of the paragraph as they stood, and so outlive them; `paragraph_code` is the full code,
    for a note that of the paragraph in which it stands. `spot` is where the first figure stood in its text when it was read.
    """

    code = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1)
    control_list = models.ForeignKey(ControlList, on_delete=models.PROTECT, related_name="criteria")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.SET_NULL, null=True, related_name="criteria")
    entry_code = models.CharField(max_length=8)
    paragraph_code = models.CharField(max_length=60)
    paragraph_text = models.TextField(blank=True)
    spot = models.PositiveIntegerField(default=0)
    subjects = models.JSONField(default=list)
    conditions = models.JSONField(default=dict)
    features = models.JSONField(default=list, db_default=[])
    exceptions = models.TextField(blank=True)
    effect = models.CharField(max_length=13, choices=Effect, default=Effect.EXPERT_REVIEW)
    state = models.CharField(max_length=9, choices=CriterionState, default=CriterionState.SUGGESTED)
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.WRITTEN)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    edits = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    told_instead = ""  # what its sentence is to this reader, where it is withheld

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["control_list", "entry_code", "id"]
        verbose_name_plural = "criteria"
        indexes = [
            models.Index(fields=["control_list", "state", "id"], name="criterion_worked_through"),
            models.Index(fields=["control_list", "paragraph_code"], name="criterion_of_paragraph"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="criterion_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(replaced_at=None), name="criterion_current_once"),
            models.CheckConstraint(condition=Q(state__in=CriterionState.values), name="criterion_state_known"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="criterion_effect_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="criterion_origin_known"),
            models.CheckConstraint(
                condition=Q(state=CriterionState.SUGGESTED, decided_at=None, decided_by=None)
                | (~Q(state=CriterionState.SUGGESTED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="criterion_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=CriterionState.SUGGESTED, version=1, replaced_at=None) | ~Q(state=CriterionState.SUGGESTED),
                name="criterion_suggested_has_one_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=CriterionState.REJECTED) | ~Q(reason=""), name="criterion_rejected_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.paragraph_code})"

    @property
    def group(self) -> Group:
        """The conditions, read."""
        return read_group(self.conditions)

    @property
    def sentence(self) -> str:
        """What it asks for, in words that are made from its data alone."""
        if self.told_instead:
            return self.told_instead
        verbs = Effect(self.effect).verbs
        return in_a_sentence(
            group=self.group,
            subjects=self.subjects,
            code=self.paragraph_code,
            verbs=verbs,
            features=self.features,
            exceptions=self.exceptions,
        )

    @property
    def lines(self) -> str:
        """The conditions as people write them; empty where there are none."""
        return as_lines(self.group) if self.group.parts else ""

    @property
    def threshold_words(self) -> list[str]:
        """The words of the list from which its figures were read."""
        return [condition.words for condition in self.group.conditions() if condition.words]

    @property
    def stamp(self) -> str:
        """Changes with every change: a form that bears it can tell whether somebody was quicker."""
        return f"{self.version}.{self.edits}"


class CriteriaVersion(models.Model):
    """How often that has changed which is looked for by an edition: who keeps what was found can say by which."""

    control_list = models.OneToOneField(
        ControlList, on_delete=models.CASCADE, primary_key=True, related_name="criteria_version"
    )
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.control_list_id}: {self.number}"

    @staticmethod
    def of(control_list: ControlList) -> int:
        """0 where none was ever written."""
        found = CriteriaVersion.objects.filter(control_list=control_list).values_list("number", flat=True).first()
        return found or 0

    @staticmethod
    def lock(control_list: ControlList) -> None:
        """Whoever changes criteria of this edition comes alone, until the end of the transaction."""
        CriteriaVersion.objects.bulk_create([CriteriaVersion(control_list=control_list)], ignore_conflicts=True)
        CriteriaVersion.objects.select_for_update().get(control_list=control_list)

    @staticmethod
    def advance(control_list: ControlList) -> None:
        """Count one more, in the transaction of the change."""
        CriteriaVersion.objects.filter(control_list=control_list).update(number=F("number") + 1)
