"""What came back: each sending with the time from its intended instant, and what its sender was told."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.load.figures import Report, percentile, spread
from tests.load.reconcile import Receipt
from tests.load.wire import RESET, TIMEOUT, UNREACHABLE, UNSENT, Attempt

TAKEN = "201"
BUSY = "503"
TO_A_RECEIPT = re.compile(r"/receipts/([^/]+)/\?key=([^&]+)$")
TROUBLES = (TIMEOUT, RESET, UNREACHABLE, UNSENT)


class Sample(NamedTuple):
    """`due` is the intended instant of sending (monotonic), `took` the seconds from then until all of the answer was there.

    `advised` means that the answer said with `Retry-After` when to come again.
    """

    name: str
    due: float
    took: float
    outcome: str
    advised: bool


def told(attempt: Attempt) -> Receipt | None:
    """The receipt in a 201, or that to which a form leads."""
    if attempt.answer is None or attempt.status not in (201, 302):
        return None
    if attempt.status == 302:
        found = TO_A_RECEIPT.search(attempt.answer.header("Location"))
        return Receipt(found[1], found[2], ()) if found else None
    said = json.loads(attempt.answer.body)
    return Receipt(said["code"], said["key"], tuple(said["comments"]))


@dataclass
class Tally:
    samples: list[Sample] = field(default_factory=list)

    def add(self, name: str, due: float, attempt: Attempt) -> None:
        """What came of a sending that was due at `due` and is over now."""
        advised = attempt.answer is not None and bool(attempt.answer.header("Retry-After"))
        self.samples.append(Sample(name, due, time.monotonic() - due, attempt.outcome, advised))

    def taken_by(self, instant: float) -> int:
        """How many were told by this instant that they are received."""
        return sum(1 for one in self.samples if one.outcome == TAKEN and one.due + one.took <= instant)

    @property
    def counts(self) -> Counter[str]:
        return Counter(sample.outcome for sample in self.samples)

    def times(self, *outcomes: str) -> list[float]:
        return [sample.took for sample in self.samples if not outcomes or sample.outcome in outcomes]

    @property
    def answered(self) -> list[float]:
        """Times of what was taken; what got no answer in time counts with the time its sender waited."""
        return self.times(TAKEN, "200", *TROUBLES)

    @property
    def broken(self) -> int:
        """Answers of 5xx other than an early refusal."""
        return sum(count for outcome, count in self.counts.items() if outcome.startswith("5") and outcome != BUSY)

    @property
    def failures(self) -> int:
        """What a server should not do: break, or give no answer."""
        return self.broken + sum(self.counts[trouble] for trouble in TROUBLES)

    def show(self, report: Report, caption: str) -> None:
        """A line for each outcome."""
        rows = [(outcome, f"{count:,}", *spread(self.times(outcome))) for outcome, count in sorted(self.counts.items())]
        report.add(caption, ("outcome", "number", "p50", "p95", "p99", "longest"), rows)

    def show_names(self, report: Report, caption: str) -> None:
        """A line for each name, over all its answers and its waits in vain."""
        rows = []
        for name in sorted({sample.name for sample in self.samples}):
            mine = [sample for sample in self.samples if sample.name == name]
            good = sum(1 for sample in mine if sample.outcome in ("200", TAKEN))
            rows.append((name, len(mine), len(mine) - good, *spread([sample.took for sample in mine])))
        report.add(caption, ("what", "asked", "failed", "p50", "p95", "p99", "longest"), rows)


def p99(times: Iterable[float]) -> float:
    return percentile(list(times), 0.99)
