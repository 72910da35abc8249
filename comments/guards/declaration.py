"""What is refused of a declaration."""

from comments.models.declaration import VERSION, WHERE
from normsite.foundation.errors import Refused


def refuse_outdated(declared: str) -> None:
    """Refuse another version than stands now. Empty, as no door lets it in, is for data of our own."""
    if declared not in ("", VERSION):
        raise Refused("The declaration has changed since.", f"Read it as it stands at {WHERE}, and declare it anew.")
