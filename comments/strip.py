"""The heat strip: how many comments are published on each clause, drawn cell after cell in the order of the text.

The shade of a cell is one of five steps, the same in every consultation; the number stands in it, and a table beside it.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from norms.models import Clause

STEPS = (1, 3, 10, 30, 100)
"""From how many comments on each step of the shade holds."""
WIDTH, SLIM, HEIGHT = 42, 12, 36  # in pixels: no text under 11
LONGEST_LABEL = 6
MANY = 60
"""Of more clauses those without comments are slim."""


@dataclass(frozen=True)
class Cell:
    """A clause with the number of its published comments."""

    clause: Clause
    number: int
    is_slim: bool = False

    @property
    def step(self) -> int:
        """0 (none) to 5 (most)."""
        return bisect(STEPS, self.number)

    @property
    def svg(self) -> str:
        return _drawn(0, width=SLIM) if self.is_slim else _drawn(self.step, _short(self.clause.label), str(self.number or "–"))


def heat_strip(clauses: Iterable[Clause], by_anchor: Mapping[str, int]) -> list[Cell]:
    """A cell for each clause; none at all where no clause has a comment."""
    counted = [(clause, by_anchor.get(clause.anchor, 0)) for clause in clauses] if by_anchor else []
    cells = [Cell(clause, number, is_slim=not number and len(counted) > MANY) for clause, number in counted]
    return cells if any(cell.number for cell in cells) else []


def key_of_strip() -> list[tuple[str, str]]:
    """The drawing of each step, and which numbers it stands for."""
    ends = [f"{first} to {after - 1}" for first, after in pairwise(STEPS)]
    return [(_drawn(step), words) for step, words in enumerate(["none", *ends, f"{STEPS[-1]} or more"])]


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _drawn(step: int, label: str = "", number: str = "", width: int = WIDTH) -> str:
    size = {"width": str(width), "height": str(HEIGHT)}
    facts = {"xmlns": "http://www.w3.org/2000/svg", "class": f"heat heat--{step}", "viewBox": f"0 0 {width} {HEIGHT}", **size}
    svg = Element("svg", facts)
    SubElement(svg, "rect", size)
    for y, words in (("14", label), ("30", number)):
        if words:
            SubElement(svg, "text", {"x": str(width // 2), "y": y}).text = words
    return ElementTree.tostring(svg, encoding="unicode")
