"""Look at a published norm again: a review is opened by what calls for it, and concluded by a person."""

from django.db import transaction
from django.utils import timezone

from norms.events import tell_review_concluded, tell_review_opened
from norms.models import Norm, NormReview, ReviewOutcome
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.references import next_code
from normsite.foundation.unseen import can_be_seen


@transaction.atomic
def open_review(*, norm: Norm, cause: str, cause_title: str, because: str) -> NormReview:
    """Say in public that the norm is looked at again, and why: `cause` is the public code of what calls for it."""
    review = NormReview.objects.create(
        code=next_code(Kind.NORM_REVIEW), norm=norm, cause=cause, cause_title=cause_title, because=because
    )
    record(Act.NORM_REVIEW_OPENED, review.code, public={"norm": norm.code, "cause": cause})
    tell_review_opened(review)
    return review


@transaction.atomic
def conclude_review(*, review: NormReview, outcome: str, reason: str, by: User) -> NormReview:
    """Say what the review came to, and why, in public and for good. The same sent twice is said once; refused where it was
    concluded otherwise before."""
    check_words(NormReview, reason=reason)
    check_text(reason)
    review = NormReview.objects.select_for_update(of=("self",)).select_related("norm").get(pk=review.pk)
    if (review.outcome, review.reason) == (outcome, reason.strip()):
        return review
    if not review.is_open:
        raise Refused(f"{review.code} was concluded before: {review.get_outcome_display().lower()}.", "It stays as it is.")
    if outcome not in ReviewOutcome.values:
        raise Refused("Say what the review came to.")
    if not can_be_seen(reason):
        raise Refused("Say why.", "The reason is published with the outcome.")
    review.outcome, review.reason = outcome, reason.strip()
    review.concluded_at, review.concluded_by = timezone.now(), by
    review.save(update_fields=["outcome", "reason", "concluded_at", "concluded_by"])
    record(Act.NORM_REVIEW_CONCLUDED, review.code, public={"norm": review.norm.code, "outcome": outcome})
    tell_review_concluded(review)
    return review
