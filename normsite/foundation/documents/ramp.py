"""The small mark that stands beside two levels of risk: five steps, and the way from the one before to the one after."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

STEPS = ("VL", "L", "M", "H", "VH")
STEP, HEIGHT, TOP = 16, 18, 9


def ramp_mark(before: str, after: str) -> str:
    """SVG without words, since the line beside it has them: an empty ring where the risk stood, a full one where it stands."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "document-ramp",
            "aria-hidden": "true",
            "viewBox": f"0 0 {STEP * len(STEPS)} {HEIGHT}",
            "width": str(STEP * len(STEPS)),
            "height": str(HEIGHT),
        },
    )
    ink = {"fill": "none", "stroke": "currentColor", "stroke-width": "1"}
    path = " ".join(f"M{_at(step) - 5} {TOP + 7}h10" for step in STEPS)
    SubElement(svg, "path", {**ink, "d": path})
    if before != after:
        SubElement(svg, "path", {**ink, "stroke-width": "1.5", "d": _arrow(_at(before), _at(after))})
    SubElement(svg, "circle", {**ink, "cx": f"{_at(before)}", "cy": f"{TOP - 1}", "r": "4"})
    full = {"fill": "currentColor", "cx": f"{_at(after)}", "cy": f"{TOP - 1}", "r": "4"}
    SubElement(svg, "circle", full)
    return ElementTree.tostring(svg, encoding="unicode")


def _at(step: str) -> int:
    return STEP * STEPS.index(step) + STEP // 2


def _arrow(start: int, end: int) -> str:
    """From the edge of one ring to the other's."""
    way = 1 if end > start else -1
    return f"M{start + 4 * way} {TOP - 1}H{end - 5 * way}"
