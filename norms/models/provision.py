"""Normative statements, each with an identifier for ever."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from norms.models.clause import Clause
from norms.models.norm import Norm, Revision
from normsite.foundation.accounts.access import Reader, sees_hidden


class ProvisionKind(models.TextChoices):
    REQUIREMENT = "requirement", "Requirement"
    RECOMMENDATION = "recommendation", "Recommendation"
    PERMISSION = "permission", "Permission"
    CAPABILITY = "capability", "Capability"
    EXTERNAL_CONSTRAINT = "external_constraint", "External constraint"


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def public(self) -> "ProvisionQuerySet":
        """Those that a text states which anybody may read now."""
        return self.filter(
            models.Exists(Statement.objects.filter(provision=models.OuterRef("pk"), clause__in=Clause.objects.public()))
        )

    def seen_by(self, user: Reader) -> "ProvisionQuerySet":
        """Those that a text states which this reader may read; staff also what was cut, where they may read the text from which
        it was cut."""
        seen = Revision.objects.seen_by(user)
        stated = models.Exists(Statement.objects.filter(provision=models.OuterRef("pk"), clause__revision__in=seen))
        return self.filter(stated | Q(last_revision__in=seen)) if sees_hidden(user) else self.filter(stated)

    def stated_to(self, user: Reader) -> "ProvisionQuerySet":
        """Those that the newest text of their norm states which this reader may read."""
        seen = Revision.objects.seen_by(user)
        newer = seen.filter(
            norm=models.OuterRef("clause__revision__norm"), number__gt=models.OuterRef("clause__revision__number")
        )
        newest = Statement.objects.filter(~models.Exists(newer), provision=models.OuterRef("pk"), clause__revision__in=seen)
        return self.filter(models.Exists(newest))


class Provision(models.Model):
    """The identity of one normative statement through all revisions of its norm; the words are in `Statement`.

    `last_anchor` and `last_words` say where and how it was stated last, `last_revision` in which text. They outlive the
    statement, so that a sentence which was cut from a draft is known again when it comes back.
    """

    code = models.CharField(max_length=16, unique=True)
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="provisions")
    last_anchor = models.SlugField(
        max_length=80, allow_unicode=True, blank=True, default="", db_default="", db_index=False, editable=False
    )
    last_words = models.TextField(blank=True, default="", db_default="", editable=False)
    last_revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("provision", args=[self.code])


class Statement(models.Model):
    """The words of a provision as they stand in one clause of one revision."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="statements")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="statements")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ProvisionKind)
    keyword = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering = ["clause", "position"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "clause"], name="provision_stated_once_in_clause"),
            models.CheckConstraint(condition=Q(kind__in=ProvisionKind.values), name="provision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.provision.code}: {self.text[:60]}"
