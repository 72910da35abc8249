"""The divergence matrix as SVG made on the server; its table stands beside it. Never a colour without its sign."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from normsite.foundation.unseen import isolated
from normsite.portal.export_control.divergence import WORDS, Cell, Divergence, Line

# Lengths are units of the view box, about as many pixels on a phone 375 pixels wide: no text under 11.
LEFT, TOP, WIDTH, HEIGHT = 66, 30, 44, 24
KEY = 22  # of a line of the key below
MOST_LINES = 60  # more would be no picture any more; the table has them all
INK, WHITE = "#14212B", "#FFFFFF"
SIGNS = {Cell.HOLDS: "·", Cell.CARVED: "C", Cell.OTHERWISE: "N", Cell.ABSENT: "–"}
GROUNDS = {
    Cell.HOLDS: ("#EEF2F4", INK),
    Cell.CARVED: ("#AB4A27", WHITE),
    Cell.OTHERWISE: ("#DE9741", INK),
    Cell.ABSENT: ("#C3CCD2", INK),
}


def draw(matrix: Divergence, title: str) -> str:
    """Rows are clauses by their numbers, columns jurisdictions by their codes; of a long text the first clauses that deviate
    somewhere come in their order, and as many of the others as there is room for."""
    lines = _chosen(matrix)
    width = max(LEFT + WIDTH * len(matrix.positions) + 3, 290)
    height = TOP + HEIGHT * len(lines) + KEY * len(WORDS) + 12
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "matrix",
            "role": "img",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "font-family": "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif",
            "font-size": "12",
        },
    )
    SubElement(svg, "title").text = (
        f"{isolated(title)}: {len(matrix.lines)} clauses in {len(matrix.positions)} jurisdictions, "
        f"carve-outs on {matrix.deviating_lines} of them."
    )
    labels = SubElement(svg, "g", {"fill": "currentColor"})
    for column, position in enumerate(matrix.positions):
        _text(
            labels, LEFT + (column + 0.5) * WIDTH, 20, position.jurisdiction, {"text-anchor": "middle", "font-weight": "bold"}
        )
    for row, line in enumerate(lines):
        y = TOP + row * HEIGHT
        _text(labels, LEFT - 8, y + 16, line.clause.number or line.clause.anchor[:9], {"text-anchor": "end"})
        for column, crossing in enumerate(line.crossings):
            _box(svg, LEFT + column * WIDTH, y, crossing.cell)
    _key(svg, labels, TOP + HEIGHT * len(lines) + 12)
    return ElementTree.tostring(svg, encoding="unicode")


def _chosen(matrix: Divergence) -> list[Line]:
    deviating = [line for line in matrix.lines if line.deviating][:MOST_LINES]
    others = [line for line in matrix.lines if not line.deviating][: MOST_LINES - len(deviating)]
    return sorted([*deviating, *others], key=lambda line: line.clause.order)


def _box(parent: Element, x: float, y: float, cell: Cell) -> None:
    ground, ink = GROUNDS[cell]
    box = SubElement(parent, "g", {"class": f"matrix-{cell}"})
    place = {"x": f"{x + 1:g}", "y": f"{y + 1:g}", "width": f"{WIDTH - 2}", "height": f"{HEIGHT - 2}"}
    SubElement(box, "rect", {**place, "fill": ground})
    words = SubElement(box, "g", {"fill": ink, "text-anchor": "middle"})
    _text(words, x + WIDTH / 2, y + 16, SIGNS[cell])


def _key(svg: Element, labels: Element, top: float) -> None:
    for row, (cell, words) in enumerate(WORDS.items()):
        _box(svg, LEFT, top + row * KEY, cell)
        _text(labels, LEFT + WIDTH + 8, top + row * KEY + 16, words)


def _text(parent: Element, x: float, y: float, words: str, more: dict[str, str] | None = None) -> None:
    SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}", **(more or {})}).text = words
