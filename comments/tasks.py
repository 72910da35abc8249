"""What is done by the clock."""

from comments import services
from normsite.foundation.workers import periodic


@periodic("comments.fold_tallies", every=15)
def fold_tallies() -> None:
    services.fold_tallies()
