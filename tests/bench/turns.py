"""Who is measured when, and what counts of it: in turns, A, B, C, A, B, C …, and then the medians.

What else the machine does falls on all of them alike, and a round that was disturbed doesn't count. Ratios are taken within
each round, between neighbours in time.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.bench.client import Answers, Load
from tests.load.figures import percentile


@dataclass(frozen=True)
class Contender:
    """Who is measured: each round asks for a new load. `spent` says how many seconds of processor its servers have used so far,
    `after` tidies up behind each round."""

    name: str
    load: Callable[[], Load]
    spent: Callable[[], float] = lambda: 0.0
    after: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Round:
    """One turn of one contender; rates a second, times in seconds, answers that never came with how long they were waited for.
    `processor` is what the servers used for each answer, `client` what the client did."""

    rate: float
    p50: float
    p95: float
    p99: float
    processor: float
    client: float
    wrong: int

    @classmethod
    def of(cls, answers: Answers, spent: float) -> "Round":
        p50, p95, p99 = (percentile(answers.times + answers.waits, share) for share in (0.5, 0.95, 0.99))
        count = len(answers.times) or math.nan
        rate = len(answers.times) / answers.seconds
        return cls(rate, p50, p95, p99, spent / count, answers.processor / count, answers.wrong)


@dataclass
class Standing:
    """All rounds of one contender; each figure is the median of them."""

    name: str
    rounds: list[Round] = field(default_factory=list)

    def median(self, figure: str) -> float:
        known = [value for one in self.rounds if not math.isnan(value := getattr(one, figure))]
        return median(known) if known else math.nan

    @property
    def wrong(self) -> int:
        return sum(one.wrong for one in self.rounds)

    def ratio(self, baseline: "Standing", figure: str = "rate") -> float:
        """How often as much of this figure as the baseline, round by round; NaN where the baseline got none."""
        pairs = [(getattr(mine, figure), getattr(its, figure)) for mine, its in zip(self.rounds, baseline.rounds, strict=True)]
        return median(mine / its if its else math.nan for mine, its in pairs)


def in_turns(contenders: Sequence[Contender], rounds: int) -> Iterator[Contender]:
    for _ in range(rounds):
        yield from contenders


def compete(contenders: Sequence[Contender], rounds: int, drive: Callable[[Load], Answers]) -> dict[str, Standing]:
    """Let all warm up once, then measure them in turns; by name."""
    for contender in contenders:
        _measured(contender, drive)
    standings = {contender.name: Standing(contender.name) for contender in contenders}
    for contender in in_turns(contenders, rounds):
        standings[contender.name].rounds.append(_measured(contender, drive))
    return standings


def _measured(contender: Contender, drive: Callable[[Load], Answers]) -> Round:
    load, before = contender.load(), contender.spent()
    answers = drive(load)
    spent = contender.spent() - before
    contender.after()
    return Round.of(answers, spent)


def row(standing: Standing, **further: Any) -> dict[str, Any]:
    """A line of a table."""
    figures = {name: standing.median(name) for name in ("rate", "p50", "p95", "p99", "processor")}
    return {"what": standing.name, **figures, **further, "wrong": standing.wrong}
