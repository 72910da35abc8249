"""The judgement of a second person, without which no assessment counts."""

from django.db import transaction
from django.utils import timezone

from normsite import markup
from normsite.accounts.models import Role, User
from normsite.errors import Refused
from normsite.ledger.models import Act
from normsite.ledger.services import record
from riskreviews.emails import mail_request_taken_back, mail_review_given, mail_review_request
from riskreviews.models import Assessment, AssessmentState, PeerReview, Verdict
from riskreviews.reading import obstacles
from riskreviews.rules import has_written
from riskreviews.services.assessments import open_assessment


@transaction.atomic
def request_peer_review(*, assessment: Assessment, reviewer: User, by: User) -> PeerReview:
    """Ask a peer reviewer who hasn't written in the assessment. Needs a scenario, and the reasoning of each."""
    assessment = open_assessment(assessment)
    if has_written(reviewer, assessment):
        raise Refused(f"{reviewer.name} has written in this assessment and can't review it.", "Ask somebody else.")
    if Role.PEER_REVIEWER not in reviewer.roles or not reviewer.is_active:
        raise Refused(f"{reviewer.name} is not a peer reviewer.", "Choose somebody with that role.")
    missing = obstacles(assessment.scenarios.all())
    if missing:
        raise Refused(" ".join(missing), "Mend that first, then ask.")
    newest = assessment.peer_reviews.order_by("-round").first()
    review = PeerReview.objects.create(
        assessment=assessment, reviewer=reviewer, round=newest.round + 1 if newest else 1, requested_by=by
    )
    _enter(assessment, AssessmentState.IN_REVIEW)
    mail_review_request(review)
    return review


@transaction.atomic
def take_back_request(*, review: PeerReview, by: User) -> None:
    """Stop waiting for a judgement and tell the peer; the assessment is a draft again."""
    assessment = _in_review(review)
    review = PeerReview.objects.select_related("reviewer", "assessment__revision__norm").get(pk=review.pk)
    if review.given_at is not None:
        raise Refused("The review is given already.")
    mail_request_taken_back(review, by)
    review.delete()
    if not assessment.peer_reviews.filter(given_at=None).exists():
        _enter(assessment, AssessmentState.DRAFT)


@transaction.atomic
def give_peer_review(*, review: PeerReview, verdict: str, text: str, by: User) -> PeerReview:
    """Say whether the assessment holds. Agreement freezes it; disagreement, which needs words, makes it a draft again."""
    assessment = _in_review(review)
    review = PeerReview.objects.select_related("reviewer", "assessment__revision__norm", "assessment__created_by").get(
        pk=review.pk
    )
    if review.reviewer_id != by.pk:
        raise Refused("This review was asked of somebody else.")
    if has_written(by, assessment):
        raise Refused("You have written in this assessment, so you can't review it.", "Ask for another reviewer.")
    if review.given_at is not None:
        raise Refused("You have given this review already.")
    if verdict not in Verdict.values:
        raise Refused("Say whether you agree.")
    if verdict != Verdict.AGREE and not text.strip():
        raise Refused("Say what should be different, or what you remark.")
    review.verdict, review.text, review.text_html, review.given_at = verdict, text, markup.render(text), timezone.now()
    review.save()
    if verdict == Verdict.DISAGREE:
        _enter(assessment, AssessmentState.DRAFT)
    else:
        _agree(assessment)
    mail_review_given(review)
    return review


def _in_review(review: PeerReview) -> Assessment:
    assessment = Assessment.objects.select_for_update().get(pk=review.assessment_id)
    if assessment.state != AssessmentState.IN_REVIEW:
        raise Refused(f"{assessment.code} is not in review.")
    return assessment


def _enter(assessment: Assessment, state: AssessmentState) -> None:
    assessment.state = state
    assessment.save(update_fields=["state"])


def _agree(assessment: Assessment) -> None:
    assessment.state, assessment.agreed_at = AssessmentState.AGREED, timezone.now()
    assessment.save(update_fields=["state", "agreed_at"])
    levels = assessment.scenarios.order_by("position").values_list("code", "level", "residual_level")
    public = {code: f"{level}>{residual}" for code, level, residual in levels}
    record(Act.ASSESSMENT_AGREED, assessment.code, public=public)
