"""Take in what was read out of a list as suggestions, once and again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from normsite.foundation.codes import Kind
from normsite.foundation.controls.conditions import Suggestion, as_data, read_group
from normsite.foundation.controls.models import ControlList, CriteriaVersion, Criterion, CriterionState, Origin, Paragraph
from normsite.foundation.references import next_codes

Spot = tuple[str, int | None, int, int]
"""Where a criterion comes from: code, paragraph, the place of its first figure there, and which of several it is."""


@dataclass(frozen=True)
class Suggested:
    """What a reading of the list has done: new suggestions, changed ones, ones that nothing bears out any more, and how many
    stand as they were, most of them because somebody has decided on them or corrected them."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    kept: int = 0


@transaction.atomic
def suggest_criteria(*, control_list: ControlList, suggestions: Iterable[Suggestion]) -> Suggested:
    """Bring the suggestions of this edition to what `suggestions` say. Read again, the same list changes nothing; what a
    person has written, corrected or decided on is left as it is, and not suggested a second time."""
    CriteriaVersion.lock(control_list)
    find_paragraphs_again(control_list)
    standing = _by_spot(control_list)
    found = dict(_with_spots(suggestions))
    new = [suggestion for spot, suggestion in found.items() if spot not in standing]
    changed = [
        criterion
        for spot, suggestion in found.items()
        if (criterion := standing.get(spot)) and _is_untouched(criterion) and _take(criterion, suggestion)
    ]
    gone = [one.pk for spot, one in standing.items() if spot not in found and _is_untouched(one)]
    Criterion.objects.bulk_update(changed, ["subjects", "conditions", "exceptions", "paragraph_text", "edits"], batch_size=500)
    Criterion.objects.filter(pk__in=gone).delete()
    _add(control_list, new)
    if new or changed or gone:
        CriteriaVersion.advance(control_list)
    return Suggested(len(new), len(changed), len(gone), len(found) - len(new) - len(changed))


def find_paragraphs_again(control_list: ControlList) -> None:
    """Lead criteria whose paragraph was read anew to the one that now says just the same, so that no work on them is lost."""
    lost = list(Criterion.objects.filter(control_list=control_list, paragraph=None).exclude(paragraph_text=""))
    if not lost:
        return
    entries = {one.entry_code for one in lost}
    rows = Paragraph.objects.filter(entry__control_list=control_list, entry__code__in=entries).values_list(
        "entry__code", "text", "pk"
    )
    found = {(entry, text): pk for entry, text, pk in rows}
    for criterion in lost:
        criterion.paragraph_id = found.get((criterion.entry_code, criterion.paragraph_text))
    Criterion.objects.bulk_update(lost, ["paragraph"], batch_size=500)


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
        "conditions": as_data(read_group(as_data(suggestion.group))),
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
