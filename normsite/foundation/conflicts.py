"""When two people change the same row: what the slower one is told, and which repeats are no conflict at all."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from normsite.foundation.errors import Refused


class EditConflict(Refused):
    """Somebody else has saved since; `current` is what stands now, for the page to show beside what was typed."""

    def __init__(self, reason: str, current: Any) -> None:
        super().__init__(reason, "Compare it with yours, then save again.")
        self.current = current


def stripped(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: strings without blanks at both ends, everything else as given."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


def stands_already(row: Model, fields: Mapping[str, Any]) -> bool:
    """Whether a change would change nothing, such as the second click of two: then nobody was quicker."""
    return all(getattr(row, name) == value for name, value in fields.items())
