"""What a service says when somebody else was quicker."""

from typing import Any

from normsite.errors import Refused


class EditConflict(Refused):
    """Somebody else has saved since; `current` is what stands now. The page shows both texts and loses neither."""

    def __init__(self, reason: str, current: Any) -> None:
        super().__init__(reason, "Compare the two texts below and decide what stands.")
        self.current = current
