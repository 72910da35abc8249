"""What is found before the answers of a consultation are published, and before the text on which it was held is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.template.defaultfilters import date as written
from django.urls import reverse
from django.utils import timezone

from comments.guards.deadlines import all_in_at
from comments.models import Comment, CommentState, Consultation, Effect, Phase
from norms.checks import place_of
from norms.models import Clause, Revision
from norms.text.redline import reads_alike
from normsite.foundation.checks import Finding, Findings
from normsite.foundation.unseen import isolated

MOST_NAMED = 20  # comments without an approved answer


def before_publishing_dispositions(consultation: Consultation, at: datetime) -> Findings:
    """Answers are published once, together: after everything is in, and when each comment that stands has an approved one."""
    return Findings(tuple(_about_dispositions(consultation, at)))


def before_publishing(revision: Revision, consultations: Sequence[Consultation]) -> Findings:
    """What was promised in answers has to be done. `consultations` are those held on the text and on those it was made from."""
    return Findings(tuple(_broken_promises(revision, consultations)))


def _about_dispositions(consultation: Consultation, at: datetime) -> Iterator[Finding]:
    page = consultation.get_absolute_url()
    if consultation.concluded_at is not None:
        yield Finding("The answers of this consultation are published already.", "Read them.", page)
        return
    if consultation.phase_at(at) != Phase.CLOSED:
        yield Finding(
            "The consultation is not closed yet.",
            f"Answers are published together, after {_in_words(consultation.closes_at)}.",
            page,
        )
        return
    unanswered = Comment.objects.for_consultation(consultation).awaiting_anything().select_related("disposition")
    for comment in unanswered[:MOST_NAMED]:
        yield _next_step(comment, consultation.code)
    if at < all_in_at(consultation):
        yield Finding(
            "What had arrived before the deadline may still be on its way into the record.",
            f"Publish the answers after {_in_words(all_in_at(consultation))}.",
        )


def _in_words(instant: datetime) -> str:
    return written(timezone.localtime(instant), "j F Y, H:i e")


def _next_step(comment: Comment, consultation: str) -> Finding:
    code = comment.code
    moderate, approve = (reverse(f"comments:{step}", args=[consultation]) for step in ("moderate", "approve"))
    decide = reverse("comments:decide", args=[code])
    if comment.state == CommentState.RECEIVED:
        return Finding(f"{code} is not moderated yet.", "Publish or withhold it.", f"{moderate}#{code}")
    if comment.standing_disposition is None:
        return Finding(f"{code} has no answer yet.", "Decide on it.", decide)
    if comment.standing_disposition.remark:
        return Finding(f"The answer to {code} was returned by the approver.", "Decide on it again.", decide)
    return Finding(f"The answer to {code} is not approved yet.", "A second person approves it.", f"{approve}#{code}")


def _broken_promises(revision: Revision, consultations: Sequence[Consultation]) -> Iterator[Finding]:
    """Answers that promise a change of a clause which reads as it did when the public was consulted on it."""
    promising = Comment.objects.standing().filter(
        consultation__in=consultations, clause__isnull=False, disposition__effect=Effect.SUBSTANTIVE
    )
    promises = list(promising.select_related("clause").order_by("clause__order", "pk"))
    anchors = {comment.clause.anchor for comment in promises if comment.clause}
    texts = revision.clauses.filter(anchor__in=anchors).defer("body", "words", "rationale", "rationale_html")
    now = {one.anchor: one for one in texts}
    alike: dict[Clause, list[Comment]] = defaultdict(list)
    for comment in promises:
        before = comment.clause
        if before is not None and before.anchor in now and _reads_as(before, now[before.anchor]):
            alike[now[before.anchor]].append(comment)
    for clause, comments in alike.items():
        codes = " and ".join(comment.code for comment in comments)
        promise = "the answer to {} promises" if len(comments) == 1 else "the answers to {} promise"
        yield Finding(
            f"Clause {isolated(clause)} is as it was, but {promise.format(codes)} a change of substance.",
            f"Make the change{'' if revision.is_draft else ' in the next revision'}, "
            "or have the answer decided again while that is possible.",
            place_of(clause),
        )


def _reads_as(before: Clause, now: Clause) -> bool:
    return now.title == before.title and reads_alike(before.body_html, now.body_html)
