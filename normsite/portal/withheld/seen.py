"""Whose gaps may be told of: those of what this reader may see, as each room says it."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from comments.models import Comment, CommentState
from comments.models.comment import MODERATED, CommentQuerySet
from norms.models import Clause
from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.controls.models import Criterion
from normsite.foundation.controls.models.criterion import CriterionQuerySet
from normsite.foundation.withholding.models import Withholding, WithholdingQuerySet
from normsite.foundation.withholding.vocabulary import Kind, Part
from riskreviews.models import Evidence, Safeguard, Scenario

SCENARIO_WORDS = (Kind.DESCRIPTION, Kind.REASONING)


def seen_by(reader: Reader) -> WithholdingQuerySet:
    """What is or was withheld of all that this reader may see. That a draft has a gap is as hidden as the draft; of a comment
    that was withdrawn nothing is told, and that one has a confidential part or a withheld file only while it is published."""
    clauses = Clause.objects.seen_by(reader).filter(
        revision__norm__code=OuterRef("about"), anchor=OuterRef("place"), revision__number__gte=OuterRef("since_revision")
    )
    scenarios = Scenario.objects.seen_by(reader)
    pieces = Evidence.objects.filter(scenario__in=scenarios).annotate(key=Cast("pk", CharField()))
    return Withholding.objects.filter(
        Q(Exists(clauses), kind=Kind.RATIONALE)
        | Q(Exists(scenarios.filter(code=OuterRef("about"))), kind__in=SCENARIO_WORDS)
        | Q(Exists(pieces.filter(key=OuterRef("place"))), kind=Kind.EVIDENCE)
        | Q(Exists(Safeguard.objects.seen_by(reader).filter(code=OuterRef("about"))), kind=Kind.SAFEGUARD)
        | Q(Exists(_shown_to(reader).filter(code=OuterRef("about"))), kind=Kind.CRITERION)
        | Q(Exists(Comment.objects.filter(MODERATED, code=OuterRef("about"))), kind=Kind.COMMENT)
        | Q(Exists(Comment.objects.public().filter(code=OuterRef("about"))), kind=Kind.CONFIDENTIAL)
        | Q(Exists(_with_files(reader).filter(code=OuterRef("about"))), kind=Kind.ATTACHMENT)
    )


def _shown_to(reader: Reader) -> CriterionQuerySet:
    """Criteria that stand: the public ones, for the desk also what is only suggested."""
    return Criterion.objects.current() if sees_hidden(reader) else Criterion.objects.confirmed()


def _with_files(reader: Reader) -> CommentQuerySet:
    """Comments whose files this reader may know of."""
    return Comment.objects.seen_by(reader) if sees_hidden(reader) else Comment.objects.public()


def public() -> WithholdingQuerySet:
    """What the register tells of."""
    return seen_by(AnonymousUser())


def lifted_since(norm: str, published_at: datetime) -> WithholdingQuerySet:
    """What was withheld of a norm at an instant, and can be read now; of what was carried over, the copy alone."""
    found = public().filter(norm=norm, since__lte=published_at, lifted_at__gt=published_at)
    carried_on = found.exclude(carried_from=None).values("carried_from")
    return found.exclude(pk__in=carried_on).order_by("lifted_at")


def withholding_of(comment: Comment) -> Withholding | None:
    """By what a comment is withheld; None where it isn't."""
    if comment.state != CommentState.WITHHELD:
        return None
    found = Withholding.objects.standing().of_part(Part(Kind.COMMENT, comment.code))
    return found.select_related("authorised_by").first()
