"""Scenes across the rooms: a norm from its first draft to the day on which it can be published.

Rosa's words are published, Walter's are withheld, Vera took hers back. `HELD_BACK` is what nobody outside may ever read.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from comments.models import Comment, Consultation, NewComment
from comments.services import (
    approve_disposition,
    decide_comment,
    open_consultation,
    publish_comment,
    publish_dispositions,
    withdraw_comment,
    withhold_comment,
)
from norms.models import Clause, Norm, Revision
from norms.services import add_clause, freeze_revision, register_norm, save_clause, start_revision
from riskreviews.models import Assessment
from riskreviews.queries import text_fingerprint
from riskreviews.services import add_scenario, give_peer_review, request_peer_review, start_assessment
from tests.cast import Cast
from tests.comments.scenes import only_comment, send

ROSA: dict[str, Any] = {"capacity": "individual", "name": "Rosa Reader", "email": "rosa@readers.example"}
WALTER: dict[str, Any] = {"capacity": "individual", "name": "Walter Whisper", "email": "walter@whisper.example"}
VERA: dict[str, Any] = {"capacity": "individual", "name": "Vera Volte", "email": "vera@volte.example"}
SECRET_WORDS = "Solder pin seven to ground and the zeroisation never fires."
TAKEN_BACK = "Erasure within a minute is plenty for my toaster."
HELD_BACK = (SECRET_WORDS, "Walter", "whisper.example", TAKEN_BACK, "Vera", "volte.example", "rosa@readers.example")


@dataclass
class Story:
    """What a test goes on from."""

    norm: Norm
    first: Revision
    second: Revision
    consultation: Consultation
    rosas: Comment
    walters: Comment
    veras: Comment
    assessment: Assessment


def drafted(cast: Cast, title: str = "Quantum key modules") -> Revision:
    """A draft with the clauses `scope`, `keys` and `alarms`; each requirement says why."""
    norm = register_norm(title=title, summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.select_related("norm").get()
    lines = (
        ("Scope", "scope", "scope", "This norm is about modules.", ""),
        ("Keys", "keys", "clause", "The module shall erase keys.", "A key left behind is read by the finder."),
        ("Alarms", "alarms", "clause", "The module shall raise an alarm.", "A silent failure goes on for years."),
    )
    for name, anchor, kind, body, reason in lines:
        add_clause(revision=revision, title=name, anchor=anchor, kind=kind, body=body, rationale=reason, by=cast.edda)
    return revision


def frozen(cast: Cast, title: str = "Quantum key modules") -> Revision:
    return freeze_revision(revision=drafted(cast, title), by=cast.edda)


def opened(cast: Cast, revision: Revision, days_ago: int = 70, lasts: int = 61) -> Consultation:
    """A consultation that opened so many days ago; after the default it is over."""
    start = timezone.now() - timedelta(days=days_ago)
    return open_consultation(
        revision=revision,
        title="Draft of quantum key modules",
        asks="Is the clause on keys right?",
        opens_at=start,
        closes_at=start + timedelta(days=lasts),
        by=cast.sami,
        at=start,
    )


def spoken(cast: Cast, consultation: Consultation) -> tuple[Comment, Comment, Comment]:
    """Rosa's comment published, Walter's withheld, Vera's withdrawn unread."""
    at = consultation.opens_at + timedelta(days=1)
    on_keys = NewComment(text="Say how fast keys are erased.", kind="te", anchor="keys", proposed_change="within one second")
    rosas = only_comment(send(consultation, on_keys, at=at, **ROSA))
    walters = only_comment(send(consultation, NewComment(text=SECRET_WORDS, anchor="keys"), at=at, **WALTER))
    receipt = send(consultation, TAKEN_BACK, at=at, **VERA)
    publish_comment(comment=rosas, by=cast.sami)
    withhold_comment(comment=walters, ground="security", reason="It tells how to defeat a module.", by=cast.sami)
    veras = withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    return rosas, walters, veras


def answered(cast: Cast, comment: Comment, outcome: str, effect: str, reason: str = "Right.") -> None:
    """Decided by Edda, approved by April."""
    answer = decide_comment(comment=comment, outcome=outcome, reason=reason, effect=effect, by=cast.edda)
    approve_disposition(disposition=answer, version=answer.version, by=cast.april)


def concluded(cast: Cast, revision: Revision) -> tuple[Consultation, tuple[Comment, Comment, Comment]]:
    """Consulted on, answered, and the answers published."""
    consultation = opened(cast, revision)
    comments = spoken(cast, consultation)
    answered(cast, comments[0], "accepted", "substantive", "A second it is.")
    answered(cast, comments[1], "rejected", "none", "The module is tested against this.")
    return publish_dispositions(consultation=consultation, by=cast.sami), comments


def revised(cast: Cast, first: Revision, **bodies: str) -> Revision:
    """The next revision with the change that Rosa was promised, and with these bodies by anchor, frozen."""
    second = start_revision(revision=first, by=cast.edda, label="First edition")
    for anchor, body in {"keys": "The module shall erase keys within one second.", **bodies}.items():
        clause = Clause.objects.get(revision=second, anchor=anchor)
        save_clause(
            clause=clause,
            version=clause.version,
            by=cast.edda,
            title=clause.title,
            body=body,
            rationale=clause.rationale,
            kind=clause.kind,
            normative=clause.normative,
        )
    return freeze_revision(revision=second, by=cast.edda)


def assessed(cast: Cast, revision: Revision) -> Assessment:
    """Written by Rhea, not yet seen by a peer."""
    assessment = start_assessment(revision=revision, title="Theft of keys", scope="Modules in the field.", by=cast.rhea)
    add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title="A module is stolen",
        description="A thief reads the keys.",
        clause=Clause.objects.get(revision=revision, anchor="keys"),
        initiation="M",
        adverse="H",
        impact="H",
        residual_initiation="M",
        residual_adverse="L",
        residual_impact="M",
        reasoning="Erased keys can't be read.",
        treatment="change_likelihood",
    )
    return assessment


def agreed(cast: Cast, assessment: Assessment) -> Assessment:
    review = request_peer_review(assessment=assessment, reviewer=cast.piet, by=cast.rhea)
    words = text_fingerprint(assessment.revision)
    give_peer_review(review=review, words=words, verdict="agree", text="The levels stand.", by=cast.piet)
    assessment.refresh_from_db()
    return assessment


def ready(cast: Cast, title: str = "Quantum key modules", **bodies: str) -> Story:
    """Nothing is in the way of publishing `second`."""
    first = frozen(cast, title)
    consultation, (rosas, walters, veras) = concluded(cast, first)
    second = revised(cast, first, **bodies)
    assessment = agreed(cast, assessed(cast, second))
    second = Revision.objects.select_related("norm").get(pk=second.pk)
    return Story(second.norm, first, second, consultation, rosas, walters, veras, assessment)
