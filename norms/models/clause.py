"""The clauses of a revision: a tree whose numbers are computed and whose anchors last."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from norms.models.norm import Revision
from normsite.foundation.accounts.access import Reader
from normsite.foundation.markup.marking import Passages, marked, marked_blocks

MOST_QUOTED = 3_000
"""Characters of a clause that is quoted whole beside what is said of it."""


class ClauseKind(models.TextChoices):
    """What a clause is; scope, foreword and introduction carry no requirements."""

    CLAUSE = "clause", "Clause"
    FOREWORD = "foreword", "Foreword"
    INTRODUCTION = "introduction", "Introduction"
    SCOPE = "scope", "Scope"
    ANNEX = "annex", "Annex (normative)"
    INFORMATIVE_ANNEX = "informative_annex", "Annex (informative)"


class ClauseQuerySet(models.QuerySet["Clause"]):
    def public(self) -> "ClauseQuerySet":
        """Clauses of the revisions that anybody may read now."""
        return self.filter(revision__in=Revision.objects.released())

    def seen_by(self, user: Reader) -> "ClauseQuerySet":
        """Clauses of the revisions that this reader may read."""
        return self.filter(revision__in=Revision.objects.seen_by(user))

    def in_order(self) -> "ClauseQuerySet":
        return self.order_by("order")

    def outline(self) -> "ClauseQuerySet":
        """In reading order, without the texts."""
        return self.in_order().defer("body", "body_html", "words", "names", "rationale", "rationale_html")


class Clause(models.Model):
    """One clause in one revision.

    `anchor` is the clause's identity: unique in a revision, carried from revision to revision, and once it stands in a frozen
    one never given to another clause of the norm. `position` counts among siblings from 0; `order` (reading order), `depth`
    (1 at the top) and `number` ("5.2.1", "A.1", empty for foreword and introduction) are computed by `services.renumber`, or
    taken from `written_number` in a norm that keeps its numbers. `body_html` is the one tree of the text, which all others
    read; `words` are its words, `names` the names by which links within the norm mean the clause or a place in it, each with
    the name by which the page leads there.
    `version` rises with each save (optimistic locking).
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="clauses")
    anchor = models.SlugField(max_length=80, allow_unicode=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    order = models.PositiveIntegerField(default=0)
    depth = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=40, blank=True)
    written_number = models.CharField("number as written", max_length=40, blank=True, default="", db_default="")
    kind = models.CharField(max_length=18, choices=ClauseKind, default=ClauseKind.CLAUSE)
    normative = models.BooleanField(default=True)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True, editable=False)
    words = models.TextField(blank=True, editable=False, default="", db_default="")
    names = models.JSONField(blank=True, editable=False, default=dict, db_default={})
    rationale = models.TextField(blank=True)
    rationale_html = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "order"]
        indexes = [models.Index(fields=["revision", "order"], name="clause_reading_order")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "anchor"], name="anchor_once_in_revision"),
            models.CheckConstraint(condition=Q(kind__in=ClauseKind.values), name="clause_kind_known"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="clause_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return f"{reverse('revision', args=[self.revision.norm.code, self.revision.number])}#{self.anchor}"

    @property
    def is_annex(self) -> bool:
        """Whether it is an annex as a whole, and its title does not say so itself."""
        is_one = self.depth == 1 and self.kind in (ClauseKind.ANNEX, ClauseKind.INFORMATIVE_ANNEX)
        return is_one and not self.title.lower().startswith(("annex ", "appendix "))

    @property
    def label(self) -> str:
        """How the clause is cited: its number, or its title when it has none."""
        return self.number or self.title

    def quoted(self, passages: Passages = ()) -> str:
        """Its text as HTML that may stand on another page: these passages of its words marked, its links leading back into the
        text. Of a long clause only the paragraphs with a mark; empty where none has one."""
        dressed = marked_blocks if len(self.words) > MOST_QUOTED else marked
        return dressed(self.body_html, passages).replace(
            'href="#', f'target="_blank" href="{self.revision.get_absolute_url()}#'
        )
