"""Who may do what with risk reviews."""

from django.db.models import Q, QuerySet

from norms.models import NamedReader
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule
from riskreviews.models import Assessment, PeerReview, Screening


def writers_of(assessment: Assessment) -> QuerySet[User]:
    """The author and whoever else has written in the assessment: their agreement would prove nothing."""
    return User.objects.filter(Q(pk=assessment.created_by_id) | Q(pk__in=assessment.writers.values("pk")))


def has_written(user: User, assessment: Assessment) -> bool:
    """Whether the person is one of them."""
    return writers_of(assessment).filter(pk=user.pk).exists()


def peers_for(assessment: Assessment) -> QuerySet[User]:
    """Who may be asked for a peer review: peer reviewers who are none of them; of a restricted text its named readers alone."""
    peers = User.objects.filter(is_active=True, grants__role=Role.PEER_REVIEWER)
    if assessment.revision.is_restricted:
        readers = NamedReader.objects.reading().filter(revision=assessment.revision_id)
        peers = peers.filter(pk__in=readers.values("person"))
    return peers.exclude(pk__in=writers_of(assessment).values("pk"))


@rule(Role.RISK_ANALYST)
def can_edit_assessment(user: User, assessment: Assessment | None = None) -> bool:
    """Write risk assessments: scenarios, evidence, safeguards"""
    return True


@rule(Role.ADMINISTRATOR, Role.SECRETARY, Role.RISK_ANALYST)
def can_try_tiers(user: User, subject: object = None) -> bool:
    """See which safeguards another table of tiers would move"""
    return True


@rule(Role.ADMINISTRATOR)
def can_change_tiers(user: User, subject: object = None) -> bool:
    """Put another table of tiers in force"""
    return True


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_request_peer_review(user: User, assessment: Assessment | None = None) -> bool:
    """Ask for a peer review"""
    return True


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_invite_outsider(user: User, assessment: Assessment | None = None) -> bool:
    """Ask somebody outside for a review, and take that back"""
    return True


@rule(Role.RISK_ANALYST)
def can_answer_point(user: User, assessment: Assessment | None = None) -> bool:
    """Answer the points of a review from outside"""
    return True


@rule(Role.PEER_REVIEWER)
def can_give_peer_review(user: User, review: PeerReview | None = None) -> bool:
    """Give a peer review
    only the person who was asked, and never of an assessment one has written in
    """
    return review is None or (review.reviewer_id == user.pk and not has_written(user, review.assessment))


def has_prepared(user: User, screening: Screening) -> bool:
    """Whether the person has prepared the screening, or has written the text that is screened."""
    return not Screening.objects.not_prepared_by(user).filter(pk=screening.pk).exists()


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_screen(user: User, screening: Screening | None = None) -> bool:
    """Screen a draft by control lists: answer findings and checklist, record an authority's reply"""
    return True


@rule(Role.RISK_ANALYST, Role.PEER_REVIEWER, Role.APPROVER)
def can_judge_screening(user: User, screening: Screening | None = None) -> bool:
    """Decide, with a second person, whether a screened draft may circulate
    never of a screening that one has prepared, nor of a text that one has written in
    """
    return screening is None or not has_prepared(user, screening)


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_keep_indicators(user: User, indicator: object = None) -> bool:
    """Keep indicators: thresholds, readings, keys of programs"""
    return True
