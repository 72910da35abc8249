"""One call each."""

import time
from collections.abc import Callable

from normsite.foundation.notices import digests, telling
from normsite.foundation.turns import turn
from normsite.foundation.workers import hand_over, periodic


@periodic("notices.tell", every=15)
def tell() -> None:
    """Give notices of what happened, and put into mails what is wanted at once."""
    _one_at_a_time("notices.tell", telling.tell, telling.LONGEST)


@periodic("notices.cut_digests", every=60)
def cut_digests() -> None:
    """Digests whose hour has come, in each follower's own zone."""
    _one_at_a_time("notices.cut_digests", digests.cut_digests, digests.LONGEST)


def _one_at_a_time(task: str, work: Callable[[], int], longest: float) -> None:
    """However much there is to be written, one worker is enough for it: another goes on sending. What is left after its time
    comes behind what has been asked for meanwhile."""
    began = time.monotonic()
    with turn("notices for many") as ours:
        if ours:
            work()
    if ours and time.monotonic() - began >= longest:
        hand_over(task)
