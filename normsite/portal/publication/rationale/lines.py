"""Lines of a card and of the overview, put together of words, links and levels of risk."""

from collections.abc import Iterable

from normsite.foundation.documents import Line, Run
from riskreviews.methods import Level


def line(*parts: str | Run, mark: str = "") -> Line:
    """Of these parts, without those that are empty."""
    return Line(tuple(Run(part) if isinstance(part, str) else part for part in parts if part), mark)


def link(words: str, href: str) -> Run:
    return Run(words, href)


def chip(level: Level) -> Run:
    """The level by its name, and its step on the ramp."""
    return Run(level.label, level=level.code)


def listed(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c"."""
    *before, end = words
    return f"{', '.join(before)} {last} {end}" if before else end
