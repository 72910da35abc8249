"""What survives cleaning: tags, attributes and protocols. Everything else is shown as typed, escaped."""

import re

TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
    ]
)
PROTOCOLS = frozenset({"http", "https", "mailto"})

_NUMBER = re.compile(r"\d{1,3}")
_NAMED = frozenset({"a", "div", "li", "sup"})
_BY_TAG: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "dfn": frozenset({"title"}),
    "img": frozenset({"alt"}),
}


def ATTRIBUTES(tag: str, name: str, value: str) -> bool:  # noqa: N802 - takes the place of bleach's table
    """Whether an attribute stays; `id` and `name` are prefixed afterwards, `align` becomes a class."""
    if name in {"colspan", "rowspan", "start"}:
        return tag in {"td", "th", "ol"} and _NUMBER.fullmatch(value) is not None
    if name == "align":
        return tag in {"td", "th"} and value in {"left", "center", "right"}
    if name in {"id", "name"}:
        return tag in _NAMED
    if name == "class":
        return tag == "div" and value == "footnote"
    return name in _BY_TAG.get(tag, frozenset())
