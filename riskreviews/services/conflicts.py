"""What a service says when somebody else was quicker."""

from typing import Any

from normsite.errors import Refused


class EditConflict(Refused):
    """Somebody else has saved since; `current` is what stands now."""

    def __init__(self, reason: str, current: Any) -> None:
        super().__init__(reason, "Compare it with yours, then save again.")
        self.current = current
