"""The official US list: the eCFR's XML of 15 CFR part 774, Supplement No. 1, alone or within its part or title.

Categories and product groups are `HD1`. An entry begins with its code in bold, in `FP-2`, at times in `FP-1` or `P`. Notes
stand in `NOTE` or wholly in italics. What else is in an entry is read as in every US list (`american.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from normsite.foundation.controls.codes import ENTRY
from normsite.foundation.controls.reading.american import Block, EntryBlocks
from normsite.foundation.controls.reading.pieces import ReadEntry, ReadList, Trouble, Unreadable
from normsite.foundation.controls.reading.placing import Found
from normsite.foundation.controls.reading.trees import tag_of, text_of, xml_tree
from normsite.foundation.controls.reading.words import beginning, one_line

SHAPE = "eCFR, XML"
OUTSIDE = "It stands outside of all entries{more}, so that it was left out."
NO_CODE = "It is set as an entry is, but does not begin with a code; it was left out{more}."

_PARAGRAPHS = {"p", "fp", "fp-1", "fp-2", "fp-3", "fp1", "fp1-2", "fp2-2", "fp2-3", "hd1", "hd2", "hd3", "hed", "head"}
_ENTRIES = {"fp-2", "fp-1", "p", "fp"}
_LEFT = {"cita", "ednote", "auth", "source", "img", "ftref", "head"}
_SUPPLEMENT = re.compile(r"Supplement\s+No\.\s+1\s+to\s+Part\s+774", re.IGNORECASE)
_HEADING = re.compile(rf"(?:ECCN\s+)?({ENTRY})(?![A-Za-z0-9.])\s*[.:—–-]?\s*(.*)", re.DOTALL)
_CATEGORY = re.compile(r"Category\s+[0-9]\b\s*[-—–]*\s*(.*)", re.IGNORECASE | re.DOTALL)
_GROUP = re.compile(r"(?:(Part\s+[0-9])\b.*?\s)?([A-E])\.\s+(.*)", re.DOTALL)
_PART = re.compile(r"(Part\s+[0-9])\b", re.IGNORECASE)
_DIVISION = re.compile(r"(?:I{1,3}|IV|V)\.\s+\S.*", re.DOTALL)
_NAMES = {"items", "related controls", "related definitions"}


def fits(data: bytes) -> bool:
    return b"<" in data[:200] and (b"DIV9" in data or b"<FP-2" in data) and not re.search(rb"<html", data[:2000], re.IGNORECASE)


def read(data: bytes) -> ReadList:
    supplement = _supplement(xml_tree(data))
    reading = _Supplement()
    for element, is_aside in _paragraphs(supplement, is_aside=False):
        reading.take(element, is_aside)
    if not reading.entries:
        raise Unreadable("The file has Supplement No. 1 to part 774, but no entry in it could be found.")
    entries = tuple(map(_entry, reading.entries))
    return ReadList(SHAPE, entries, tuple(reading.troubles), sum(len(entry.paragraphs) for entry in entries))


def _supplement(root: etree._Element) -> etree._Element:
    """The element that holds the list."""
    for element in root.iter():
        if tag_of(element) == "div9" and _SUPPLEMENT.search(f"{element.get('N', '')} {_head(element)}"):
            return element
    if any(tag_of(element) == "fp-2" for element in root.iter()) and tag_of(root) not in ("dlpstextclass", "ecfr"):
        return root
    raise Unreadable("The file has no Supplement No. 1 to part 774; it may be another part of the title.")


def _head(element: etree._Element) -> str:
    return next((text_of(child) for child in element if tag_of(child) == "head"), "")


def _paragraphs(node: etree._Element, *, is_aside: bool) -> Iterator[tuple[etree._Element, bool]]:
    """Paragraphs, headings and tables in order, each with whether it stands in a note."""
    for child in node:
        name = tag_of(child)
        if name in _LEFT or not name:
            continue
        if name in _PARAGRAPHS or name in ("table", "gpotable"):
            yield child, is_aside
        else:
            yield from _paragraphs(child, is_aside=is_aside or name == "note")


@dataclass
class Outside:
    """Paragraphs in a row that belong to no entry."""

    where: str
    texts: list[str] = field(default_factory=list)
    is_entry: bool = False

    @property
    def trouble(self) -> Trouble:
        count = len(self.texts) - 1
        more = f", with {count} paragraph{'s' * (count > 1)} after it" if count else ""
        return Trouble(
            beginning(self.where), beginning(self.texts[0]), (NO_CODE if self.is_entry else OUTSIDE).format(more=more)
        )


class _Supplement:
    """Gathers entries from its paragraphs in order."""

    def __init__(self) -> None:
        self.entries: list[Found[Block]] = []
        self._outside: list[Outside] = []
        self._category = self._group = self._part = ""
        self._is_between = True

    def take(self, element: etree._Element, is_aside: bool) -> None:
        name, text = tag_of(element), one_line(text_of(element))
        if not text:
            return
        if name == "hd1" and self._is_group(text):
            self._is_between = True
            self._outside.append(Outside(self._group or self._category))
        elif heading := None if is_aside else _heading(element, name, text):
            self._is_between = False
            self.entries.append(Found(*heading, self._category, self._group, self._part))
        elif name == "fp-2" and not is_aside and _is_bold(element):
            self._is_between = True
            self._outside.append(Outside(self._group or self._category, [text], is_entry=True))
        elif self._is_between:
            if not self._outside:
                self._outside.append(Outside(""))
            self._outside[-1].texts.append(text)
        else:
            self.entries[-1].pieces.append(_block(element, name, is_aside))

    def _is_group(self, text: str) -> bool:
        """Whether a heading is that of a category or a product group; within entries there are others."""
        if category := _CATEGORY.match(text):
            self._category, self._group, self._part = category[1], "", _part(category[1])
            return True
        if group := _GROUP.match(text):
            self._group, self._part = group[3], group[1] or self._part
            return True
        if _PART.match(text):
            self._part = _part(text)
            return True
        return _DIVISION.fullmatch(text) is not None

    @property
    def troubles(self) -> list[Trouble]:
        """What stands outside of entries, a line for all that stands together."""
        return [outside.trouble for outside in self._outside if outside.texts]


def _part(words: str) -> str:
    found = _PART.match(words)
    return found[1] if found else ""


def _heading(element: etree._Element, name: str, text: str) -> tuple[str, str] | None:
    """Code and heading of an entry, where one begins: the code is in bold and the first there is."""
    found = _HEADING.match(text) if name in _ENTRIES else None
    bold = next((child for child in element.iter() if tag_of(child) == "b"), None)
    if found is None or bold is None or not _HEADING.match(one_line(text_of(bold))):
        return None
    return found[1], found[2]


def _is_bold(element: etree._Element) -> bool:
    """Whether a paragraph begins in bold."""
    return not one_line(element.text or "") and any(tag_of(child) == "b" for child in element)


def _block(element: etree._Element, name: str, is_aside: bool) -> Block:
    if name in ("table", "gpotable"):
        return Block("", table=tuple(_cells(element)))
    text = one_line(text_of(element))
    label = _label(element)
    if label:
        rest = text[len(label) :].lstrip(": ")
        return Block(rest, label=label.rstrip(": "), is_aside=is_aside or _is_italic(element))
    return Block(text, is_aside=is_aside or _is_italic(element), is_upright=is_aside and _is_upright(element))


def _is_upright(element: etree._Element) -> bool:
    """Whether a paragraph of a note is not in italics while others of that note are."""
    note = element.getparent()
    return note is not None and not _is_italic(element) and any(tag_of(one) == "p" and _is_italic(one) for one in note)


def _label(element: etree._Element) -> str:
    """What stands in italics at the beginning and ends in a colon, such as "Reason for Control:". Some names lack the colon, or
    the italics go on behind it."""
    if one_line(element.text or ""):
        return ""
    first = next((child for child in element if tag_of(child) in ("i", "e")), None)
    if first is None:
        return ""
    words, after = one_line(text_of(first)), one_line(first.tail or "")
    name, colon, _ = words.partition(":")
    if name.strip().lower() in _NAMES:
        return name + colon
    return words if len(words) <= 60 and (words.endswith(":") or after.startswith(":")) else ""


def _is_italic(element: etree._Element) -> bool:
    """Whether a paragraph is in italics from its mark on; punctuation and "or" between them may not be."""
    if one_line(element.text or ""):
        return False
    plain = [child.tail or "" for child in element]
    italic = any(tag_of(child) == "i" for child in element)
    return italic and not re.search(r"\w{4}", " ".join(plain))


def _cells(table: etree._Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter():
        if tag_of(row) in ("tr", "row"):
            yield tuple(one_line(text_of(cell)) for cell in row if tag_of(cell) in ("td", "th", "ent"))


def _entry(found: Found[Block]) -> ReadEntry:
    taking = EntryBlocks(found.pieces)
    return found.entry(taking.rows, **taking.facts)
