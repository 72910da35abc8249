"""Counts of what changed between two revisions."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import template

from norms.queries import ClauseChange

register = template.Library()

LABELS = {
    "changed": "Changed in their words",
    "recast": "Of another kind, or binding otherwise",
    "renamed": "Renamed",
    "moved": "Moved only",
    "touched": "Changed in their rationale only",
    "new": "New",
    "gone": "Gone",
    "unchanged": "The same",
}


@register.simple_tag
def count_changes(changes: Sequence[ClauseChange]) -> dict[str, Any]:
    """`all` is how many clauses are listed; `rows` the counts by kind, then the words that came and went."""
    counted = Counter(change.kind for change in changes)
    rows = [(label, counted[kind]) for kind, label in LABELS.items() if counted[kind]]
    rows.append(("Words added", sum(change.added for change in changes)))
    rows.append(("Words removed", sum(change.removed for change in changes)))
    return {"all": len(changes) - counted["unchanged"], "rows": rows}
