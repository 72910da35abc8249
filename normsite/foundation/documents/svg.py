"""The only drawings that may stand in a page: ours, in a small subset of SVG that can neither run nor fetch anything."""

import re
from functools import lru_cache
from xml.etree import ElementTree

from django.utils.safestring import SafeString

from normsite.foundation import markup
from normsite.foundation.errors import Refused

NAMESPACE = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset(("svg", "g", "rect", "line", "circle", "path", "polyline", "polygon", "text", "tspan"))
WORDS = frozenset(("title", "desc"))  # in a page these hold HTML, so they may hold nothing but text
ATTRIBUTES = frozenset((
    "class", "role", "aria-hidden", "aria-label", "viewBox", "width", "height", "transform",
    "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "d", "points",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "opacity",
    "font-family", "font-size", "font-style", "font-weight", "text-anchor", "dominant-baseline",
))  # fmt: skip
# Numbers, words, colours, transforms and names of fonts; no address and no reference.
VALUE = re.compile(r"[\w\s.,#%+()'-]*")
FREE_TEXT = frozenset(("aria-label",))


@lru_cache(maxsize=256)
def as_own_svg(svg: str) -> SafeString:
    """Mark `svg` safe when it keeps to our subset; Refused otherwise."""
    if "<!" in svg or "<?" in svg:
        raise _strange("a declaration")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - without declarations there are no entities to expand
    except ElementTree.ParseError as error:
        raise _strange("broken markup") from error
    if root.tag != f"{NAMESPACE}svg":
        raise _strange("another root than svg")
    for element in root.iter():
        _check(element)
    return markup.as_stored_html(svg)


def _check(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(NAMESPACE)
    if name not in SHAPES | WORDS or name == element.tag:
        raise _strange(f"the element {name}")
    if name in WORDS and len(element):
        raise _strange(f"an element inside {name}")
    for attribute, value in element.attrib.items():
        if attribute not in ATTRIBUTES:
            raise _strange(f"the attribute {attribute}")
        if attribute not in FREE_TEXT and ("url(" in value.lower().replace(" ", "") or not VALUE.fullmatch(value)):
            raise _strange(f"a value of {attribute}")


def _strange(what: str) -> Refused:
    return Refused(f"This drawing is not one of ours: it holds {what}.")
