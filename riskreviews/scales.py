"""Drawings of proportionality as SVG made on the server: both sides of a weight, and what a safeguard costs whom.

The same figures give the same bytes; each drawing stands beside its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log10
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from riskreviews.proportionality import Weight

# Lengths are units of the view box, about as many pixels on a phone 375 pixels wide: no text under 12.
WIDTH, LEFT, BAR, GAP = 340, 96, 22, 12
PLACES = 3  # most powers of ten between which a plain scale is read well


@dataclass(frozen=True, slots=True)
class Range:
    """One bar: its name, and from where to where it reaches."""

    label: str
    low: int
    high: int


def balance(weight: Weight) -> str:
    """Two bars: what is gained and what is taken, each as long as it weighs. The longer one fills the width."""
    longest = max(weight.gained, weight.taken)
    lines = (("It gains", weight.gained), ("It takes", weight.taken))
    svg = _frame(2 * (BAR + GAP) + GAP, weight.sentence)
    for number, (label, value) in enumerate(lines):
        length = _length(value / longest)
        _bar(svg, number, label, LEFT, length, str(value))
    return ElementTree.tostring(svg, encoding="unicode")


def ranges(bars: Sequence[Range], unit: str) -> str:
    """One bar for each range, from its least to its most, all on one scale that begins at nothing."""
    most = max((bar.high for bar in bars), default=0) or 1
    said = "; ".join(f"{bar.label}: {_span(bar)} {unit}" for bar in bars)
    svg = _frame(len(bars) * (BAR + GAP) + GAP, said)
    for number, bar in enumerate(bars):
        start, end = LEFT + _length(Fraction(bar.low, most)), LEFT + _length(Fraction(bar.high, most))
        _bar(svg, number, bar.label, start, max(end - start, 2), _short(bar), at_end=True)
    return ElementTree.tostring(svg, encoding="unicode")


def _length(share: Fraction) -> float:
    return round(float(share) * (WIDTH - LEFT - 62), 1)


def _span(bar: Range) -> str:
    return f"{bar.low:,}" if bar.low == bar.high else f"{bar.low:,} to {bar.high:,}"


def _short(bar: Range) -> str:
    """The most, in as few signs as fit beside the bar."""
    if bar.high < 10**PLACES:
        return str(bar.high)
    power = min(int(log10(bar.high)) // 3, 4)
    return f"{bar.high / 10 ** (3 * power):.3g} {['', 'k', 'M', 'bn', 'tn'][power]}"


def _frame(height: int, title: str) -> Element:
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "scales",
            "role": "img",
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": str(height),
            "font-family": "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif",
            "font-size": "13",
        },
    )
    SubElement(svg, "title").text = title
    return svg


def _bar(svg: Element, number: int, label: str, start: float, length: float, value: str, *, at_end: bool = False) -> None:
    y = GAP + number * (BAR + GAP)
    words = SubElement(svg, "g", {"fill": "currentColor"})
    SubElement(words, "text", {"x": f"{LEFT - 8}", "y": f"{y + 16}", "text-anchor": "end"}).text = label
    box = {"x": f"{start:g}", "y": f"{y}", "width": f"{length:g}", "height": f"{BAR}"}
    SubElement(svg, "rect", {**box, "class": "scales__bar", "fill": "#0B4F5C"})
    place = start + length + 6 if at_end or length < WIDTH - LEFT else start
    SubElement(words, "text", {"x": f"{place:g}", "y": f"{y + 16}", "font-weight": "bold"}).text = value
