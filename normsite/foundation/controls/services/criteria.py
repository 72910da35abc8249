"""Write, correct, confirm and reject criteria. What changes for screening counts on the version of the
edition's criteria."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.controls.conditions import as_data, read_group, with_words_of
from normsite.foundation.controls.models import (
    ControlList,
    CriteriaVersion,
    Criterion,
    CriterionState,
    Effect,
    Origin,
    Paragraph,
)
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import can_be_seen

MOST_LINES = 30
LONGEST_SUBJECT = 200
LONGEST_FEATURE = 2_000
MOST_AT_ONCE = 200
LONGEST_WORDS = 20_000


@transaction.atomic
def write_criterion(
    *,
    control_list: ControlList,
    code: str,
    group: Group,
    subjects: Sequence[str],
    by: User,
    features: Sequence[str] = (),
    exceptions: str = "",
    effect: str = Effect.EXPERT_REVIEW,
) -> Criterion:
    """Add a criterion by hand to the paragraph with this full code; it stands as suggested until somebody confirms it."""
    paragraph = Paragraph.objects.filter(entry__control_list=control_list, code=code.strip()).select_related("entry").first()
    if paragraph is None:
        raise Refused(f"{code.strip()[:60]} is no paragraph of this edition.", "Write its full code, such as 3A001.a.5.a.")
    CriteriaVersion.lock(control_list)
    criterion = Criterion(
        code=next_code(Kind.CRITERION),
        control_list=control_list,
        paragraph=paragraph,
        entry_code=paragraph.entry.code,
        paragraph_code=paragraph.code,
        paragraph_text=paragraph.text,
        origin=Origin.WRITTEN,
        changed_by=by,
    )
    _write(criterion, group, subjects, features, exceptions, effect)
    criterion.save()
    CriteriaVersion.advance(control_list)
    return criterion


@transaction.atomic
def correct_criterion(
    *,
    criterion: Criterion,
    seen: str,
    group: Group,
    subjects: Sequence[str],
    by: User,
    features: Sequence[str] = (),
    exceptions: str = "",
    effect: str = Effect.EXPERT_REVIEW,
    reason: str = "",
) -> Criterion:
    """Change what a criterion says. A suggestion is changed as it stands; of one that was decided on, the next version is
    made and confirmed at once, with a reason, and the old one stays as it was. `EditConflict` when `seen` is not its `stamp`
    any more."""
    criterion = _lock(criterion, seen)
    stood = _said(criterion)
    _write(criterion, group, subjects, features, exceptions, effect)
    if stood == _said(criterion):
        return criterion
    criterion.changed_by = by
    if criterion.state == CriterionState.SUGGESTED:
        criterion.edits += 1
        criterion.save()
        CriteriaVersion.advance(criterion.control_list)
        return criterion
    if not can_be_seen(reason):
        raise Refused("The next version of a criterion has a reason.", "Say why it changes.")
    return _decide(criterion, CriterionState.CONFIRMED, reason, by)


@transaction.atomic
def confirm_criterion(*, criterion: Criterion, by: User, seen: str = "", reason: str = "") -> Criterion:
    """Let it stand as a criterion of ours, published with who, when and why. One that was rejected comes back as a new
    version."""
    criterion = _lock(criterion, seen)
    if criterion.state == CriterionState.CONFIRMED:
        return criterion
    if criterion.state == CriterionState.REJECTED and not can_be_seen(reason):
        raise Refused(f"{criterion.code} was rejected.", "Say why it holds after all.")
    return _decide(criterion, CriterionState.CONFIRMED, reason, by)


@transaction.atomic
def confirm_criteria(*, criteria: Collection[Criterion], by: User, reason: str = "") -> int:
    """Confirm several suggestions that were looked at together; how many were confirmed. What somebody else has decided on or
    corrected since is left as it is."""
    if len(criteria) > MOST_AT_ONCE:
        raise Refused(f"At most {MOST_AT_ONCE} are confirmed at once.", "Choose fewer.")
    confirmed = 0
    for criterion in sorted(criteria, key=lambda one: (one.control_list_id, one.pk)):
        try:
            locked = _lock(criterion, criterion.stamp)
        except EditConflict:
            continue
        if locked.state == CriterionState.SUGGESTED:
            _decide(locked, CriterionState.CONFIRMED, reason, by)
            confirmed += 1
    return confirmed


@transaction.atomic
def reject_criterion(*, criterion: Criterion, reason: str, by: User, seen: str = "") -> Criterion:
    """Take it out of what texts are screened by, with a reason; one that was confirmed gets a last version that says so."""
    if not can_be_seen(reason):
        raise Refused("Whoever rejects a criterion says why.", "Write the reason.")
    criterion = _lock(criterion, seen)
    if criterion.state == CriterionState.REJECTED:
        return criterion
    return _decide(criterion, CriterionState.REJECTED, reason, by)


def _lock(criterion: Criterion, seen: str) -> Criterion:
    """The newest version of this criterion, locked; `EditConflict` when its `stamp` isn't the one `seen` (empty: whatever
    stands)."""
    CriteriaVersion.lock(criterion.control_list)
    newest = Criterion.objects.current().select_for_update(of=("self",)).select_related("control_list").get(code=criterion.code)
    if seen and newest.stamp != seen:
        raise EditConflict(f"{newest.code} was changed while you were looking at it.", newest)
    return newest


def _said(criterion: Criterion) -> tuple[object, ...]:
    return criterion.conditions, criterion.subjects, criterion.features, criterion.exceptions, criterion.effect


def _write(
    criterion: Criterion, group: Group, subjects: Sequence[str], features: Sequence[str], exceptions: str, effect: str
) -> None:
    """What the person wrote, as it is stored."""
    check_words(Criterion, exceptions=exceptions)
    criterion.subjects = _lines("subjects", subjects, LONGEST_SUBJECT)
    criterion.features = _lines("features", features, LONGEST_FEATURE)
    if len(exceptions) > LONGEST_WORDS:
        raise Refused("The exceptions are too long.", "Shorten them.")
    if not criterion.subjects and not group.parts:
        raise Refused("A criterion has a subject, a condition, or both.", "Write what texts are looked through for.")
    before = criterion.group if criterion.conditions else Group("all", ())
    criterion.conditions = as_data(read_group(as_data(with_words_of(group, before))))
    criterion.exceptions, criterion.effect = exceptions.strip(), Effect(effect)


def _lines(what: str, lines: Sequence[str], longest: int) -> list[str]:
    words = [" ".join(line.split()) for line in lines if line.strip()]
    if len(words) > MOST_LINES or any(len(word) > longest for word in words):
        raise Refused(f"At most {MOST_LINES} {what}, of at most {longest:,} characters each.", "Shorten them.")
    for word in words:
        check_words(Criterion, exceptions=word)
    return words


def _decide(criterion: Criterion, state: CriterionState, reason: str, by: User) -> Criterion:
    """A suggestion is decided on as it stands; of what was decided on, the next version is made."""
    check_words(Criterion, reason=reason)
    now = timezone.now()
    is_looked_for_already = criterion.state == CriterionState.SUGGESTED and state == CriterionState.CONFIRMED
    if criterion.state != CriterionState.SUGGESTED:
        Criterion.objects.filter(pk=criterion.pk).update(replaced_at=now)
        criterion.pk, criterion._state.adding = None, True
        criterion.version, criterion.edits = criterion.version + 1, 0
    criterion.state, criterion.reason = state, reason.strip()
    criterion.decided_by, criterion.decided_at = by, now
    criterion.save()
    if not is_looked_for_already:
        CriteriaVersion.advance(criterion.control_list)
    act = Act.CRITERION_CONFIRMED if state == CriterionState.CONFIRMED else Act.CRITERION_REJECTED
    record(act, criterion.code, public={"version": str(criterion.version), "paragraph": criterion.paragraph_code})
    return criterion
