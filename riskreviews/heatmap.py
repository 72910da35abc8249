"""The heat map of a method as SVG made on the server. Its data stands beside it in a table (`_table.html`).

Rows and columns are those of the method's grid, the highest row on top; the colour and the word in a cell are the level of
risk that the grid gives. The same points give the same bytes, in whatever order they come.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils.text import capfirst

from normsite.foundation.unseen import isolated
from riskreviews.drawings.canvas import RAMP, printable, sheet
from riskreviews.methods import Level, Method
from riskreviews.methods.tables import Table

# Lengths are units of the view box, which is about as many pixels on a phone 375 pixels wide: no text under 11. The columns
# share one breadth, so that the maps of all methods are equally wide; a label at the left has room for about ten letters.
COLUMNS_WIDTH, CELL_HEIGHT = 290, 62
LEFT, TOP = 73, 42
WIDTH = LEFT + COLUMNS_WIDTH + 3
LINE = 14
CODES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario on the map: its public code, its title, and where it stands: row, column, and the risk in that cell."""

    code: str
    title: str
    likelihood: Level
    impact: Level
    level: Level


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The drawing, and what it says in words."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class HeatMapPair:
    """Before and after the safeguards, two drawings of one size."""

    before: HeatMap
    after: HeatMap


def grid_of(method: Method) -> Table:
    """The grid of a method; ValueError for one that has none."""
    if method.grid is None:
        raise ValueError(f"{method.title} has no grid")
    return method.grid


def point(method: Method, code: str, title: str, *, likelihood: str, impact: str) -> Point:
    """The scenario in its cell of the method's grid, given by the codes of row and column."""
    found = grid_of(method).read(likelihood, impact)
    return Point(code, title, found.row, found.column, found.result)


def heatmap(method: Method, points: Iterable[Point], *, title: str) -> HeatMap:
    """Draw the scenarios in their cells; a cell that holds too many names the first ones and counts the rest."""
    ordered = sorted(points, key=_by_code)
    alt = f"{printable(title)}: {_summary(method, ordered)}"
    return HeatMap(_draw(grid_of(method), ordered, alt), alt)


def heatmap_pair(method: Method, before: Iterable[Point], after: Iterable[Point], *, title: str) -> HeatMapPair:
    """Draw the inherent and the residual risk of the same scenarios."""
    return HeatMapPair(
        heatmap(method, before, title=f"{isolated(title)}, before safeguards"),
        heatmap(method, after, title=f"{isolated(title)}, after safeguards"),
    )


def _by_code(point: Point) -> tuple[list[tuple[int, str]], str]:
    """SC-2 stands before SC-10."""
    parts = re.findall(r"\d+|\D+", point.code)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], point.title


def _summary(method: Method, points: list[Point]) -> str:
    counts = Counter(point.level for point in points)
    scenarios = {0: "no scenario", 1: "1 scenario"}.get(len(points), f"{len(points)} scenarios")
    by_level = ", ".join(f"{counts[level]} {level.label}" for level in reversed(method.levels) if counts[level])
    return f"{scenarios}{', ' if by_level else ''}{by_level}."


def _draw(grid: Table, points: list[Point], alt: str) -> str:
    height = TOP + len(grid.rows) * CELL_HEIGHT + 3
    svg = sheet("heatmap", WIDTH, height, alt)
    _axes(svg, grid)
    width = _cell_width(grid)
    for number, (_, row) in enumerate(grid.lines()):
        for column, step in enumerate(row):
            inside = [p for p in points if (p.likelihood, p.impact) == (step.row, step.column)]
            _cell(svg, LEFT + column * width, TOP + number * CELL_HEIGHT, width, step.result, inside)
    return ElementTree.tostring(svg, encoding="unicode")


def _cell_width(grid: Table) -> int:
    return COLUMNS_WIDTH // len(grid.columns)


def _axes(svg: Element, grid: Table) -> None:
    width, height = _cell_width(grid), len(grid.rows) * CELL_HEIGHT
    middle_x, middle_y = LEFT + width * len(grid.columns) / 2, TOP + height / 2
    axes = SubElement(svg, "g", {"class": "heatmap-axes", "fill": "currentColor", "text-anchor": "middle"})
    _text(axes, middle_x, 13, capfirst(grid.column_meaning), {"font-weight": "bold"})
    turned = {"font-weight": "bold", "transform": f"rotate(-90 11 {middle_y:g})"}
    _text(axes, 11, middle_y, capfirst(grid.row_meaning), turned)
    for index, level in enumerate(grid.columns):
        _text(axes, LEFT + (index + 0.5) * width, 33, level.label)
    for index, level in enumerate(grid.rows):
        y = TOP + height - (index + 0.5) * CELL_HEIGHT + 4
        _text(axes, LEFT - 6, y, level.label, {"text-anchor": "end", "font-size": "11"})


def _cell(svg: Element, x: int, y: int, width: int, level: Level, points: list[Point]) -> None:
    ground, ink = RAMP[level.code]
    cell = SubElement(svg, "g", {"class": f"heatmap-cell heatmap-{level.code.lower()}"})
    box = {"x": f"{x + 1}", "y": f"{y + 1}", "width": f"{width - 2}", "height": f"{CELL_HEIGHT - 2}"}
    SubElement(cell, "rect", {**box, "fill": ground})
    words = SubElement(cell, "g", {"fill": ink, "text-anchor": "middle"})
    middle = x + width / 2
    _text(words, middle, y + 14, level.label, {"font-size": "11"})
    for index, line in enumerate(_lines(points)):
        _text(words, middle, y + 29 + index * LINE, line, {"font-weight": "bold"})


def _lines(points: list[Point]) -> list[str]:
    codes = [printable(point.code) for point in points]
    if len(codes) <= CODES_SHOWN:
        return codes
    return [*codes[: CODES_SHOWN - 1], f"+{len(codes) - CODES_SHOWN + 1}"]


def _text(parent: Element, x: float, y: float, words: str, more: dict[str, str] | None = None) -> None:
    SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}", **(more or {})}).text = words
