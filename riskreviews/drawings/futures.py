"""The four futures as quadrants: what decides along the two edges, in each the best option and the regret of all."""

from xml.etree.ElementTree import Element, SubElement

from normsite.foundation.unseen import isolated
from riskreviews.drawings.canvas import Drawing, finished, sheet, shortened, write
from riskreviews.methods.pictures import Future, Futures

LEFT, TOP = 26, 40
WIDE, LINE = 168, 15
EDGE = 3
WIDTH = LEFT + 2 * WIDE + EDGE
LETTERS_OF_A_NAME, LETTERS_OF_AN_END, LETTERS_OF_AN_AXIS = 26, 24, 50
# Where each future stands: columns and rows of the quadrants, the second end of the vertical one on top.
PLACES = ((0, 1), (0, 0), (1, 1), (1, 0))


def draw_futures(picture: Futures) -> Drawing:
    """The drawing; what it says in words names the best option of each future."""
    high = 34 + LINE * len(picture.options)
    alt = f"{isolated(picture.title)}. {' '.join(_said(one) for one in picture.futures)}"
    svg = sheet("futures", WIDTH, TOP + 2 * high + EDGE, alt)
    _axes(svg, picture, high)
    for future, (column, row) in zip(picture.futures, PLACES, strict=True):
        _quadrant(svg, LEFT + column * WIDE, TOP + row * high, high, future, picture.options)
    return finished(svg, alt)


def _said(future: Future) -> str:
    return f"{isolated(future.name)}: best {' and '.join(isolated(one) for one in future.best)}."


def _axes(svg: Element, picture: Futures, high: float) -> None:
    axes = SubElement(svg, "g", {"class": "futures-axes", "fill": "currentColor", "text-anchor": "middle"})
    name, first, second = picture.across
    write(axes, LEFT + WIDE, 13, shortened(name, LETTERS_OF_AN_AXIS), font_weight="bold")
    for place, end in enumerate((first, second)):
        write(axes, LEFT + (place + 0.5) * WIDE, 32, shortened(end, LETTERS_OF_AN_END))
    name, first, second = picture.upward
    middle = TOP + high
    letters = round(high / 3.4)
    _turned(axes, 9, middle, shortened(name, letters), font_weight="bold")
    for place, end in enumerate((second, first)):
        _turned(axes, 22, TOP + (place + 0.5) * high, shortened(end, letters // 2))


def _turned(axes: Element, x: float, y: float, words: str, **more: str) -> None:
    write(axes, x, y, words, transform=f"rotate(-90 {x:g} {y:g})", font_size="11", **more)


def _quadrant(svg: Element, x: float, y: float, high: float, future: Future, options: tuple[str, ...]) -> None:
    quadrant = SubElement(svg, "g", {"class": "futures-quadrant", "fill": "currentColor"})
    box = {"x": f"{x + 1:g}", "y": f"{y + 1:g}", "width": f"{WIDE - 2}", "height": f"{high - 2:g}"}
    SubElement(quadrant, "rect", {**box, "fill": "none", "stroke": "currentColor", "stroke-opacity": "0.5"})
    write(quadrant, x + 8, y + 18, shortened(future.name, LETTERS_OF_A_NAME), font_weight="bold")
    for place, (option, regret) in enumerate(zip(options, future.regrets, strict=True)):
        baseline = y + 36 + place * LINE
        weight = {"font_weight": "bold"} if option in future.best else {}
        write(quadrant, x + 8, baseline, shortened(option, LETTERS_OF_A_NAME - 8), **weight)
        write(quadrant, x + WIDE - 8, baseline, "best" if option in future.best else f"−{regret}", text_anchor="end", **weight)
