"""What a service says when somebody else was quicker, and what it doesn't mind."""

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
    """What was given as it is stored: words without blanks around them."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


def stands_already(row: Model, fields: Mapping[str, Any]) -> bool:
    """Whether a change would change nothing, such as the second click of two: then nobody was quicker."""
    return all(getattr(row, name) == value for name, value in fields.items())
