"""What survives cleaning: tags, attributes and protocols. Everything else is shown as typed, escaped."""

import re


def _named(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


BLOCKS = _named(
    "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td tfoot "
    "th thead tr ul"
)
MARKS = _named("a abbr b cite code del dfn em i ins kbd q s samp small strong sub sup u var")
LAYOUT = _named("article aside center footer header main nav picture section")
"""Tags that say nothing: their words are read as if they were not there, on lines of their own."""
TAGS = BLOCKS | MARKS | LAYOUT | _named("big br font img nobr span strike tt")
PROTOCOLS = frozenset({"http", "https", "mailto"})
NOTES = _named("note tip important warning caution")
CLASSES = {"span": frozenset({"formula"}), "div": NOTES | {"footnote"}, "ol": frozenset({"paren", "parens"})}

_SPAN, _START = re.compile(r"\d{1,3}"), re.compile(r"\d{1,9}")
_ALIGNED = _named("left center right")
_BY_TAG: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "dfn": frozenset({"title"}),
    "img": frozenset({"alt", "src"}),
}


def ATTRIBUTES(tag: str, name: str, value: str) -> bool:  # noqa: N802 - takes the place of bleach's table
    """Whether an attribute stays; what becomes of it says `dressing`."""
    if name in ("id", "name"):
        return True
    if name in ("colspan", "rowspan"):
        return tag in ("td", "th") and _SPAN.fullmatch(value) is not None
    if name == "start":
        return tag == "ol" and _START.fullmatch(value) is not None
    if name == "type":
        return tag == "ol" and value in ("a", "A", "i", "I")
    if name == "align":
        return tag in ("td", "th") and aligned(value) != ""
    if name == "class":
        return value in CLASSES.get(tag, ())
    return name in _BY_TAG.get(tag, frozenset())


def aligned(value: str) -> str:
    """Where a cell's words stand: left, center, right or nowhere."""
    return value if value in _ALIGNED else ""
