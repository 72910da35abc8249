"""How far the record has come, as far as a web server knows."""

import time
from dataclasses import dataclass, field

from normsite.foundation.changes.queries import State, state
from normsite.foundation.changes.topics import Topic

LOOKS_EACH_SECONDS = 0.25
OLDEST_LOOK_SECONDS = 1.0


@dataclass
class Record:
    """`ages` counts the changes of each topic that were seen; what was made at an age shows the record as it was then.

    A page made while a change was on its way is of the age before, so it goes with the next look, whichever it shows.
    """

    looked_at: float = float("-inf")
    ages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Topic.values, 0))
    _state: State = field(default_factory=dict)

    def look(self) -> None:
        """Ask the database whether anything has changed since."""
        began = time.monotonic()
        seen = state()
        for topic in self.ages:
            if seen.get(topic) != self._state.get(topic):
                self.ages[topic] += 1
        self._state, self.looked_at = seen, began

    @property
    def is_known(self) -> bool:
        """Whether it was looked at within the last second: with the database out of reach nothing is known of it."""
        return time.monotonic() - self.looked_at < OLDEST_LOOK_SECONDS
