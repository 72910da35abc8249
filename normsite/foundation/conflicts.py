"""When two people change the same row: what the slower one is told, and which repeats are no conflict at all."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines


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


def mark(text: str) -> str:
    """Tells a text from another one, short enough to go along with a form; ends of lines and blanks around don't count."""
    return hashlib.sha256(plain_lines(text).strip().encode()).hexdigest()[:16]


def merged(*, stands: Sequence[str], typed: Sequence[str], shown: Sequence[str]) -> tuple[list[str], bool]:
    """Texts of two windows, in one order: what is to stand, and whether both have changed one of them, each otherwise.

    What a window left as it was `shown`, of which that holds the `mark`, takes what stands now; where the mark is missing both
    count as changed.
    """
    marks = [*shown, *[""] * len(typed)]
    found = [now if mark(text) == was else text for now, text, was in zip(stands, typed, marks, strict=False)]
    clash = any(text != now and mark(now) != was for now, text, was in zip(stands, found, marks, strict=False))
    return found, clash
