"""Take in tables of criteria and correlations: good rows are taken, bad ones told with their number and reason."""

from collections.abc import Callable

from django.db import transaction

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.conditions import as_data, read_lines
from normsite.foundation.controls.models import ControlList, Correlation, CorrelationState, Criterion, Effect
from normsite.foundation.controls.services.correlations import write_correlation
from normsite.foundation.controls.services.criteria import write_criterion
from normsite.foundation.controls.tables import BadRow, Line, Taken, read_rows
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines


def take_criteria(*, control_list: ControlList, data: bytes, by: User) -> Taken:
    """Write the criteria of a CSV file as suggestions of this edition. A row that says what a criterion of its paragraph says
    already is left; states are not read, since only a person at the desk confirms."""
    return _take(read_rows(data, ("paragraph", "conditions")), lambda row: _take_criterion(row, control_list, by))


def _take_criterion(row: Line, control_list: ControlList, by: User) -> bool:
    group = read_lines(row["conditions"])
    subjects, features = (_lines(row.get(name, "")) for name in ("subjects", "features"))
    effect = row.get("effect") or Effect.EXPERT_REVIEW.value
    if effect not in Effect.values:
        raise Refused(f"“{effect[:40]}” is no effect.", f"Choose one of {', '.join(Effect.values)}.")
    same = Criterion.objects.current().filter(control_list=control_list, paragraph_code=row["paragraph"], subjects=subjects)
    said = as_data(group)
    if any(as_data(read_lines(one.lines)) == said for one in same):
        return False
    write_criterion(
        control_list=control_list,
        code=row["paragraph"],
        group=group,
        subjects=subjects,
        features=features,
        exceptions=row.get("exceptions", ""),
        effect=effect,
        by=by,
    )
    return True


def _lines(cell: str) -> list[str]:
    return [" ".join(line.split()) for line in plain_lines(cell).split("\n") if line.strip()]


def take_correlations(*, data: bytes) -> Taken:
    """Write the correlations of a CSV file as suggestions. One that stands there already is left."""
    lists = {(one.series, one.edition): one for one in ControlList.objects.all()}
    needed = ("left_list", "left_edition", "left", "relation", "right_list", "right_edition", "right", "source")
    return _take(read_rows(data, needed), lambda row: _take_correlation(row, lists))


def _take_correlation(row: Line, lists: dict[tuple[str, str], ControlList]) -> bool:
    left, right = (_edition(row, side, lists) for side in ("left", "right"))
    same = Correlation.objects.filter(left_list=left, left_code=row["left"], right_list=right, right_code=row["right"]).first()
    if same and (same.state != CorrelationState.SUGGESTED or (same.relation, same.source) == (row["relation"], row["source"])):
        return False
    write_correlation(
        left_list=left,
        left_code=row["left"],
        right_list=right,
        right_code=row["right"],
        relation=row["relation"],
        source=row["source"],
    )
    return True


def _edition(row: Line, side: str, lists: dict[tuple[str, str], ControlList]) -> ControlList:
    series, edition = row[f"{side}_list"], row[f"{side}_edition"]
    found = lists.get((series, edition))
    if found is None:
        raise Refused(f"There is no edition {edition[:40]} of a list {series[:40]}.", "Import it first.")
    return found


@transaction.atomic
def _take(rows: list[tuple[int, Line]], take: Callable[[Line], bool]) -> Taken:
    new = same = 0
    bad = []
    for number, row in rows:
        try:
            with transaction.atomic():
                is_new = take(row)
        except Refused as refused:
            bad.append(BadRow(number, str(refused)))
        else:
            new, same = new + is_new, same + (not is_new)
    return Taken(new, same, tuple(bad))
