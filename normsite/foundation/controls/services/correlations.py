"""Say what corresponds to what in two lists: suggested by likeness of words, written or confirmed by a person."""

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.correspondences import between
from normsite.foundation.controls.likeness import Pair
from normsite.foundation.controls.models import (
    ControlList,
    Correlation,
    CorrelationState,
    Entry,
    Paragraph,
    Relation,
)
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen


@transaction.atomic
def suggest_correlations(*, left: ControlList, right: ControlList, pairs: list[Pair]) -> int:
    """Bring the suggestions between two editions to these pairs; how many there are new. What a person has written or
    decided on stays, also where it stands the other way round."""
    standing = Correlation.objects.select_for_update().filter(between(left, right))
    standing.suggested().filter(likeness__isnull=False).delete()
    known = {_known(row, left) for row in standing}
    new = [
        Correlation(
            left_list=left, left_code=pair.left, right_list=right, right_code=pair.right, relation="", likeness=pair.likeness
        )
        for pair in pairs
        if (pair.left, pair.right) not in known
    ]
    Correlation.objects.bulk_create(new, batch_size=500)
    return len(new)


def _known(row: Correlation, left: ControlList) -> tuple[str, str]:
    return (row.left_code, row.right_code) if row.left_list_id == left.pk else (row.right_code, row.left_code)


@transaction.atomic
def write_correlation(
    *, left_list: ControlList, left_code: str, right_list: ControlList, right_code: str, relation: str, source: str
) -> Correlation:
    """Add a correlation, as a suggestion that still waits to be confirmed, or say more of one that is suggested.

    Refused: a code that its edition doesn't have, two editions of one list, and one that was decided on already.
    """
    check_words(Correlation, source=source)
    if left_list.series == right_list.series:
        raise Refused("These are two editions of one list.", "Choose another list.")
    relation = _check_relation(relation, right_code)
    refuse_unknown(left_list, left_code)
    if right_code:
        refuse_unknown(right_list, right_code)
    turned = Correlation.objects.filter(
        left_list=right_list, left_code=right_code, right_list=left_list, right_code=left_code
    ).first()
    if turned is not None:
        raise Refused("This correlation stands the other way round already.", "Change that one.")
    where = {"left_list": left_list, "left_code": left_code, "right_list": right_list, "right_code": right_code}
    row = Correlation.objects.select_for_update().filter(**where).first() or Correlation(**where)
    if row.state != CorrelationState.SUGGESTED:
        raise Refused(f"{left_code} and {right_code or 'nothing'} were decided on already.", "Decide anew on its page.")
    row.relation, row.source = relation, source.strip()
    row.likeness = None
    row.save()
    return row


@transaction.atomic
def confirm_correlation(*, correlation: Correlation, relation: str, source: str, by: User, reason: str = "") -> Correlation:
    """Let it stand, with the relation and on whose word. What was decided before is decided anew, with a reason."""
    check_words(Correlation, source=source, reason=reason)
    row = _lock(correlation, reason)
    if not can_be_seen(source):
        raise Refused("A correlation says who has compared the two.", "Write the source.")
    row.relation, row.source = _check_relation(relation, row.right_code), source.strip()
    return _decide(row, CorrelationState.CONFIRMED, reason, by)


@transaction.atomic
def reject_correlation(*, correlation: Correlation, reason: str, by: User) -> Correlation:
    """Say that they don't correspond, and why; it is not suggested again."""
    check_words(Correlation, reason=reason)
    if not can_be_seen(reason):
        raise Refused("Whoever rejects a correlation says why.", "Write the reason.")
    return _decide(_lock(correlation, reason), CorrelationState.REJECTED, reason, by)


def _lock(correlation: Correlation, reason: str) -> Correlation:
    row = Correlation.objects.select_for_update().get(pk=correlation.pk)
    if row.state != CorrelationState.SUGGESTED and not can_be_seen(reason):
        raise Refused("This was decided on already.", "Say why it is decided anew.")
    return row


def _decide(row: Correlation, state: CorrelationState, reason: str, by: User) -> Correlation:
    row.state, row.reason, row.decided_by, row.decided_at = state, reason.strip(), by, timezone.now()
    row.save()
    return row


def _check_relation(relation: str, right_code: str) -> Relation:
    if relation not in Relation.values:
        raise Refused(f"“{relation[:40]}” is no relation.", f"Choose one of {', '.join(Relation.values)}.")
    if (relation == Relation.NATIONAL_ONLY) == bool(right_code):
        raise Refused("What is national only has nothing beside it, and everything else has.", "Give a code, or leave it out.")
    return Relation(relation)


def refuse_unknown(control_list: ControlList, code: str) -> None:
    """Refused where the edition has neither an entry nor a paragraph with this code."""
    entries = Entry.objects.filter(control_list=control_list, code=code)
    paragraphs = Paragraph.objects.filter(entry__control_list=control_list, code=code)
    if not entries.exists() and not paragraphs.exists():
        raise Refused(f"{code[:60]} is not in {control_list}.", "Write the full code of a paragraph of that edition.")
