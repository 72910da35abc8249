"""The judgement of a second person, without which no assessment counts."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from norms.guards import refuse_unnamed
from norms.models import Norm, Revision
from normsite.foundation import markup
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.checks import refuse_for
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen, isolated
from riskreviews.checks import gaps, gaps_of_safeguards, open_issues
from riskreviews.emails import mail_request_taken_back, mail_review_given, mail_review_request
from riskreviews.models import Assessment, AssessmentState, PeerReview, Verdict
from riskreviews.queries import controlled_codes, text_fingerprint, whole_safeguards
from riskreviews.rules import has_written
from riskreviews.services.assessments import open_assessment


@transaction.atomic
def request_peer_review(*, assessment: Assessment, reviewer: User, by: User) -> PeerReview:
    """Ask a peer reviewer who hasn't written in the assessment. Refused while something in it blocks that."""
    assessment = open_assessment(assessment)
    for one in (by, reviewer):
        refuse_unnamed(assessment.revision, one)
    if has_written(reviewer, assessment):
        raise Refused(f"{isolated(reviewer.name)} has written in this assessment and can't review it.", "Ask somebody else.")
    if Role.PEER_REVIEWER not in reviewer.roles or not reviewer.is_active:
        raise Refused(f"{isolated(reviewer.name)} is not a peer reviewer.", "Choose somebody with that role.")
    scenarios, safeguards = list(assessment.scenarios.all()), whole_safeguards(assessment)
    refuse_for([*gaps(scenarios), *gaps_of_safeguards(safeguards), *open_issues(assessment)])
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
    review, assessment = _locked(review)
    if review.given_at is not None:
        raise Refused("The review is given already.")
    mail_request_taken_back(review, by)
    review.delete()
    _enter(assessment, AssessmentState.DRAFT)


def give_peer_review(
    *, review: PeerReview, words: str, verdict: str, text: str, by: User, looked_at: bool = False
) -> PeerReview:
    """Say whether the assessment holds. Agreement freezes it; disagreement, which needs words, makes it a draft again.

    `words` is the fingerprint of the text that the peer has read (`queries.text_fingerprint`). The assessment itself can't
    change while the request stands; the text can while it is a draft, so an agreement on earlier words is refused. The same
    judgement sent twice is given once. Where a control list in force finds something in the scope, scenarios, evidence or
    safeguards, which are published, nobody agrees before somebody who knows has `looked_at` it.
    """
    check_words(PeerReview, text=text)
    is_left_to_look_at = verdict != Verdict.DISAGREE and not looked_at
    # It can take seconds, and what is asked about can't change meanwhile, so nothing is held.
    controlled = controlled_codes(review.assessment) if is_left_to_look_at else []
    return _give(review, words, verdict, text, by, controlled)


@transaction.atomic
def _give(review: PeerReview, words: str, verdict: str, text: str, by: User, controlled: Sequence[str]) -> PeerReview:
    """The judgement; `controlled` are the codes of what a list in force finds something in, and nobody has looked at."""
    review, assessment = _locked(review)
    if review.reviewer_id != by.pk:
        raise Refused("This review was asked of somebody else.")
    if (review.verdict, review.text) == (verdict, text) and review.given_at is not None:
        return review
    if review.given_at is not None:
        raise Refused("You have given this review already.")
    if has_written(by, assessment):
        raise Refused("You have written in this assessment, so you can't review it.", "Ask for another reviewer.")
    if words != text_fingerprint(assessment.revision):
        raise Refused("The text was changed while you were reading.", "Look at the text again, then give your judgement.")
    if verdict not in Verdict.values:
        raise Refused("Say whether you agree.")
    if verdict != Verdict.AGREE and not can_be_seen(text):
        raise Refused("Say what should be different, or what you remark.")
    _refuse_agreement(assessment, verdict, controlled)
    review.verdict, review.text, review.text_html, review.given_at = verdict, text, markup.render(text), timezone.now()
    review.save()
    if verdict == Verdict.DISAGREE:
        _enter(assessment, AssessmentState.DRAFT)
    else:
        _agree(assessment)
    mail_review_given(review)
    return review


def _refuse_agreement(assessment: Assessment, verdict: str, controlled: Sequence[str]) -> None:
    """Refused while an issue from outside is open, and where nobody has looked at what a list in force finds."""
    if verdict != Verdict.DISAGREE:
        refuse_for(open_issues(assessment))
    if controlled:
        raise Refused(
            f"What a control list names stands in {', '.join(controlled)}.",
            "Let somebody who knows look at it; then say so, or disagree and say what should be left out.",
        )


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, by: User) -> Assessment:
    """Return an agreed assessment to draft, on record: for when the text has changed, or the risk. Refused once published."""
    # Publishing holds the norm too, so that nothing is reopened while it goes out.
    Norm.objects.select_for_update(of=("self",), no_key=True).get(revisions=assessment.revision_id)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.state != AssessmentState.AGREED:
        raise Refused(f"{assessment.code} is not agreed.")
    if assessment.published_at is not None:
        raise Refused(f"{assessment.code} was published with its text.", "Carry it on to the next revision to change it.")
    assessment.agreed_at, assessment.agreed_fingerprint = None, ""
    _enter(assessment, AssessmentState.DRAFT)
    record(Act.ASSESSMENT_REOPENED, assessment.code)
    return assessment


def publish_assessments(*, revision: Revision, at: datetime) -> None:
    """Note that the agreed assessments of a text went out with it. For publishing alone, in its transaction."""
    Assessment.objects.for_revision(revision).agreed().filter(published_at=None).update(published_at=at)


def _locked(review: PeerReview) -> tuple[PeerReview, Assessment]:
    """The request with its assessment and text, these two locked; refused when it was taken back."""
    # The text first, as whoever writes in it does.
    Revision.objects.select_for_update(no_key=True).get(pk=review.assessment.revision_id)
    Assessment.objects.select_for_update().get(pk=review.assessment_id)
    related = PeerReview.objects.select_related("reviewer", "assessment__revision__norm", "assessment__created_by")
    found = related.filter(pk=review.pk).first()
    if found is None:
        raise Refused("The request for this review was taken back.")
    return found, found.assessment


def _enter(assessment: Assessment, state: AssessmentState) -> None:
    assessment.state = state
    assessment.save(update_fields=["state", "agreed_at", "agreed_fingerprint"])


def _agree(assessment: Assessment) -> None:
    assessment.agreed_at, assessment.agreed_fingerprint = timezone.now(), text_fingerprint(assessment.revision)
    _enter(assessment, AssessmentState.AGREED)
    levels = assessment.scenarios.order_by("position").values_list("code", "level", "residual_level")
    said = {code: f"{level}>{residual}" for code, level, residual in levels}
    where = {"facts": said} if assessment.revision.is_restricted else {"public": said}
    record(Act.ASSESSMENT_AGREED, assessment.code, **where)
