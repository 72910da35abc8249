"""Ordered lists as ISO writes them, for markdown-it: a), (a), i), (i), (1), and A. where nothing else can be meant."""

import re
from types import FunctionType

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block, skipOrderedListMarker

from normsite.foundation.markup.tree import label

_MARKER = re.compile(r"(\(?)([a-z]{1,8}|[A-Z]{1,8}|\d{1,9})([.)])(?=[ \t]|$)")
# How it goes on, by the label with which it begins: a list that begins otherwise, or does not count on, is words as written.
_LENGTHS = {"a": 26 * 27, "A": 26 * 27, "i": 99, "I": 99, "1": 999}
_SERIES = {first: [label(number, first) for number in range(1, length + 1)] for first, length in _LENGTHS.items()}


def lettered_lists(md: MarkdownIt) -> None:
    """A plugin for markdown-it."""
    md.block.ruler.before("list", "lettered", _lettered, {"alt": ["paragraph", "reference", "blockquote"]})


def _lettered(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    marker = _marker(state, first)
    if silent and marker and marker.start() in state.env.get("markers", ()):  # the next item of a list that is being read
        return True
    if marker is None or marker[2] not in _SERIES or marker[0] in ("1.", "1)"):
        return False
    if silent and marker[3] == "." and state.parentType == "paragraph":  # "as found by\nA. Smith"
        return False
    items, after = _items(state, first, end, marker)
    if len(items) < 2:
        return False
    state.env.setdefault("markers", {}).update(items)
    place = len(state.tokens)
    if not _read_list(state, first, after, silent):
        return False
    if not silent:
        opening = state.tokens[place]
        opening.attrs = {} if marker[2] == "1" else {"type": marker[2]}
        if marker[3] == ")":
            opening.attrSet("class", "parens" if marker[1] else "paren")
    return True


def _marker(state: StateBlock, line: int) -> re.Match[str] | None:
    found = _MARKER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    return None if found is None or found[1] + found[3] == "(." else found


def _items(state: StateBlock, first: int, end: int, marker: re.Match[str]) -> tuple[dict[int, int], int]:
    """Where the marker of each item begins and ends, and the line at which the list is over."""
    series = _SERIES[marker[2]]
    items: dict[int, int] = {}
    inside = 0
    for line in range(first, end):
        if state.isEmpty(line) or (items and state.sCount[line] >= inside):
            continue
        found = _marker(state, line)
        style = found and (found[1], found[3]) == (marker[1], marker[3])
        if found and style and len(items) < len(series) and found[2] == series[len(items)]:
            items[found.start()] = found.end()
            inside = state.sCount[line] + len(found[0]) + 1
        elif state.sCount[line] < state.blkIndent or state.isEmpty(line - 1) or (found and (style or found[2].isdigit())):
            return items, line
    return items, end


def _after_marker(state: StateBlock, line: int) -> int:
    place = state.bMarks[line] + state.tShift[line]
    return int(state.env["markers"].get(place) or skipOrderedListMarker(state, line))


# markdown-it's own rule, where a marker is what was found above, and each such list begins with its first label.
_read_list = FunctionType(
    list_block.__code__,
    {**list_block.__globals__, "skipOrderedListMarker": _after_marker, "int": lambda _: 1},
)
