"""Take in what was read out of a list as suggestions, once and again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from normsite.foundation.codes import Kind
from normsite.foundation.controls.conditions import Suggestion, as_data, read_group
from normsite.foundation.controls.models import ControlList, CriteriaVersion, Criterion, CriterionState, Origin
from normsite.foundation.errors import Refused
from normsite.foundation.references import next_codes

SAID = ("subjects", "conditions", "features", "exceptions", "paragraph_text")
Spot = tuple[str, int | None, int, int]
"""Where a criterion comes from: code, paragraph, the place of its first figure there, and which of several it is."""


@dataclass(frozen=True)
class Suggested:
    """What a reading of the list has done: new suggestions, changed ones, ones that nothing bears out any more, how many
    stand as they were (most of them because somebody has decided on them or corrected them), and how many could not be
    taken."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    kept: int = 0
    unread: int = 0


@transaction.atomic
def suggest_criteria(*, control_list: ControlList, suggestions: Iterable[Suggestion]) -> Suggested:
    """Bring the suggestions of this edition to what `suggestions` say. Read again, the same list changes nothing; what a
    person has written, corrected or decided on is left as it is, and not suggested a second time."""
    CriteriaVersion.lock(control_list)
    standing = _by_spot(control_list)
    suggestions = list(suggestions)
    readable = [suggestion for suggestion in suggestions if _is_readable(suggestion)]
    found = dict(_with_spots(readable))
    new = [suggestion for spot, suggestion in found.items() if spot not in standing]
    changed = [
        criterion
        for spot, suggestion in found.items()
        if (criterion := standing.get(spot)) and _is_untouched(criterion) and _take(criterion, suggestion)
    ]
    gone = [one.pk for spot, one in standing.items() if spot not in found and _is_untouched(one)]
    Criterion.objects.bulk_update(changed, [*SAID, "edits"], batch_size=500)
    Criterion.objects.filter(pk__in=gone).delete()
    _add(control_list, new)
    if new or changed or gone:
        CriteriaVersion.advance(control_list)
    kept = len(found) - len(new) - len(changed)
    return Suggested(len(new), len(changed), len(gone), kept, len(suggestions) - len(readable))


def _is_readable(suggestion: Suggestion) -> bool:
    """Whether people could write it too: what is longer or deeper than that is left out, and counted."""
    try:
        read_group(as_data(suggestion.group))
    except Refused:
        return False
    return True


def _by_spot(control_list: ControlList) -> dict[Spot, Criterion]:
    """The newest versions of what was read out of this edition."""
    rows = Criterion.objects.current().filter(control_list=control_list).exclude(origin=Origin.WRITTEN).order_by("pk")
    seen: Counter[tuple[str, int | None, int]] = Counter()
    spots = {}
    for row in rows.select_for_update(of=("self",)):
        where = (row.paragraph_code, row.paragraph_id, row.spot)
        spots[(*where, seen[where])] = row
        seen[where] += 1
    return spots


def _with_spots(suggestions: Iterable[Suggestion]) -> Iterable[tuple[Spot, Suggestion]]:
    seen: Counter[tuple[str, int | None, int]] = Counter()
    for suggestion in suggestions:
        where = (suggestion.code, suggestion.paragraph, first_place(suggestion))
        yield (*where, seen[where]), suggestion
        seen[where] += 1


def first_place(suggestion: Suggestion) -> int:
    """Where its first figure begins in the text of its own paragraph; 0 where that has none."""
    own = (condition for condition in suggestion.group.conditions() if condition.words and condition.words in suggestion.text)
    return min((condition.start for condition in own if condition.code == suggestion.code), default=0)


def _is_untouched(criterion: Criterion) -> bool:
    is_suggested = criterion.state == CriterionState.SUGGESTED
    return is_suggested and criterion.origin == Origin.FOUND and criterion.changed_by_id is None


def _take(criterion: Criterion, suggestion: Suggestion) -> bool:
    """Whether that changes the criterion."""
    said = {
        "subjects": list(suggestion.subjects),
        "conditions": as_data(suggestion.group),
        "features": list(suggestion.features),
        "exceptions": suggestion.exceptions,
        "paragraph_text": suggestion.text,
    }
    if all(getattr(criterion, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(criterion, name, value)
    criterion.edits += 1
    return True


def _add(control_list: ControlList, suggestions: list[Suggestion]) -> None:
    codes = next_codes(*[Kind.CRITERION] * len(suggestions)) if suggestions else []
    made = []
    for code, suggestion in zip(codes, suggestions, strict=True):
        criterion = Criterion(
            code=code,
            control_list=control_list,
            paragraph_id=suggestion.paragraph,
            entry_code=suggestion.code.partition(".")[0],
            paragraph_code=suggestion.code,
            spot=first_place(suggestion),
            origin=Origin.FOUND,
        )
        _take(criterion, suggestion)
        criterion.edits = 0
        made.append(criterion)
    Criterion.objects.bulk_create(made, batch_size=500)
