"""One call each."""

from normsite.foundation.workers import periodic
from normsite.portal.following import searches


@periodic("following.look_for_searches", every=300, promise="What a followed search finds is told.")
def look_for_searches() -> None:
    """What saved searches find among that which is new."""
    searches.look_for_searches()
