"""Stored HTML as plain values: each element a dict with its kind and what is in it, each text a string."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from normsite.foundation.markup.allowed import BLOCKS

Node = dict[str, Any]
"""`k` is the kind (a tag of HTML, or a word of ours), `inside` what is inside; the rest is what the kind needs."""
Child = Node | str

LEAVES = frozenset(
    ("caption", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre", "summary", "td", "th")
)
"""What may hold words of its own, and so has a direction."""
DEEPEST = 20
"""So deep elements are nested on paper; the typesetter gives up beyond some thirty, and at tables within tables."""
_EMPTY = frozenset({"br", "hr", "img"})
_KEPT = ("id", "class", "href", "title", "start", "type", "colspan", "rowspan")
_SPACES = re.compile(r"[ \t\n\r\f]+")


def read(html: str) -> list[Child]:
    """The elements of safe HTML as `markup` and the comparison write it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _shallow(_tidied(reader.open[0]["inside"], in_pre=False), DEEPEST)


def plain(children: list[Child]) -> str:
    """The words, without what dresses them."""
    return "".join(
        child if isinstance(child, str) else "\n" if child["k"] == "br" else plain(child["inside"]) for child in children
    )


def is_block(child: Child) -> bool:
    return not isinstance(child, str) and child["k"] in BLOCKS


def _shallow(children: list[Child], left: int, *, in_table: bool = False) -> list[Child]:
    """The same, but of what is nested too deep the words alone."""
    return [child if isinstance(child, str) else _less_deep(child, left, in_table) for child in children]


def _less_deep(node: Node, left: int, in_table: bool) -> Child:
    is_table = node["k"] == "table"
    if left == 0 or (is_table and in_table):
        return " ".join(plain([child]) for child in _leaves(node))
    return {**node, "inside": _shallow(node["inside"], left - 1, in_table=in_table or is_table)}


def _leaves(node: Node) -> Iterator[Child]:
    """Each part of it that has no block inside."""
    if not any(is_block(child) for child in node["inside"]):
        yield node
        return
    for child in node["inside"]:
        yield from [child] if isinstance(child, str) else _leaves(child)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Node] = [{"k": "", "inside": []}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node: Node = {"k": tag, "inside": []} | {name: value for name, value in attrs if name in _KEPT and value}
        self.open[-1]["inside"].append(node)
        if tag not in _EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        place = next((place for place in range(len(self.open) - 1, 0, -1) if self.open[place]["k"] == tag), None)
        if place is not None:
            del self.open[place:]

    def handle_data(self, data: str) -> None:
        self.open[-1]["inside"].append(data)


def _tidied(children: list[Child], *, in_pre: bool) -> list[Child]:
    """The same without the white space that a page does not show."""
    if in_pre:
        return [
            child if isinstance(child, str) else {**child, "inside": _tidied(child["inside"], in_pre=True)}
            for child in children
        ]
    kept: list[Child] = []
    after_blank = True
    for child in children:
        if isinstance(child, str):
            words = _SPACES.sub(" ", child)
            words = words[1:] if after_blank and words.startswith(" ") else words
            if words:
                kept.append(words)
                after_blank = words.endswith(" ")
        else:
            kept.append({**child, "inside": _tidied(child["inside"], in_pre=child["k"] == "pre")})
            after_blank = child["k"] == "br" or is_block(child)
    return [child for place, child in enumerate(kept) if child != " " or not _at_edge(kept, place)]


def _at_edge(children: list[Child], place: int) -> bool:
    """Whether a blank stands where a line ends anyway."""
    return place == len(children) - 1 or is_block(children[place + 1])
