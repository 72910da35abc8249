"""The bowtie, from above to below so that it fits a phone: threats with their barriers, the event, consequences with theirs."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from riskreviews.drawings.canvas import Drawing, finished, sheet, write
from riskreviews.methods.pictures import Bowtie, Chain

WIDTH, EDGE, LINE, GAP, KNOT = 366, 6, 20, 10, 56
TRUNK, INDENT = 16, 30
BARRIER = "#2B6E7B"


def draw(picture: Bowtie) -> Drawing:
    """A block for each threat, then the event between two funnels, then a block for each consequence. A barrier is a bar across
    the line that it holds up."""
    alt = _said(picture)
    before, after = _height(picture.threats), _height(picture.consequences)
    svg = sheet("chart bowtie", WIDTH, before + KNOT * 2 + after + 12, alt)
    words = Element("g", {"fill": "currentColor"})
    _blocks(svg, words, picture.threats, 4)
    top = 4 + before
    _knot(svg, words, top, picture.top)
    _blocks(svg, words, picture.consequences, top + KNOT * 2)
    svg.append(words)
    return finished(svg, alt)


def _height(chains: Sequence[Chain]) -> int:
    return sum(LINE * (len(one.barriers) + 2) + GAP for one in chains)


def _blocks(svg: Element, words: Element, chains: Sequence[Chain], top: int) -> None:
    for chain in chains:
        last = top + LINE * (len(chain.barriers) + 1)
        line = {"x1": f"{TRUNK}", "x2": f"{TRUNK}", "y1": f"{top + 8}", "y2": f"{last + 12}"}
        SubElement(svg, "line", {**line, "stroke": "currentColor", "stroke-width": "1.5"})
        SubElement(svg, "circle", {"cx": f"{TRUNK}", "cy": f"{top + 9}", "r": "4", "fill": "currentColor"})
        write(words, INDENT, top + 13, chain.name, font_weight="bold")
        write(words, WIDTH - EDGE, top + 13, f"{chain.start} a year", text_anchor="end", font_size="11")
        for number, (name, pfd) in enumerate(chain.barriers, 1):
            y = top + LINE * number
            bar = {"x": f"{EDGE}", "y": f"{y + 6}", "width": f"{2 * (TRUNK - EDGE)}", "height": "6"}
            SubElement(svg, "rect", {**bar, "class": "chart-barrier", "fill": BARRIER})
            write(words, INDENT, y + 13, name)
            write(words, WIDTH - EDGE, y + 13, f"× {pfd}", text_anchor="end", font_size="11")
        write(words, WIDTH - EDGE, last + 13, f"= {chain.through} a year", text_anchor="end", font_size="11")
        top = last + LINE + GAP


def _knot(svg: Element, words: Element, top: int, frequency: str) -> None:
    left, right, middle = 110, WIDTH - 110, top + KNOT
    outline = (
        f"{EDGE},{top} {WIDTH - EDGE},{top} {right},{middle - 24} {right},{middle + 24} "
        f"{WIDTH - EDGE},{top + 2 * KNOT - 8} {EDGE},{top + 2 * KNOT - 8} {left},{middle + 24} {left},{middle - 24}"
    )
    shape = {"points": outline, "class": "chart-event", "fill": "#EEF2F4", "stroke": "#6B7A83"}
    SubElement(svg, "polygon", shape)
    write(words, WIDTH / 2, middle - 4, "The event", text_anchor="middle", font_weight="bold")
    write(words, WIDTH / 2, middle + 14, f"{frequency} a year", text_anchor="middle")


def _said(picture: Bowtie) -> str:
    threats, consequences = len(picture.threats), len(picture.consequences)
    counted = f"{threats} threat{'' if threats == 1 else 's'}, {consequences} consequence{'' if consequences == 1 else 's'}"
    return f"{picture.title}: {counted}. The event comes about {picture.top} times a year."
