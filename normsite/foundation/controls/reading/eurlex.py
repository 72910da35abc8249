"""The official EU list: Annex I in EUR-Lex's HTML, of the Official Journal (tables) or consolidated (grids).

A line of the list is a table of two cells, or a grid of two columns: its mark and its words. What lies in its words lies below
it; where the page puts all lines beside each other instead, the marks say it, since letters and numbers take turns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from normsite.foundation.controls.codes import ENTRY
from normsite.foundation.controls.reading.marks import note_mark
from normsite.foundation.controls.reading.order import FIRST, comes_next, key
from normsite.foundation.controls.reading.pieces import Kind, ReadList, Trouble, Unreadable
from normsite.foundation.controls.reading.placing import BELOW_UNCLEAR, UNREAD_MARK, Found, Row
from normsite.foundation.controls.reading.trees import html_tree, tag_of, text_of
from normsite.foundation.controls.reading.words import clean, one_line, quoted

SHAPE = "EUR-Lex, HTML"

NO_FORERUNNER = "Its mark “{mark}” follows on none of those before it."
MOST_OPEN = 100
"""Rows in which a line may stand; where so many are open, most of them for want of a forerunner, nobody can tell in which."""
EITHER = "It may belong to the note before it or to the entry; the page does not say which."

_ANNEX = re.compile(r"ANNEX\s+([IVX]+)\b", re.IGNORECASE)
_ENTRY = re.compile(rf"({ENTRY})(?![A-Za-z0-9.]*[A-Za-z0-9])\.?\s*(.*)", re.DOTALL)
_CATEGORY = re.compile(r"CATEGORY\s+([0-9])\s*[-—–:]*\s*(.*)", re.IGNORECASE | re.DOTALL)
_GROUP = re.compile(r"([0-9])\s?([A-E])([12])?\.?\s+([A-Z].*)", re.DOTALL)
_PART = re.compile(r"Part\s+([12])\b", re.IGNORECASE)
_MARK = re.compile(r"\(?(?P<level>[a-z]{1,2}|[0-9]{1,3})[.)]?")
_MARKED = re.compile(r"\(?(?P<level>[a-z]{1,2}|[0-9]{1,3})[.)]\s+(?P<text>.*)", re.DOTALL)
_DASH = re.compile(r"[—–•‐-]")
_MODIFIED = re.compile(r"[▼►◄]\s?[BMCA]?[0-9]*\s*")


def fits(data: bytes) -> bool:
    return re.search(rb"<(?:!doctype html|html|body|div|p|table)\b", data[:5000], re.IGNORECASE) is not None


@dataclass(frozen=True)
class Line:
    """A line of the page: its mark, its words, how deep it lies in other lines, and whether it is in italics, as notes are."""

    mark: str
    text: str
    depth: int
    is_italic: bool = False


def read(data: bytes) -> ReadList:
    reading = _Annex()
    for line in _lines(html_tree(data), 0):
        reading.take(line)
    if not reading.entries:
        raise Unreadable("The page has no entry of Annex I, such as 5A002. Save the whole text as HTML, not its first page.")
    entries = tuple(found.entry(_Rows(found).rows) for found in reading.entries)
    return ReadList(SHAPE, entries, tuple(reading.troubles), sum(len(entry.paragraphs) + 1 for entry in entries))


def _lines(node: etree._Element, depth: int) -> Iterator[Line]:
    """The lines in an element, in order. Text beside its blocks is a line as well."""
    loose = [node.text or ""]
    for child in node:
        name = tag_of(child)
        if name in ("head", "script", "style", "colgroup", "col"):
            continue
        if not _is_block(child):
            loose += [text_of(child), child.tail or ""]
            continue
        yield from _loose(loose, depth, node)
        pairs = _pairs(child)
        for mark, words in pairs:
            yield from _marked(mark, words, depth)
        if not pairs:
            yield from _lines(child, depth)
        loose = [child.tail or ""]
    yield from _loose(loose, depth, node)


def _is_block(node: etree._Element) -> bool:
    blocks = (
        "p",
        "div",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "li",
        "ul",
        "ol",
        "dl",
        "dd",
        "dt",
        "body",
        "section",
        "article",
    )
    return tag_of(node) in blocks or any(tag_of(inner) in ("p", "div", "table") for inner in node.iter())


def _loose(pieces: list[str], depth: int, node: etree._Element) -> Iterator[Line]:
    text = _plain("".join(pieces))
    if text:
        yield Line("", text, depth, _is_italic(node))


def _is_italic(node: etree._Element) -> bool:
    """Whether all words of a block are in italics; a few signs between them may not be."""
    return not re.search(r"\w{3}", " ".join(_upright(node)))


def _upright(node: etree._Element) -> Iterator[str]:
    """The words of a block that are not in italics."""
    if tag_of(node) in ("i", "em") or "italic" in (node.get("class") or ""):
        return
    yield node.text or ""
    for child in node:
        yield from _upright(child)
        yield child.tail or ""


def _plain(text: str) -> str:
    """Without the arrows by which a consolidated text shows what was amended."""
    return one_line(_MODIFIED.sub("", clean(text)))


def _pairs(node: etree._Element) -> list[tuple[str, etree._Element]]:
    """Mark and words of each line in a table of two cells or in a grid; none for another table or element."""
    if tag_of(node) == "table":
        rows = [row for row in node.iter() if tag_of(row) == "tr" and _table_of(row) is node]
        cells = [[cell for cell in row if tag_of(cell) in ("td", "th")] for row in rows]
        cells = [[cell for cell in row if one_line(text_of(cell))] if len(row) > 2 else row for row in cells]
    elif "grid-list" in (node.get("class") or ""):
        cells = [[cell for cell in node if tag_of(cell) == "div"]]
    else:
        return []
    if not cells or not all(len(row) == 2 and _is_mark(_plain(text_of(row[0]))) for row in cells):
        return []
    return [(_plain(text_of(mark)), words) for mark, words in cells]


def _table_of(row: etree._Element) -> etree._Element | None:
    return next((above for above in row.iterancestors() if tag_of(above) == "table"), None)


def _is_mark(text: str) -> bool:
    if not text:
        return True
    is_mark = _MARK.fullmatch(text) or _DASH.fullmatch(text) or _ENTRY.fullmatch(text)
    return is_mark is not None or (len(text) < 40 and note_mark(text) is not None)


def _marked(mark: str, words: etree._Element, depth: int) -> Iterator[Line]:
    """The line with its mark, and what lies in its words one step deeper."""
    inner = list(_lines(words, depth + 1))
    first = inner[0] if inner and not inner[0].mark and inner[0].depth == depth + 1 else None
    yield Line(mark, first.text if first else "", depth, first is not None and first.is_italic)
    yield from inner[1:] if first else inner


class _Annex:
    """Gathers the entries of Annex I from the lines of the page."""

    def __init__(self) -> None:
        self.entries: list[Found[Line]] = []
        self.troubles: list[Trouble] = []
        self._annex = ""
        self._category = self._group = self._part = ""

    def take(self, line: Line) -> None:
        if not line.mark and (annex := _ANNEX.fullmatch(line.text)):
            self._annex = annex[1].upper()
        if self._annex not in ("", "I"):
            return
        if not line.mark and self._is_heading(line.text):
            return
        if begun := self._begin(line):
            self.entries.append(begun)
        elif self.entries and self._group:
            self.entries[-1].pieces.append(line)

    def _is_heading(self, text: str) -> bool:
        if category := _CATEGORY.fullmatch(text):
            self._category, self._group, self._part = category[2], "", ""
            return True
        if (group := _GROUP.fullmatch(text)) and len(text) < 200:
            self._group, self._part = group[4], f"Part {group[3]}" if group[3] else self._part
            return True
        if part := _PART.match(text):
            self._part = f"Part {part[1]}"
            return len(text) < 100
        return False

    def _begin(self, line: Line) -> Found[Line] | None:
        """An entry, where one begins: its code is the mark of a line, or the first word of one that lies in no other."""
        found = _ENTRY.fullmatch(line.mark) or (None if line.mark else _ENTRY.fullmatch(line.text))
        if found is None or (self.entries and self._is_inside(line)):
            return None
        heading = line.text if line.mark else found[2]
        if not heading and not line.mark:
            return None
        self._group = self._group or found[1][:2]
        return Found(found[1], heading, self._category, self._group, self._part, line.depth)

    def _is_inside(self, line: Line) -> bool:
        return line.depth > self.entries[-1].depth


class _Rows:
    """The lines of an entry as rows, each with the one in which it stands.

    `_open` are the rows in which the next line may stand, outermost first; `_last` is the mark that came last in each.
    """

    def __init__(self, found: Found[Line]) -> None:
        self.rows: list[Row] = []
        self._lines: list[Line] = []
        self._holding: set[int | None] = set()
        self._open: list[int] = []
        self._last: dict[int | None, str] = {}
        self._top = found.depth
        for line in found.pieces:
            self._take(line)

    def _take(self, line: Line) -> None:
        self._open = [place for place in self._open if self._lines[place].depth <= line.depth]
        note = note_mark(f"{line.mark} {line.text}".strip())
        marked = None if line.mark else _MARKED.fullmatch(line.text)
        if marked:
            line = replace(line, mark=f"{marked['level']}.", text=marked["text"])
        mark = _MARK.fullmatch(line.mark)
        if note:
            self._take_note(*note, line)
        elif mark:
            self._take_marked(mark["level"], line)
        elif line.mark and not _DASH.fullmatch(line.mark):
            problem = UNREAD_MARK.format(mark=quoted(line.mark))
            self._open_row(Row(Kind.ITEM, line.text, mark=line.mark, problem=problem), line)
        elif line.text:
            self._take_words(line)

    def _take_words(self, line: Line) -> None:
        """Words without a mark: of the note before them, or of the row in whose words they lie."""
        last = self._open[-1] if self._open else None
        is_of_note = last is not None and self.rows[last].kind != Kind.ITEM
        if is_of_note and last is not None and not self.rows[last].text:
            self.rows[last] = replace(self.rows[last], text=line.text)
            self._lines[last] = replace(self._lines[last], is_italic=line.is_italic)
            return
        inside = last if is_of_note else self._holder(line)
        kind = self.rows[inside].kind if is_of_note and inside is not None else Kind.OTHER
        self._add(Row(kind, line.text, mark=line.mark, inside=inside, is_placed=True), line)

    def _take_note(self, kind: Kind, mark: str, text: str, line: Line) -> None:
        """A note stands in the row in whose words it lies; where the page puts all beside each other, placing finds its row."""
        self._open = [place for place in self._open if self.rows[place].kind == Kind.ITEM or self._is_around(place, line)]
        is_nested = line.depth > self._top
        self._open_row(Row(kind, text, mark=mark, inside=self._holder(line), is_placed=is_nested), line)

    def _take_marked(self, level: str, line: Line) -> None:
        if len(self._open) > MOST_OPEN:
            problem = NO_FORERUNNER.format(mark=line.mark)
            self._add(Row(Kind.ITEM, line.text, mark=line.mark, is_placed=True, problem=problem), line)
            return
        least = 1 + max((number for number, place in enumerate(self._open) if self._is_around(place, line)), default=-1)
        fitting = [kept for kept in range(least, len(self._open) + 1) if self._may_stand(level, self._above(kept), line)]
        if len(fitting) > 1:
            fitting = self._by_italics(fitting, line)
        if not fitting and line.depth > self._top and self._may_skip(level, self._above(least)):
            fitting = [least]
        if self._open and self._is_around(self._open[-1], line):
            self._holding.add(self._open[-1])
        for kept in fitting:
            self._last[self._above(kept)] = level
        if len(fitting) == 1:
            self._open = self._open[: fitting[0]]
            self._open_row(self._row(level, line, self._above(fitting[0])), line)
        else:
            problem = EITHER if fitting else NO_FORERUNNER.format(mark=line.mark)
            row = Row(Kind.ITEM, line.text, mark=line.mark, inside=self._above(least), is_placed=True, problem=problem)
            self._open_row(row, line)

    def _by_italics(self, fitting: list[int], line: Line) -> list[int]:
        """Those in which it may stand, since a note in italics has its lines in italics, and the entry has not. Without italics
        all may."""
        notes = [kept for kept in fitting if kept and self.rows[self._open[kept - 1]].kind != Kind.ITEM]
        if not any(self._lines[self._open[kept - 1]].is_italic for kept in notes):
            return fitting
        return notes if line.is_italic else [kept for kept in fitting if kept not in notes]

    def _is_around(self, place: int, line: Line) -> bool:
        """Whether a line lies in the words of a row."""
        return self._lines[place].depth < line.depth

    def _above(self, kept: int) -> int | None:
        return self._open[kept - 1] if kept else None

    def _may_stand(self, level: str, above: int | None, line: Line) -> bool:
        """Whether a mark may come next in a row: as its first, or after the one that came last. A row that has lines in its own
        words has none beside it."""
        if above in self._holding and above is not None and not self._is_around(above, line):
            return False
        row = self.rows[above] if above is not None else None
        is_item = row is None or (row.kind == Kind.ITEM and not row.problem)
        if is_item and level.isalpha() != (len(row.levels) % 2 == 0 if row else True):
            return False
        last = self._last.get(above)
        if last is not None:
            return comes_next(level, last)
        return level in FIRST and (row is None or row.kind == Kind.ITEM or row.text.endswith(":") or not row.text)

    def _may_skip(self, level: str, above: int | None) -> bool:
        """Whether a mark may stand in a row all the same, since the page itself puts it there: marks before it may be missing,
        and an entry may number its lines."""
        last = self._last.get(above)
        if last is None:
            return above is None
        return level.isalpha() == last.isalpha() and key(level) > key(last)

    def _row(self, level: str, line: Line, inside: int | None) -> Row:
        above = self.rows[inside] if inside is not None else None
        if above and above.kind != Kind.ITEM:
            return Row(above.kind, line.text, mark=line.mark, inside=inside, is_placed=True)
        problem = BELOW_UNCLEAR if above and above.problem else ""
        levels = () if problem else (*(above.levels if above else ()), level)
        return Row(Kind.ITEM, line.text, mark=line.mark, levels=levels, inside=inside, is_placed=True, problem=problem)

    def _holder(self, line: Line) -> int | None:
        """The innermost row in whose words a line lies."""
        return next((place for place in reversed(self._open) if self._is_around(place, line)), None)

    def _open_row(self, row: Row, line: Line) -> None:
        self._add(row, line)
        self._open.append(len(self.rows) - 1)

    def _add(self, row: Row, line: Line) -> None:
        self.rows.append(row)
        self._lines.append(line)
