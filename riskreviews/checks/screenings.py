"""What must be there before two reviewers are asked about a screening, and before they may clear a text."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from norms.models import Revision
from normsite.foundation.checks import Finding, Findings
from normsite.foundation.controls.models import ControlList, Criterion, Effect
from normsite.foundation.unseen import can_be_seen, isolated
from riskreviews.checklist import HARMLESS, NONE, QUESTIONS, UNSURE, Question, answer_of, concerns_in
from riskreviews.models import Outcome, Screening
from riskreviews.queries import criteria_changed, standings, text_fingerprint


def before_screening_review(screening: Screening) -> Findings:
    """What the reviewers would miss: the text looked through as it stands, each finding and each question answered."""
    return Findings((*_not_looked_through(screening), *_unanswered(screening), *_unasked(screening)))


def before_clearing(screening: Screening, outcome: str = Outcome.CLEARED, until: date | None = None) -> Findings:
    """What keeps reviewers from clearing the text by it. What was found only ever stands in the way."""
    return Findings(
        (*_superseded(screening.control_list), *_not_looked_through(screening), *_without_grounds(screening, outcome, until))
    )


def before_circulation(revision: Revision) -> Findings:
    """What keeps a text from the public as far as control lists go, with the place to go on from. Drafts are looked at, too:
    their clearance holds while their words do."""
    return Findings(tuple(_not_cleared(revision)))


def _not_cleared(revision: Revision) -> Iterator[Finding]:
    for one in standings(revision):
        if one.control_list.in_force and not one.is_cleared:
            yield Finding(
                f"The text is not cleared under {isolated(one.control_list)} ({isolated(one.control_list.jurisdiction_name)}).",
                one.next_step,
                one.href(revision),
            )


def _superseded(control_list: ControlList) -> Iterator[Finding]:
    if not control_list.in_force:
        yield Finding(
            f"{isolated(control_list)} is superseded, so nothing can be cleared by it.", "Screen by the edition in force."
        )


def _not_looked_through(screening: Screening) -> Iterator[Finding]:
    if not screening.looked_through_at:
        yield Finding("The text was not looked through yet.", "Look through it.", "#findings")
    elif screening.fingerprint != text_fingerprint(screening.revision):
        yield Finding("The text was changed since it was looked through.", "Look through it again.", "#findings")
    elif criteria_changed(screening):
        yield Finding(
            "The criteria of the list were changed since the text was looked through.", "Look through it again.", "#findings"
        )


def _unanswered(screening: Screening) -> Iterator[Finding]:
    number = screening.hits.unanswered().count()
    if number:
        sentence = "1 finding is not answered yet." if number == 1 else f"{number} findings are not answered yet."
        yield Finding(sentence, "Say of each whether it may be controlled.", "#findings")


def _unasked(screening: Screening) -> Iterator[Finding]:
    checklist = reverse("riskreviews:screening_checklist", args=[screening.code])
    relevant = set(screening.hits.relevant().values_list("kind", flat=True))
    missing = sum(not answer_of(screening.answers, question.key) for question in QUESTIONS)
    if missing:
        said = "1 question of the checklist is" if missing == 1 else f"{missing} questions of the checklist are"
        yield Finding(f"{said} not answered yet.", "Answer the checklist.", checklist)
    for question in QUESTIONS:
        yield from _of_question(screening, question, relevant, checklist)
    if not screening.audience:
        yield Finding("Nobody said who will read the text.", "Choose its audience.", checklist)
    if not can_be_seen(screening.end_use):
        mend = "Write their end use, or that there are none."
        yield Finding("Nobody said what the examples in the text are for.", mend, checklist)


def _of_question(screening: Screening, question: Question, relevant: set[str], checklist: str) -> Iterator[Finding]:
    answer, note = answer_of(screening.answers, question.key), screening.answers.get(question.key, {}).get("note", "")
    if answer not in ("", NONE) and not can_be_seen(note):
        yield Finding(f"Without a word beside the answer: {question.question}", "Say what it is.", checklist)
    if answer in (NONE, HARMLESS) and relevant & set(question.kinds):
        yield Finding(
            f"Answered as harmless, though findings of this kind may be controlled: {question.question}",
            "Change the answer, or say why the findings are not relevant.",
            checklist,
        )


def _without_grounds(screening: Screening, outcome: str, until: date | None) -> Iterator[Finding]:
    unsure = [question for question in QUESTIONS if answer_of(screening.answers, question.key) == UNSURE]
    for question in unsure:
        yield Finding(
            f"Nobody is sure: {question.question}", "Ask somebody who knows, or refer it to the authority.", "#checklist"
        )
    has_concern = screening.hits.relevant().exists() or bool(concerns_in(screening.answers))
    if has_concern and not screening.exclusion and screening.reply is None:
        yield Finding(
            "Something in the text may be controlled, and nothing says why it may go out.",
            "Name the exclusion that is relied on, or the reply of the authority.",
            "#checklist",
        )
    elif screening.reply is None and _asks_for_authority(screening):
        yield Finding(
            "A criterion by which the authority is asked is met, and no reply of one is relied on.",
            "Refer it to the authority, and name its reply.",
            "#referrals",
        )
    if screening.exclusion and screening.revision.norm.intended_publication is None:
        yield Finding(
            "An exclusion is relied on, and no intent to publish is on record.",
            "Enter the intended publication among the facts of the norm.",
        )
    if screening.reply is not None:
        yield from _of_reply(screening, outcome, until)


def _asks_for_authority(screening: Screening) -> bool:
    """Whether a criterion with that effect is met by something that may be controlled, as people said of it."""
    met = screening.hits.relevant().values("criterion")
    return Criterion.objects.filter(pk__in=met, effect=Effect.REFER).exists()


def _of_reply(screening: Screening, outcome: str, until: date | None) -> Iterator[Finding]:
    reply = screening.reply
    if reply is None:
        return
    if not reply.is_positive:
        yield Finding(
            f"The reply of {isolated(reply)} does not let the text go out today.", "Ask the authority again.", "#referrals"
        )
    if reply.until and until and until > reply.until:
        yield Finding(f"The reply of {isolated(reply)} holds until {reply.until:%-d %B %Y}.", "Give no later day.")
    if outcome != Outcome.REDACTED and reply.fingerprint != screening.fingerprint:
        yield Finding(
            f"{isolated(reply)} was asked about other words than these.",
            "Clear it with redaction, if what the authority minds was left out; else ask again.",
            "#referrals",
        )
