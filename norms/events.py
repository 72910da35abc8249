"""What this room tells its followers. Nothing is told of a norm before anybody may read a text of it."""

from collections import Counter
from typing import Any

from django.urls import reverse

from norms.models import Norm, NormReview, Obligation, Position, ProvisionKind, Revision, Statement
from norms.queries import compare_revisions
from norms.stages import stage_name
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.targets import SITE, target


def of_norm(norm: Norm) -> dict[str, Any]:
    """What every event about a norm says: which, and to whom it belongs at least."""
    targets = [SITE, target("norm", norm.code)]
    if norm.committee.strip():
        targets.append(target("committee", norm.committee.strip()))
    if norm.topic:
        targets.append(target("topic", norm.topic))
    return {"norm": norm.code, "norm_title": norm.title, "targets": targets}


def what_changed(revision: Revision) -> dict[str, Any]:
    """Counted from the comparison with the text that anybody could read before this one; empty where there was none.

    `clauses` are by kind of change (`ClauseChange`), `requirements` new, changed and gone.
    """
    earlier = Revision.objects.released().filter(norm=revision.norm, number__lt=revision.number).order_by("-number").first()
    if earlier is None:
        return {}
    clauses = Counter(change.kind for change in compare_revisions(earlier, revision))
    del clauses["unchanged"]
    return {
        "earlier": earlier.name,
        "comparison": reverse("compare", args=[revision.norm.code, earlier.number, revision.number]),
        "clauses": {"new": clauses.pop("new", 0), "gone": clauses.pop("gone", 0), "changed": clauses.total()},
        "requirements": _requirements(earlier, revision),
    }


def _requirements(earlier: Revision, revision: Revision) -> dict[str, int]:
    before, after = (
        dict(Statement.objects.filter(clause__revision=one, kind=ProvisionKind.REQUIREMENT).values_list("provision_id", "text"))
        for one in (earlier, revision)
    )
    changed = sum(before[provision] != after[provision] for provision in before.keys() & after.keys())
    return {"new": len(after.keys() - before.keys()), "gone": len(before.keys() - after.keys()), "changed": changed}


def tell_stage(norm: Norm, before: str) -> None:
    """The norm is at another stage. Only of one that anybody may read."""
    if Norm.objects.public().filter(pk=norm.pk).exists():
        tell_followers(
            "stage_changed",
            occasion=f"stage/{norm.code}/{norm.version}",
            path=norm.get_absolute_url(),
            stage=norm.stage,
            stage_name=norm.stage_name,
            before=before,
            before_name=stage_name(before),
            **of_norm(norm),
        )


def tell_obligation_changed(obligation: Obligation) -> None:
    """Its words or its source are corrected: to those who follow it, and those who follow a norm that names it in a text
    that anybody may read."""
    readable = Statement.objects.filter(clause__revision__in=Revision.objects.released())
    provisions = readable.filter(provision__obligation_links__obligation=obligation).values("provision")
    serving = Norm.objects.filter(provisions__in=provisions).distinct()
    targets = [SITE, target("obligation", obligation.code), *(target("norm", norm.code) for norm in serving)]
    tell_followers(
        "obligation_changed",
        occasion=f"obligation/{obligation.code}/{obligation.version}",
        path=obligation.get_absolute_url(),
        targets=targets,
        obligation=obligation.code,
        instrument=str(obligation),
        title=obligation.title,
    )


def tell_position(position: Position) -> None:
    """A national body has published a version of its position; its text is one that anybody may read."""
    tell_followers(
        "position_published",
        occasion=f"position/{position.norm.code}/{position.body_id}/{position.number}",
        path=position.get_absolute_url(),
        country=position.jurisdiction_name,
        body=position.body.name,
        number=position.number,
        adoption=position.get_adoption_display(),
        carve_outs=position.carve_outs.count(),
        **of_norm(position.norm),
    )


def tell_review_opened(review: NormReview) -> None:
    """Something calls for another look at the norm, of which anybody may read a text."""
    tell_followers("norm_review_opened", occasion=f"norm-review/{review.code}/opened", **_of_review(review))


def tell_review_concluded(review: NormReview) -> None:
    """A person has said what a review came to."""
    outcome = review.get_outcome_display()
    occasion = f"norm-review/{review.code}/concluded"
    tell_followers("norm_review_concluded", occasion=occasion, outcome=outcome, **_of_review(review))


def _of_review(review: NormReview) -> dict[str, Any]:
    facts = {"review": review.code, "cause": review.cause, "cause_title": review.cause_title}
    return {"path": review.get_absolute_url(), **facts, **of_norm(review.norm)}
