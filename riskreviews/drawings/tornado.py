"""The tornado: a bar for each estimate, the widest on top, around what is expected."""

from xml.etree.ElementTree import Element, SubElement

from riskreviews.drawings.canvas import Drawing, finished, sheet, write
from riskreviews.drawings.scales import Axis, short
from riskreviews.methods.pictures import Swing, Tornado

WIDTH, EDGE, TOP, ROW, BAR = 366, 6, 30, 42, 14
LESS, MORE = "#2B6E7B", "#AB4A27"


def draw(picture: Tornado) -> Drawing:
    """Less than expected goes to the left, more to the right; both ends are named above their bar."""
    alt = _said(picture)
    svg = sheet("chart tornado", WIDTH, TOP + ROW * len(picture.swings) + 6, alt)
    ends = [picture.expected, *(end for one in picture.swings for end in (one.at_lowest, one.at_highest))]
    axis = Axis.around(ends, EDGE, WIDTH - EDGE)
    middle = axis.place(picture.expected)
    words = SubElement(svg, "g", {"fill": "currentColor"})
    write(words, EDGE, 14, f"Expected: {short(picture.expected)} {picture.unit} a year", font_weight="bold")
    for number, swing in enumerate(picture.swings):
        _row(svg, words, swing, TOP + number * ROW, axis, middle)
    return finished(svg, alt)


def _row(svg: Element, words: Element, swing: Swing, top: float, axis: Axis, middle: float) -> None:
    write(words, EDGE, top + 13, swing.name)
    write(
        words,
        WIDTH - EDGE,
        top + 13,
        f"{short(swing.at_lowest)} to {short(swing.at_highest)}",
        text_anchor="end",
        font_size="11",
    )
    low, high = sorted((axis.place(swing.at_lowest), axis.place(swing.at_highest)))
    for name, colour, begin, end in (("less", LESS, low, min(middle, high)), ("more", MORE, max(middle, low), high)):
        if end > begin:
            box = {"x": f"{begin:g}", "y": f"{top + 19:g}", "width": f"{end - begin:g}", "height": f"{BAR}"}
            SubElement(svg, "rect", {**box, "class": f"chart-{name}", "fill": colour})
    upright = {"x1": f"{middle:g}", "x2": f"{middle:g}", "y1": f"{top + 16:g}", "y2": f"{top + 22 + BAR:g}"}
    SubElement(svg, "line", {**upright, "stroke": "currentColor", "stroke-width": "2"})


def _said(picture: Tornado) -> str:
    if not picture.swings:
        return f"{picture.title}: every estimate is a constant."
    widest = picture.swings[0]
    ends = f"from {short(widest.at_lowest)} to {short(widest.at_highest)} {picture.unit}"
    return f"{picture.title}: {widest.name}, {ends}. Expected: {short(picture.expected)} {picture.unit} a year."
