"""The loss exceedance curves of both sides in one figure: to the right the loss of a year, upwards how likely more is."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from riskreviews.drawings.canvas import Drawing, finished, sheet, write
from riskreviews.drawings.scales import Axis, short
from riskreviews.methods.pictures import LossCurves, Point

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 366, 290, 42, 46, 240
# Told apart by their strokes as well as by their colours.
LINES = (("without", "Without safeguards", "#AB4A27", "none"), ("with", "With safeguards", "#2B6E7B", "7 4"))


def draw(picture: LossCurves) -> Drawing:
    """Losses by powers of ten where all are above 0 and lie far apart."""
    alt = _said(picture)
    svg = sheet("chart losses", WIDTH, HEIGHT, alt)
    losses = [float(loss) for loss, _ in (*picture.without, *picture.within)]
    across = Axis.around(losses, LEFT, WIDTH - 14, by_powers=True)
    upwards = Axis(0, 1, BOTTOM, TOP)
    words = SubElement(svg, "g", {"fill": "currentColor"})
    for number, (name, label, colour, dashes) in enumerate(LINES):
        x = 6 + number * 180
        _line(svg, [(x, 10), (x + 26, 10)], name, colour, dashes)
        write(words, x + 32, 14, label, font_weight="bold")
    write(words, 6, 34, "Years that cost more", font_size="11")
    _axes(svg, words, across, upwards)
    write(words, (LEFT + WIDTH - 14) / 2, HEIGHT - 12, f"Loss in a year, {picture.unit}", text_anchor="middle")
    for (name, _, colour, dashes), curve in zip(LINES, (picture.without, picture.within), strict=True):
        _line(svg, [(across.place(loss), upwards.place(share)) for loss, share in _numbers(curve)], name, colour, dashes)
    return finished(svg, alt)


def _axes(svg: Element, words: Element, across: Axis, upwards: Axis) -> None:
    grid = SubElement(svg, "g", {"stroke": "currentColor", "stroke-opacity": "0.3"})
    for share in upwards.marks():
        y = upwards.place(share)
        SubElement(grid, "line", {"x1": f"{LEFT}", "x2": f"{WIDTH - 14}", "y1": f"{y:g}", "y2": f"{y:g}"})
        write(words, LEFT - 6, y + 4, f"{share * 100:g} %", text_anchor="end", font_size="11")
    for loss in across.marks():
        x = across.place(loss)
        SubElement(grid, "line", {"x1": f"{x:g}", "x2": f"{x:g}", "y1": f"{TOP}", "y2": f"{BOTTOM + 4}"})
        write(words, x, BOTTOM + 18, short(loss), text_anchor="middle", font_size="11")


def _line(svg: Element, places: Sequence[tuple[float, float]], name: str, colour: str, dashes: str) -> None:
    points = " ".join(f"{x:g},{y:g}" for x, y in places)
    shape = {"points": points, "fill": "none", "stroke": colour, "stroke-width": "2.5", "stroke-dasharray": dashes}
    SubElement(svg, "polyline", {**shape, "class": f"chart-{name}"})


def _numbers(curve: Sequence[Point]) -> list[tuple[float, float]]:
    return [(float(loss), float(share)) for loss, share in curve]


def _said(picture: LossCurves) -> str:
    before, after = (_one_in_ten(curve) for curve in (picture.without, picture.within))
    return f"{picture.title}: one year in ten costs more than {before} {picture.unit} without safeguards, {after} with them."


def _one_in_ten(curve: Sequence[Point]) -> str:
    return short(next(loss for loss, share in _numbers(curve) if share <= 0.1))
