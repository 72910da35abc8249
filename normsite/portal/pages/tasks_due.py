"""What must happen next, for one person: the task list on the desk, read from all rooms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from comments.guards.deadlines import all_in_at
from comments.models import Comment, Consultation
from comments.queries import Waiting, Work, desk_lines, returned_to, waiting_for
from comments.rules import (
    can_approve_disposition,
    can_decide_comment,
    can_moderate_comment,
    can_open_consultation,
    can_publish_dispositions,
)
from norms.models import NormReview, Revision
from norms.rules import can_conclude_review, can_edit_draft
from norms.stages import is_over
from normsite.foundation.accounts.models import User
from normsite.foundation.accounts.rules import can_see_mails
from normsite.foundation.controls.models import ControlList
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.notifications.queues import GIVEN_UP_LATELY
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.vocabulary import Kind
from normsite.portal.publication.queries import awaiting_publication
from normsite.portal.publication.rules import can_publish
from normsite.portal.withheld.deciding import rule_of
from normsite.portal.withheld.seen import seen_by
from riskreviews.models import Assessment, AssessmentState, OutsidePoint, PeerReview, Screening
from riskreviews.queries import open_reappraisals, overdue, standings_of
from riskreviews.rules import can_answer_point, can_edit_assessment, can_judge_screening, can_keep_indicators, can_screen


@dataclass(frozen=True)
class Task:
    """One thing to do: the sentence, where, about which norm, and by when (None: no fixed day).

    `told`: somebody waits for it, so people are told of it too (`tasks`); one's own writing is only on the list.
    """

    sentence: str
    href: str
    about: str
    due: datetime | None = None
    told: bool = True


def tasks_for(user: User) -> list[Task]:
    """Everything that waits for this person's roles, the earliest due first, undated last."""
    found = [
        *_reviews(user),
        *_returned(user),
        *_consultations(user),
        *_not_consulted_on(user),
        *_drafts(user),
        *_assessments(user),
        *_not_assessed(user),
        *_reappraisals(user),
        *_opinions(user),
        *_screenings(user),
        *_publications(user),
        *_withheld(user),
        *_norm_reviews(user),
        *_readings(user),
        *_points(user),
        *_mails(user),
    ]
    return sorted(found, key=lambda task: (task.due is None, task.due.timestamp() if task.due else 0.0))


def _reviews(user: User) -> Iterator[Task]:
    seen = Assessment.objects.seen_by(user).filter(state=AssessmentState.IN_REVIEW)
    waiting = PeerReview.objects.filter(reviewer=user, given_at=None, assessment__in=seen)
    for review in waiting.select_related("assessment__revision__norm"):
        assessment = review.assessment
        href = reverse("riskreviews:review", args=[assessment.code])
        yield Task(f"Give your peer review of {assessment.code}", href, assessment.revision.norm.title)


def _returned(user: User) -> Iterator[Task]:
    returned: dict[int, list[Comment]] = {}
    for comment in returned_to(user):
        returned.setdefault(comment.consultation_id, []).append(comment)
    for first, *more in returned.values():
        if can_decide_comment(user, first.consultation):
            sentence = f"Answer {first.code} again: the approver returned it"
            if more:
                sentence = f"Answer {first.code} and {len(more)} more again: the approver returned them"
            about = first.consultation.revision.norm.title
            yield Task(sentence, reverse("comments:decide", args=[first.code]), about)


def _not_consulted_on(user: User) -> Iterator[Task]:
    """The newest texts that are frozen, on which nobody was asked anything yet."""
    if not can_open_consultation(user):
        return
    newest = Revision.objects.newest().values("pk")
    asked = Consultation.objects.filter(revision__norm=OuterRef("norm"))
    unrestricted = Revision.objects.frozen().filter(is_restricted=False)
    for revision in unrestricted.filter(~Exists(asked), pk__in=newest).select_related("norm"):
        if not is_over(revision.norm.stage):
            href = f"{reverse('comments:open')}?{urlencode({'revision': revision.pk})}"
            yield Task(f"Open a consultation on {isolated(revision.name)}", href, revision.norm.title)


def _consultations(user: User) -> Iterator[Task]:
    waiting = waiting_for(user)
    for consultation, work in desk_lines():
        if consultation.concluded_at is None:
            yield from _of_consultation(user, consultation, waiting.get(consultation.pk, Waiting()), work)


def _of_consultation(user: User, consultation: Consultation, mine: Waiting, work: Work) -> Iterator[Task]:
    about, code = consultation.revision.norm.title, consultation.code
    closed = consultation.phase == "closed"
    if mine.to_moderate and can_moderate_comment(user, consultation):
        yield Task(_count(mine.to_moderate, "to moderate"), reverse("comments:moderate", args=[code]), about)
    if mine.to_decide and can_decide_comment(user, consultation):
        due = consultation.closes_at if closed else None
        yield Task(_count(mine.to_decide, "to answer"), reverse("comments:desk", args=[code]), about, due)
    if mine.to_approve and can_approve_disposition(user, None):
        yield Task(_count(mine.to_approve, "with an answer to approve"), reverse("comments:approve", args=[code]), about)
    if closed and work.done and timezone.now() >= all_in_at(consultation) and can_publish_dispositions(user, consultation):
        yield Task("Publish the answers", reverse("comments:publish_dispositions", args=[code]), about, consultation.closes_at)


def _count(number: int, what: str) -> str:
    return f"{number} comment{'s' if number != 1 else ''} {what}"


def _drafts(user: User) -> Iterator[Task]:
    if can_edit_draft(user):
        for draft in Revision.objects.seen_by(user).drafts().select_related("norm"):
            yield Task(
                f"Go on drafting {isolated(draft.name)}",
                reverse("norms:draft", args=[draft.norm.code]),
                draft.norm.title,
                told=False,
            )


def _assessments(user: User) -> Iterator[Task]:
    if can_edit_assessment(user):
        for assessment in Assessment.objects.seen_by(user).filter(state=AssessmentState.DRAFT).select_related("revision__norm"):
            href = reverse("riskreviews:desk", args=[assessment.code])
            yield Task(f"Finish the risk assessment {assessment.code}", href, assessment.revision.norm.title, told=False)


def _not_assessed(user: User) -> Iterator[Task]:
    """Drafts of which nobody has begun to say what could go wrong."""
    if can_edit_assessment(user):
        begun = Assessment.objects.filter(revision=OuterRef("pk"))
        drafts = Revision.objects.seen_by(user).drafts().filter(~Exists(begun)).select_related("norm")
        for draft in drafts.order_by("norm__title"):
            if not is_over(draft.norm.stage):
                href = f"{reverse('riskreviews:create')}?{urlencode({'revision': draft.pk})}"
                yield Task(f"Start a risk assessment of {isolated(draft.name)}", href, draft.norm.title, told=False)


def _reappraisals(user: User) -> Iterator[Task]:
    """Published safeguards whose review date has come, or what should lift them."""
    if can_edit_assessment(user):
        for one in open_reappraisals():
            href = reverse("riskreviews:reappraisal", args=[one.pk])
            due = datetime.combine(one.due_on, time(), UTC)
            sentence = f"Say what comes of the safeguard {one.safeguard.code}: {one.get_cause_display().lower()}"
            yield Task(sentence, href, one.safeguard.assessment.revision.norm.title, due)


def _opinions(user: User) -> Iterator[Task]:
    if can_judge_screening(user):
        for one in Screening.objects.seen_by(user).awaiting(user).select_related("revision__norm", "control_list"):
            href = reverse("riskreviews:screening_judge", args=[one.code])
            sentence = f"Decide whether {isolated(one.revision.name)} may circulate under {isolated(one.control_list)}"
            yield Task(sentence, href, one.revision.norm.title)


def _screenings(user: User) -> Iterator[Task]:
    """The newest texts that wait for somebody under a list in force: not screened, half screened, or stale."""
    if not can_screen(user) or not ControlList.objects.in_force().exists():
        return
    newest = Revision.objects.newest().values("pk")
    texts = list(Revision.objects.seen_by(user).filter(pk__in=newest).select_related("norm").order_by("norm__title"))
    texts = [text for text in texts if not is_over(text.norm.stage)]
    found = standings_of(texts)
    for text in texts:
        waiting = [one for one in found[text.pk] if one.control_list.in_force and one.waits_for_screener]
        if waiting:
            lists = "1 control list" if len(waiting) == 1 else f"{len(waiting)} control lists"
            href = reverse("riskreviews:export_control", args=[text.norm.code])
            is_stale = any(one.stale for one in waiting)
            sentence = f"{'Screen again' if is_stale else 'Screen'} {isolated(text.name)} by {lists}"
            yield Task(sentence, href, text.norm.title, told=is_stale or not text.is_draft)


def _publications(user: User) -> Iterator[Task]:
    if can_publish(user):
        for revision in awaiting_publication():
            href = reverse("publication:prepare", args=[revision.norm.code, revision.number])
            yield Task(f"See what still blocks publishing {isolated(revision.name)}", href, revision.norm.title)


def _withheld(user: User) -> Iterator[Task]:
    """What is to be looked at again: the clock has put it here (`withholding.look_again`), and a notice has told of it."""
    kinds = [kind for kind in Kind if rule_of(kind)(user)]
    for one in seen_by(user).to_look_at().filter(kind__in=kinds).order_by("until", "pk") if kinds else ():
        due = timezone.make_aware(datetime.combine(one.until, time.min))
        href = reverse("withheld:decide", args=[one.code])
        yield Task(f"Look again at what is withheld: {one.code}", href, one.get_kind_display(), due, told=False)


def _norm_reviews(user: User) -> Iterator[Task]:
    if can_conclude_review(user):
        for review in NormReview.objects.open().select_related("norm").order_by("opened_at"):
            href = reverse("norms:review", args=[review.code])
            yield Task(f"Conclude the review {review.code}, for which {review.cause} calls", href, review.norm.title)


def _readings(user: User) -> Iterator[Task]:
    if can_keep_indicators(user):
        for watched in overdue(timezone.localdate()):
            code, day = watched.indicator.code, watched.missed[-1]
            due = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
            sentence = f"Give the reading of {code}, which was expected by {day:%-d %B %Y}"
            href = reverse("riskreviews:indicator_desk", args=[code])
            yield Task(sentence, href, watched.indicator.title, due, told=False)  # told by an event of its own


def _points(user: User) -> Iterator[Task]:
    if can_answer_point(user):
        seen = Assessment.objects.seen_by(user).filter(pk__in=OutsidePoint.objects.open().values("review__assessment"))
        for assessment in seen.select_related("revision__norm"):
            href = f"{reverse('riskreviews:desk', args=[assessment.code])}#outside-reviews"
            yield Task(f"Answer the points raised from outside on {assessment.code}", href, assessment.revision.norm.title)


def _mails(user: User) -> Iterator[Task]:
    if not can_see_mails(user):
        return
    lately = OutboxMail.objects.given_up().filter(claimed_at__gte=timezone.now() - GIVEN_UP_LATELY)
    number = OutboxMail.objects.held_up().count() + lately.count()
    if number:
        sentence = f"See why {number} mail{'s' if number != 1 else ''} did not leave"
        about = "The mail server refused what we sent, or was not there."
        yield Task(sentence, reverse("pages:mails"), about, told=False)  # told by an event of its own
