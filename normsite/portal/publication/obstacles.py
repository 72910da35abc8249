"""What still blocks publishing a revision, in one place."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from comments.models import Comment, Consultation, Effect
from norms.models import Clause, ProvisionKind, Revision
from norms.stages import is_over
from norms.text.redline import reads_alike
from normsite.foundation.unseen import isolated
from normsite.portal.publication.models import Publication
from riskreviews.models import Assessment
from riskreviews.queries import agreed_on_other_words


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way: the sentence, how to mend it, and where."""

    sentence: str
    mend: str
    href: str


def lineage(revision: Revision) -> list[Revision]:
    """The revision and those it was made from, newest first."""
    found = [revision]
    while found[-1].based_on_id is not None:
        found.append(found[-1].based_on)  # type: ignore[arg-type]  # based_on_id says it is there
    return found


def consultations_on(revision: Revision) -> list[Consultation]:
    """Every consultation on the revision and those it was made from, the oldest first.

    One that an earlier publication has told of already stays with that one, unless there is nothing newer.
    """
    line = lineage(revision)
    held = list(Consultation.objects.filter(revision__in=line).select_related("revision").order_by("opens_at", "pk"))
    earlier = Publication.objects.filter(revision__in=line[1:]).order_by("-published_at").first()
    if earlier is None:
        return held
    newer = [one for one in held if one.concluded_at is None or one.concluded_at > earlier.published_at]
    return newer or [one for one in held if one.revision_id == earlier.consulted_on_id]


def consulted_revision(revision: Revision) -> Revision | None:
    """The newest revision in the lineage on which the public was consulted."""
    return max((one.revision for one in consultations_on(revision)), key=lambda one: one.number, default=None)


def obstacles(revision: Revision) -> list[Obstacle]:
    """Everything that blocks publishing `revision`; an empty list means that it may be published now."""
    return [*_of_text(revision), *_of_rationale(revision), *_of_risk(revision), *_of_consultation(revision)]


def _of_text(revision: Revision) -> Iterator[Obstacle]:
    norm_desk = reverse("norms:desk", args=[revision.norm.code])
    if revision.is_draft:
        yield Obstacle("The text is still a draft.", "Freeze the revision.", norm_desk)
    if Publication.objects.filter(revision=revision).exists():
        yield Obstacle("This revision is published already.", "Start the next revision to change the text.", norm_desk)
    if not revision.clauses.exists():
        yield Obstacle("The revision has no clause.", "Write or import the text.", norm_desk)
    newer = Revision.objects.frozen().after(revision).first()
    if newer is not None:
        yield Obstacle(f"{isolated(newer.name)} is newer than this revision.", "Publish the newest frozen revision.", norm_desk)
    if is_over(revision.norm.stage):
        stage = f"{revision.norm.stage}, {revision.norm.stage_name}"
        yield Obstacle(f"The norm is at stage {stage}.", "Take the project up again first.", norm_desk)


def _of_rationale(revision: Revision) -> Iterator[Obstacle]:
    binding = Q(statements__kind=ProvisionKind.REQUIREMENT)
    silent = Clause.objects.filter(binding, revision=revision, rationale="").distinct().in_order()
    for clause in silent.defer("body", "body_html", "words"):
        yield Obstacle(
            f"Clause {isolated(clause)} makes a requirement and does not say why.",
            "Write its rationale" + ("." if revision.is_draft else " in the next revision."),
            clause.get_absolute_url(),
        )


def _of_risk(revision: Revision) -> Iterator[Obstacle]:
    found = Assessment.objects.for_revision(revision)
    agreed = list(found.agreed().select_related("revision"))
    for assessment in agreed:
        if agreed_on_other_words(assessment):
            yield Obstacle(
                f"The risk assessment {assessment.code} was agreed on other words than those of this text.",
                "Return it to draft, check it against the text, and ask for a peer review again.",
                reverse("riskreviews:desk", args=[assessment.code]),
            )
    if agreed:
        return
    waiting = found.first()
    if waiting is not None:
        yield Obstacle(
            f"No peer has agreed to the risk assessment {waiting.code} yet.",
            "Finish it and ask for a peer review.",
            reverse("riskreviews:desk", args=[waiting.code]),
        )
    else:
        yield Obstacle(
            "There is no risk assessment of this revision.",
            "Start one, or carry the last one on.",
            reverse("riskreviews:desk_list"),
        )


def _of_consultation(revision: Revision) -> Iterator[Obstacle]:
    consulted = consulted_revision(revision)
    if consulted is None:
        yield Obstacle(
            "The public was not consulted on this text or an earlier one.",
            "Open a consultation on a frozen revision.",
            reverse("comments:desk_list"),
        )
        return
    for consultation in Consultation.objects.for_norm(revision.norm).filter(concluded_at=None):
        yield Obstacle(
            f"The consultation {consultation.code} is not concluded.",
            "Answer every comment, have the answers approved and publish them.",
            reverse("comments:desk", args=[consultation.code]),
        )
    yield from _of_promises(revision)


def _of_promises(revision: Revision) -> Iterator[Obstacle]:
    """Answers that promise a change of a clause which reads as it did when the public was consulted on it."""
    promising = Comment.objects.standing().filter(
        consultation__in=consultations_on(revision), clause__isnull=False, disposition__effect=Effect.SUBSTANTIVE
    )
    now = {one.anchor: one for one in revision.clauses.defer("body", "words", "rationale", "rationale_html")}
    kept: dict[str, list[Comment]] = defaultdict(list)
    for comment in promising.select_related("clause").order_by("clause__order", "pk"):
        clause = comment.clause
        if clause is not None and _reads_as(clause, now.get(clause.anchor)):
            kept[str(clause)].append(comment)
    for place, comments in kept.items():
        codes = " and ".join(comment.code for comment in comments)
        promise = "the answer to {} promises" if len(comments) == 1 else "the answers to {} promise"
        yield Obstacle(
            f"Clause {place} is as it was, but {promise.format(codes)} a change of substance.",
            "Make the change in the next revision, or have the answer decided again while that is possible.",
            reverse("norms:desk", args=[revision.norm.code]),
        )


def _reads_as(before: Clause, now: Clause | None) -> bool:
    return now is not None and now.title == before.title and reads_alike(before.body_html, now.body_html)
