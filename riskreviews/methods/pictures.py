"""What a method has to show, as plain figures: a picture knows its title and its table, and `riskreviews.drawings` draws it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from normsite.foundation.unseen import isolated
from riskreviews.methods.figures import readable
from riskreviews.methods.levels import Level, Scale


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing to be: what it shows, and the same as a table, so that nobody needs the drawing."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """One estimate, and what is expected while it has its lowest and its highest value."""

    name: str
    at_lowest: float
    at_highest: float

    @property
    def breadth(self) -> float:
        return abs(self.at_highest - self.at_lowest)


@dataclass(frozen=True, slots=True)
class Tornado(Picture):
    """Which estimate moves the expectation most: the widest swing on top, around what is expected."""

    expected: float
    swings: tuple[Swing, ...]
    unit: str

    @classmethod
    def of(cls, title: str, expected: float, swings: Iterable[Swing], unit: str) -> "Tornado":
        widest = tuple(sorted(swings, key=lambda swing: (-swing.breadth, swing.name)))
        rows = tuple((one.name, readable(one.at_lowest), readable(one.at_highest)) for one in widest)
        headings = ("Estimate", f"Expected at its lowest ({unit})", f"Expected at its highest ({unit})")
        return cls(title, headings, rows, expected, widest, unit)


@dataclass(frozen=True, slots=True)
class Chain:
    """A threat or a consequence of a bowtie: how often a year it starts, its barriers with the probability that each fails, and
    how often a year it comes through."""

    name: str
    start: str
    barriers: tuple[tuple[str, str], ...]
    through: str


@dataclass(frozen=True, slots=True)
class Bowtie(Picture):
    """What leads to an event, and what follows from it, through which barriers; `top` is how often a year the event is."""

    top: str
    threats: tuple[Chain, ...]
    consequences: tuple[Chain, ...]

    @classmethod
    def of(cls, title: str, top: str, threats: Iterable[Chain], consequences: Iterable[Chain]) -> "Bowtie":
        before, after = tuple(threats), tuple(consequences)
        rows = (
            *(("Threat", *cls._row(one)) for one in before),
            ("The event", "", "", "", top),
            *(("Consequence", *cls._row(one)) for one in after),
        )
        headings = ("What", "Name", "Times a year at first", "Barriers, each with its probability to fail", "Times a year")
        return cls(title, headings, rows, top, before, after)

    @staticmethod
    def _row(chain: Chain) -> tuple[str, str, str, str]:
        barriers = "; ".join(f"{name}: {pfd}" for name, pfd in chain.barriers)
        return chain.name, chain.start, barriers or "none", chain.through


Point = tuple[str, str]
"""A loss, and the share of trials that exceed it."""


@dataclass(frozen=True, slots=True)
class LossCurves(Picture):
    """The loss exceedance curves of the two sides in one figure: how likely it is that a year costs more than so much."""

    without: tuple[Point, ...]
    within: tuple[Point, ...]
    unit: str

    @classmethod
    def of(cls, title: str, curves: Mapping[str, Iterable[Point]], unit: str) -> "LossCurves":
        """`curves` are those of the sides `without` and `with` safeguards, at the same shares, the highest share first."""
        before, after = tuple(curves["without"]), tuple(curves["with"])
        rows = tuple(
            (f"{float(share) * 100:g} %", readable(loss), readable(other))
            for (loss, share), (other, _) in zip(before, after, strict=True)
        )
        headings = ("Exceeded in", f"Loss without safeguards ({unit})", f"Loss with safeguards ({unit})")
        return cls(title, headings, rows, before, after, unit)


@dataclass(frozen=True, slots=True)
class Move:
    """One scenario: its public code, its title, and its risk without and with safeguards; None where it is not judged yet."""

    code: str
    title: str
    before: Level | None
    after: Level | None


@dataclass(frozen=True, slots=True)
class Arrows(Picture):
    """How far safeguards move each risk, over the steps of the ramp; `levels` are those of the method, with its own labels."""

    levels: Scale
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Future:
    """One of four futures: its name, the options that are best in it, and the regret of each option, as it is written."""

    name: str
    best: tuple[str, ...]
    regrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Futures(Picture):
    """Four futures between the ends of two uncertainties, each given by its name and its two ends.

    The futures stand in the order of their ends: first and first, first and second, second and first, second and second.
    """

    across: tuple[str, str, str]
    upward: tuple[str, str, str]
    options: tuple[str, ...]
    futures: tuple[Future, ...]


NOT_JUDGED = "not judged yet"


def arrows(title: str, levels: Scale, moves: tuple[Move, ...]) -> Arrows:
    """The picture of these moves, with its table."""
    rows = tuple(
        (f"{one.code} {isolated(one.title)}", str(one.before or NOT_JUDGED), str(one.after or NOT_JUDGED)) for one in moves
    )
    return Arrows(title, ("Scenario", "Risk without safeguards", "Risk with safeguards"), rows, levels, moves)
