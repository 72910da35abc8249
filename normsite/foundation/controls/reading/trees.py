"""XML and HTML of strangers as trees: no entity but the five of XML and characters, nothing fetched, nothing huge or deep."""

import re

from lxml import etree, html

from normsite.foundation.controls.reading.pieces import Unreadable
from normsite.foundation.untrusted import xml_root

DEEPEST = 200
_DECLARED = re.compile(rb"<!(?:ENTITY|DOCTYPE[^<>\[]{0,300}\[)", re.IGNORECASE)
_BLOCKS = {"p", "div", "table", "tr", "td", "th", "li", "br", "hr", "dt", "dd"}
_RAISED = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_RAISING = {"superscript", "super", "oj-super"}


def xml_tree(data: bytes) -> etree._Element:
    """The root. Refused: what is not well formed, declares entities, or is nested deeper than any list."""
    if _DECLARED.search(data):
        raise Unreadable("The file declares entities of its own. Official files have none; it was not read further.")
    try:
        root = xml_root(data)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise Unreadable(f"The file begins as XML does but is not well formed: {_first_line(trouble)}") from trouble
    return _not_too_deep(root)


def html_tree(data: bytes) -> etree._Element:
    """The root of a page, however it is written. Refused: what is nested deeper than any list, and what is no text."""
    parser = html.HTMLParser(encoding=_encoding(data), no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as trouble:
        raise Unreadable(f"The file is no page that can be read: {_first_line(trouble)}") from trouble
    return _not_too_deep(root)


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Unreadable(f"The page is no text in UTF-8: byte {trouble.start:,} is none.") from trouble
    return "utf-8"


def _not_too_deep(root: etree._Element) -> etree._Element:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise Unreadable(f"The file is nested more than {DEEPEST} levels deep, as no list is.")
    return root


def _first_line(trouble: Exception) -> str:
    return str(trouble).partition("\n")[0][:200] or "no reason is given."


def tag_of(node: etree._Element) -> str:
    """The name of an element in small letters, without its namespace; empty for what is none."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def text_of(node: etree._Element) -> str:
    """All text in an element; where a block begins, so does a line. Exponents keep their meaning: 10³, cm², also where the file
    breaks its line before one."""
    pieces: list[str] = []
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        if inner is not node and tag_of(inner) in _BLOCKS:
            pieces.append("\n")
        if event == "start":
            pieces.append(_own_text(inner))
        elif inner is not node:
            pieces.append(_up_to(inner.tail, inner.getnext()))
    return "".join(pieces)


def _own_text(node: etree._Element) -> str:
    return _raised(node) or _up_to(node.text, next(iter(node), None))


def _up_to(text: str | None, following: etree._Element | None) -> str:
    words = text or ""
    return words.rstrip() if following is not None and _raised(following) else words


def _raised(node: etree._Element) -> str:
    """The exponent that an element is; empty for what is none."""
    name, classes = tag_of(node), (node.get("class") or "").split()
    is_set_so = name in ("sup", "su") or (name == "e" and node.get("T") == "51") or not _RAISING.isdisjoint(classes)
    raised = (node.text or "").strip().translate(_RAISED)
    return raised if is_set_so and all(ord(sign) > 127 for sign in raised) else ""
