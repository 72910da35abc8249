"""The readings of an indicator as a line, with its thresholds, in SVG made on the server. Their table stands beside it.

Never a colour without its shape: a dot is a reading, a square one at the warning value, a triangle one at the crossing value
or beyond it. The same readings give the same bytes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from normsite.foundation.unseen import isolated
from riskreviews.drawings.canvas import Drawing, finished, sheet, write
from riskreviews.models import Direction, Indicator, Reading, Standing
from riskreviews.models.indicator import written

WIDTH, HEIGHT = 366, 250
TOP, BOTTOM, RIGHT = 16, 30, 10
DIGIT = 6.2  # as wide as one of a label
MOST_STEPS = 5
MOST_MARKED = 60  # of more readings those alone are marked that reach a threshold, and the newest
APART = 34  # between the values that are written, at least; the newest is written whatever stands beside it
CROWDED = 14  # between the middle of a threshold's name and the line: nearer they touch
HEAD = 0.12  # of the height, left free above the highest value and below the lowest


@dataclass(frozen=True)
class _Scale:
    """Where days and values stand in the picture."""

    left: float
    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        days = (self.last - self.first).days
        share = (day - self.first).days / days if days else 0.5
        return self.left + share * (WIDTH - RIGHT - self.left)

    def y(self, value: Decimal | float) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def line_chart(indicator: Indicator, readings: Sequence[Reading]) -> Drawing | None:
    """Readings that stand, in whatever order; without any there is no picture."""
    found = sorted(readings, key=lambda one: one.day)
    if not found:
        return None
    steps, scale = _scaled(indicator, found)
    alt = _summary(indicator, found)
    svg = sheet("line-chart", WIDTH, HEIGHT, alt)
    _axes(svg, scale, steps)
    _line(svg, indicator, found, scale)
    _thresholds(svg, indicator, found, scale)  # above it, so that their names can be read where it passes
    _values(svg, found, scale)
    return finished(svg, alt)


def _summary(indicator: Indicator, found: Sequence[Reading]) -> str:
    newest = found[-1]
    readings = "1 reading" if len(found) == 1 else f"{len(found)} readings"
    return (
        f"{isolated(indicator.title)}: {readings} from {found[0].day:%-d %B %Y} to {newest.day:%-d %B %Y}, the newest "
        f"{newest.words} {isolated(indicator.unit)}. Warning value {written(indicator.warning)}, "
        f"crossing value {written(indicator.crossing)}."
    )


def _scaled(indicator: Indicator, found: Sequence[Reading]) -> tuple[list[float], _Scale]:
    values = [float(value) for value in (indicator.warning, indicator.crossing, *(one.value for one in found))]
    room = (max(values) - min(values)) * HEAD
    low, high = min(values) - room, max(values) + room
    low = 0.0 if min(values) >= 0 > low else low
    steps = _steps(low, high)
    left = max(len(_label(step)) for step in steps) * DIGIT + 10
    return steps, _Scale(left, found[0].day, found[-1].day, low, high)


def _steps(low: float, high: float) -> list[float]:
    """Round values between the two, at most five."""
    rough = (high - low) / MOST_STEPS
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    return [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _label(value: float) -> str:
    return written(Decimal(repr(round(value, 6))))


def _axes(svg: Element, scale: _Scale, steps: Sequence[float]) -> None:
    axes = SubElement(svg, "g", {"class": "line-chart-axes", "fill": "currentColor", "stroke": "none"})
    for step in steps:
        y = f"{scale.y(step):.1f}"
        rule = {"x1": f"{scale.left:.1f}", "x2": str(WIDTH - RIGHT), "y1": y, "y2": y}
        SubElement(axes, "line", {**rule, "stroke": "currentColor", "stroke-opacity": "0.2"})
        write(axes, scale.left - 6, scale.y(step) + 4, _label(step), text_anchor="end")
    foot = {"x1": f"{scale.left:.1f}", "x2": str(WIDTH - RIGHT), "y1": str(HEIGHT - BOTTOM), "y2": str(HEIGHT - BOTTOM)}
    SubElement(axes, "line", {**foot, "stroke": "currentColor", "stroke-opacity": "0.6"})
    if scale.first == scale.last:
        write(axes, scale.x(scale.first), HEIGHT - 8, f"{scale.first:%-d %b %Y}", text_anchor="middle")
        return
    write(axes, scale.left, HEIGHT - 8, f"{scale.first:%-d %b %Y}", text_anchor="start")
    write(axes, WIDTH - RIGHT, HEIGHT - 8, f"{scale.last:%-d %b %Y}", text_anchor="end")
    middle = scale.first + (scale.last - scale.first) / 2
    if middle > scale.first:
        _middle(axes, scale, middle)


def _middle(axes: Element, scale: _Scale, day: date) -> None:
    """A tick and its day halfway, so that nobody has to reckon between the ends."""
    x, foot = f"{scale.x(day):.1f}", HEIGHT - BOTTOM
    place = {"x1": x, "x2": x, "y1": str(foot), "y2": str(foot + 6)}
    SubElement(axes, "line", {**place, "stroke": "currentColor", "stroke-opacity": "0.6"})
    write(axes, scale.x(day), HEIGHT - 8, f"{day:%-d %b %Y}", text_anchor="middle")


def _thresholds(svg: Element, indicator: Indicator, found: Sequence[Reading], scale: _Scale) -> None:
    """Each as a dashed line with its name on the outer side, so that the two names never meet, at the end where the readings
    leave it more room."""
    above = indicator.direction == Direction.ABOVE
    lines = (
        ("line-chart-crossing", "crossing", indicator.crossing, "#A8321A", "7 3", above),
        ("line-chart-warning", "warning", indicator.warning, "#7A5200", "2 3", not above),
    )
    for css, name, value, colour, dashes, over in lines:
        line = SubElement(svg, "g", {"class": css, "stroke": colour, "fill": colour})
        y = scale.y(value)
        place = {"x1": f"{scale.left:.1f}", "x2": str(WIDTH - RIGHT), "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
        SubElement(line, "line", {**place, "stroke-width": "1.5", "stroke-dasharray": dashes})
        looks = {"class": "line-chart-words", "stroke": "none"}
        words, foot = f"{name} {written(value)}", y - 5 if over else y + 14
        at_end = _is_free_at_the_end(found, scale, len(words) * DIGIT, foot - 5)
        x, anchor = (WIDTH - RIGHT - 4, "end") if at_end else (scale.left + 4, "start")
        write(line, x, foot, words, text_anchor=anchor, **looks)


def _is_free_at_the_end(found: Sequence[Reading], scale: _Scale, wide: float, y: float) -> bool:
    """Whether words as wide as that, with their middle at `y`, have more room from the line of the readings at its end than at
    its beginning."""
    places = [(scale.x(one.day), scale.y(one.value)) for one in found]
    at_start = _room(places, scale.left, scale.left + wide + 4, y)
    return at_start < CROWDED and _room(places, WIDTH - RIGHT - wide - 4, WIDTH - RIGHT, y) > at_start


def _room(places: Sequence[tuple[float, float]], left: float, right: float, y: float) -> float:
    """How far from `y` the line through these places keeps between two sides of the picture; infinite where it has no part."""
    nearest = math.inf
    for (ax, ay), (bx, by) in pairwise(places):
        if ax <= right and bx >= left:
            ends = [ay + (by - ay) * (min(max(x, ax), bx) - ax) / ((bx - ax) or 1) for x in (left, right)]
            nearest = min(nearest, max(min(ends) - y, y - max(ends), 0))
    return nearest


def _line(svg: Element, indicator: Indicator, found: Sequence[Reading], scale: _Scale) -> None:
    drawn = SubElement(svg, "g", {"class": "line-chart-readings", "stroke": "#0B4F5C", "fill": "#0B4F5C"})
    places = [(scale.x(one.day), scale.y(one.value)) for one in found]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    SubElement(drawn, "polyline", {"points": points, "fill": "none", "stroke-width": "2", "stroke-linejoin": "round"})
    for number, (reading, (x, y)) in enumerate(zip(found, places, strict=True), 1):
        standing = indicator.standing_at(reading.value)
        if standing != Standing.QUIET or len(found) <= MOST_MARKED or number == len(found):
            _mark(drawn, standing, x, y)


def _values(svg: Element, found: Sequence[Reading], scale: _Scale) -> None:
    """What was read, above each mark, as far as the words don't meet; from the newest back, since that one is asked for."""
    words = SubElement(svg, "g", {"class": "line-chart-values", "fill": "currentColor", "stroke": "none"})
    apart = max(APART, max(len(one.words) for one in found) * DIGIT + 8)
    free = math.inf
    for reading in reversed(found):
        x = scale.x(reading.day)
        if free - x < apart:
            continue
        anchor = "end" if x > WIDTH - RIGHT - apart / 2 else "start" if x < scale.left + apart / 2 else "middle"
        looks = {"class": "line-chart-value", "font_weight": "bold", "text_anchor": anchor}
        write(words, x + 5 if anchor == "start" else x, max(scale.y(reading.value) - 9, 11), reading.words, **looks)
        free = x


def _mark(parent: Element, standing: Standing, x: float, y: float) -> None:
    if standing == Standing.CROSSED:
        corners = ((x, y - 6), (x + 5.5, y + 4), (x - 5.5, y + 4))
        SubElement(parent, "polygon", {"points": " ".join(f"{a:.1f},{b:.1f}" for a, b in corners), "stroke": "none"})
    elif standing == Standing.WARNING:
        box = {"x": f"{x - 3.5:.1f}", "y": f"{y - 3.5:.1f}", "width": "7", "height": "7", "stroke": "none"}
        SubElement(parent, "rect", box)
    else:
        SubElement(parent, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "3", "stroke": "none"})
