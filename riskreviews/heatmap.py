"""The heat map of NIST SP 800-30 as SVG made on the server. Its data stands beside it in a table (`_table.html`).

Rows are overall likelihood (Very High on top), columns level of impact; the colour and the word in a cell are the level of
risk that table I-2 gives. The same points give the same bytes, in whatever order they come.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from normsite.foundation.unseen import isolated
from riskreviews.methods.nist_sp_800_30 import LEVELS, TABLE_I_2, Level

# Lengths are units of the view box, which is about as many pixels on a phone 375 pixels wide: no text under 11.
CELL_WIDTH, CELL_HEIGHT = 58, 62
LEFT, TOP = 73, 42
WIDTH, HEIGHT = LEFT + 5 * CELL_WIDTH + 3, TOP + 5 * CELL_HEIGHT + 3
LINE = 14
CODES_SHOWN = 3

INK, WHITE = "#14212B", "#FFFFFF"
# The fallback where no style sheet reaches, such as a PDF: ground and text of each level.
RAMP = {
    Level.VERY_LOW: ("#F5EBCB", INK),
    Level.LOW: ("#EDCB7B", INK),
    Level.MODERATE: ("#DE9741", INK),
    Level.HIGH: ("#AB4A27", WHITE),
    Level.VERY_HIGH: ("#661B2B", WHITE),
}
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario on the map: its public code, its title, and where it stands."""

    code: str
    title: str
    likelihood: Level
    impact: Level

    @property
    def level(self) -> Level:
        """The level of risk, read from table I-2."""
        return TABLE_I_2.read(self.likelihood, self.impact)


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


def heatmap(points: Iterable[Point], *, title: str) -> HeatMap:
    """Draw the scenarios in their cells; a cell that holds too many names the first ones and counts the rest."""
    ordered = sorted(points, key=_by_code)
    alt = f"{_printable(title)}: {_summary(ordered)}"
    return HeatMap(_draw(ordered, alt), alt)


def heatmap_pair(before: Iterable[Point], after: Iterable[Point], *, title: str) -> HeatMapPair:
    """Draw the inherent and the residual risk of the same scenarios."""
    return HeatMapPair(
        heatmap(before, title=f"{isolated(title)}, before safeguards"),
        heatmap(after, title=f"{isolated(title)}, after safeguards"),
    )


def _by_code(point: Point) -> tuple[list[tuple[int, str]], str]:
    """SC-2 stands before SC-10."""
    parts = re.findall(r"\d+|\D+", point.code)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], point.title


def _summary(points: list[Point]) -> str:
    counts = Counter(point.level for point in points)
    scenarios = {0: "no scenario", 1: "1 scenario"}.get(len(points), f"{len(points)} scenarios")
    by_level = ", ".join(f"{counts[level]} {level.label}" for level in reversed(LEVELS) if counts[level])
    return f"{scenarios}{', ' if by_level else ''}{by_level}."


def _printable(text: str) -> str:
    """XML has no place for control characters."""
    return UNPRINTABLE.sub("", text)


def _draw(points: list[Point], alt: str) -> str:
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "heatmap",
            "role": "img",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "font-family": "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif",
            "font-size": "12",
        },
    )
    SubElement(svg, "title").text = alt
    _axes(svg)
    for row, likelihood in enumerate(reversed(LEVELS)):
        for column, impact in enumerate(LEVELS):
            inside = [p for p in points if (p.likelihood, p.impact) == (likelihood, impact)]
            _cell(svg, LEFT + column * CELL_WIDTH, TOP + row * CELL_HEIGHT, TABLE_I_2.read(likelihood, impact), inside)
    return ElementTree.tostring(svg, encoding="unicode")


def _axes(svg: Element) -> None:
    middle_x, middle_y = LEFT + 5 * CELL_WIDTH / 2, TOP + 5 * CELL_HEIGHT / 2
    axes = SubElement(svg, "g", {"class": "heatmap-axes", "fill": "currentColor", "text-anchor": "middle"})
    _text(axes, middle_x, 13, "Level of impact", {"font-weight": "bold"})
    turned = {"font-weight": "bold", "transform": f"rotate(-90 11 {middle_y:g})"}
    _text(axes, 11, middle_y, "Overall likelihood", turned)
    for index, level in enumerate(LEVELS):
        _text(axes, LEFT + (index + 0.5) * CELL_WIDTH, 33, level.label)
        y = TOP + (4.5 - index) * CELL_HEIGHT + 4
        _text(axes, LEFT - 6, y, level.label, {"text-anchor": "end", "font-size": "11"})


def _cell(svg: Element, x: int, y: int, level: Level, points: list[Point]) -> None:
    ground, ink = RAMP[level]
    cell = SubElement(svg, "g", {"class": f"heatmap-cell heatmap-{level.value.lower()}"})
    box = {"x": f"{x + 1}", "y": f"{y + 1}", "width": f"{CELL_WIDTH - 2}", "height": f"{CELL_HEIGHT - 2}"}
    SubElement(cell, "rect", {**box, "fill": ground})
    words = SubElement(cell, "g", {"fill": ink, "text-anchor": "middle"})
    middle = x + CELL_WIDTH / 2
    _text(words, middle, y + 14, level.label, {"font-size": "11"})
    for index, line in enumerate(_lines(points)):
        _text(words, middle, y + 29 + index * LINE, line, {"font-weight": "bold"})


def _lines(points: list[Point]) -> list[str]:
    codes = [_printable(point.code) for point in points]
    if len(codes) <= CODES_SHOWN:
        return codes
    return [*codes[: CODES_SHOWN - 1], f"+{len(codes) - CODES_SHOWN + 1}"]


def _text(parent: Element, x: float, y: float, words: str, more: dict[str, str] | None = None) -> None:
    SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}", **(more or {})}).text = words
