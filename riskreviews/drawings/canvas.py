"""What every drawing is made of: the sheet, its words, the colours of the ramp. The same figures give the same bytes."""

import re
from dataclasses import dataclass
from unicodedata import combining, east_asian_width
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from normsite.foundation.unseen import isolated, show_unseen

INK, WHITE = "#14212B", "#FFFFFF"
# The fallback where no style sheet reaches, such as a PDF: ground and text of each step of the ramp.
RAMP = {
    "VL": ("#F5EBCB", INK),
    "L": ("#EDCB7B", INK),
    "M": ("#DE9741", INK),
    "H": ("#AB4A27", WHITE),
    "VH": ("#661B2B", WHITE),
}
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG, and what it says in words."""

    svg: str
    alt: str


def sheet(name: str, width: int, height: int, alt: str) -> Element:
    """An empty drawing of the class `name`. Lengths are units of the view box, about pixels on a phone 375 pixels wide: no text
    under 11."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": name,
            "role": "img",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "font-family": "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif",
            "font-size": "12",
            # The typesetter draws 400 too lightly; browsers take the face of 400 for 500.
            "font-weight": "500",
        },
    )
    SubElement(svg, "title").text = printable(alt)
    return svg


def write(parent: Element, x: float, y: float, words: str, **more: str) -> Element:
    """A line of words; attributes with a hyphen are named with an underscore."""
    attributes = {name.replace("_", "-"): value for name, value in more.items()}
    line = SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}", **attributes})
    line.text = printable(words)
    return line


def printable(text: str) -> str:
    """XML has no place for control characters."""
    return UNPRINTABLE.sub("", text)


def shortened(words: str, room: int) -> str:
    """People's words as far as there is room for so many letters, of which signs of East Asian scripts take two.

    Words that run from the right turn nothing beside them around, and what nobody would see is shown.
    """
    words = show_unseen(printable(words))
    for place, sign in enumerate(words):
        room -= 0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return isolated(f"{words[:place].rstrip()}…")
    return isolated(words)


def finished(svg: Element, alt: str) -> Drawing:
    """The drawing as a string."""
    return Drawing(ElementTree.tostring(svg, encoding="unicode"), printable(alt))
