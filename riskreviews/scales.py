"""Drawings of proportionality as SVG made on the server: both sides of a weight, and what a safeguard costs whom.

The same figures give the same bytes; each drawing stands beside its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from riskreviews.drawings.canvas import Drawing, finished, sheet, write
from riskreviews.drawings.scales import short
from riskreviews.proportionality import Weight

WIDTH, LEFT, BAR, GAP = 340, 96, 22, 12
ROOM, ROOM_OF_RANGE = 62, 128


@dataclass(frozen=True, slots=True)
class Range:
    """One bar: its name, and from where to where it reaches."""

    label: str
    low: int
    high: int


def balance(weight: Weight) -> Drawing:
    """Two bars: what is gained and what is taken, each as long as it weighs. The longer one fills the width."""
    longest = max(weight.gained, weight.taken)
    lines = (("It gains", weight.gained), ("It takes", weight.taken))
    svg = _sheet(len(lines), weight.sentence)
    for number, (label, value) in enumerate(lines):
        length = _length(value / longest)
        _bar(svg, number, label, LEFT, length, str(value))
    return finished(svg, weight.sentence)


def ranges(bars: Sequence[Range], unit: str) -> Drawing:
    """One bar for each range, from its least to its most, all on one scale that begins at nothing."""
    most = max((bar.high for bar in bars), default=0) or 1
    alt = "; ".join(f"{bar.label}: {_span(bar)} {unit}" for bar in bars)
    svg = _sheet(len(bars), alt)
    for number, bar in enumerate(bars):
        start, end = (LEFT + _length(Fraction(place, most), ROOM_OF_RANGE) for place in (bar.low, bar.high))
        _bar(svg, number, bar.label, start, max(end - start, 2), f"{_in_short(bar)} {unit}".strip(), at_end=True)
    return finished(svg, alt)


def _length(share: Fraction, room: int = ROOM) -> float:
    """How long a bar is; behind the longest there is this much room for its figures."""
    return round(float(share) * (WIDTH - LEFT - room), 1)


def _in_short(bar: Range) -> str:
    low, high = short(bar.low), short(bar.high)
    return high if low == high else f"{low} to {high}"


def _span(bar: Range) -> str:
    return f"{bar.low:,}" if bar.low == bar.high else f"{bar.low:,} to {bar.high:,}"


def _sheet(bars: int, alt: str) -> Element:
    return sheet("scales", WIDTH, bars * (BAR + GAP) + GAP, alt)


def _bar(svg: Element, number: int, label: str, start: float, length: float, value: str, *, at_end: bool = False) -> None:
    y = GAP + number * (BAR + GAP)
    words = SubElement(svg, "g", {"fill": "currentColor"})
    write(words, LEFT - 8, y + 16, label, text_anchor="end")
    box = {"x": f"{start:g}", "y": f"{y}", "width": f"{length:g}", "height": f"{BAR}"}
    SubElement(svg, "rect", {**box, "class": "scales__bar", "fill": "#0B4F5C"})
    place = start + length + 6 if at_end or length < WIDTH - LEFT else start
    write(words, place, y + 16, value, font_weight="bold")
