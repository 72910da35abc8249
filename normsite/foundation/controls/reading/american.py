"""An entry of the US list, block by block: what is said of it, then its items. Two shapes of file share it.

Which section a block belongs to is said by headings and by labels in italics: "Reason for Control:", "LVS:", "Items:". Some
entries lack "Items:" or its colon; then the items begin with the first "a." after "List of Items Controlled".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from normsite.foundation.controls.reading.marks import is_reserved_range, note_mark, paragraph_mark
from normsite.foundation.controls.reading.order import follows
from normsite.foundation.controls.reading.pieces import Kind
from normsite.foundation.controls.reading.placing import Row
from normsite.foundation.controls.reading.words import one_line

LACKING = "It is set as part of a note, but its mark is the one that the entry lacks here."
NO_LETTER = "Its mark is a number without the letter above it."

_SECTIONS = {
    "license requirements": "requirements",
    "reporting requirements": "reporting",
    "special reporting": "reporting",
    "list based license exceptions": "exceptions",
    "license exceptions": "exceptions",
    "special conditions for sta": "sta",
    "list of items controlled": "list",
}
_SECTION = re.compile(
    rf"(?P<name>{'|'.join(_SECTIONS)})\b(?:\s*\(see[^()]*\))?\s*(?P<rest>\Z|[a-z]\.\s.*|see\s.*)", re.IGNORECASE | re.DOTALL
)
_LABELS = (
    (re.compile(r"reasons?\s+for\s+controls?", re.IGNORECASE), "reasons"),
    (re.compile(r"related\s+controls?", re.IGNORECASE), "related_controls"),
    (re.compile(r"related\s+definitions?", re.IGNORECASE), "related_definitions"),
    (re.compile(r"(?:special\s+)?reporting(?:\s+requirements)?", re.IGNORECASE), "reporting"),
    (re.compile(r"license\s+requirements?(?:\s+notes?)?", re.IGNORECASE), "requirements"),
)
_BEGINS_ITEMS = re.compile(r"items\s*(?::\s*|\Z)", re.IGNORECASE)
_EXCEPTION = re.compile(r"[A-Z]{3}(?:/[A-Z]{3})?")
_NUMBERED = re.compile(r"(?P<mark>\(?[0-9]{1,2}(?:\.[a-z0-9]{1,2})*[.)])\s+")
_LETTERED = re.compile(r"(?P<mark>\(?[a-z](?:\.[a-z0-9]{1,2})*[.)])\s+")


def _says_items(block: "Block") -> bool:
    return _BEGINS_ITEMS.match(f"{block.label}: " if block.label else block.text) is not None


@dataclass(frozen=True)
class Block:
    """One block of the file: `label` is what stands in italics before a colon, `text` the rest in plain words. `is_aside` says
    that the whole is in italics or otherwise set apart, as notes are; `is_upright`, that it stands in a note but is not in
    italics, as the rest of that note is."""

    text: str
    label: str = ""
    is_aside: bool = False
    is_upright: bool = False
    is_heading: bool = False
    table: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> str:
        return f"{self.label}: {self.text}".rstrip() if self.label else self.text


class EntryBlocks:
    """Takes the blocks of one entry in their order; then it has its `facts` and its `rows`."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.facts: dict[str, Any] = {}
        self.rows: list[Row] = []
        self._section = ""
        self._key = ""
        self._in_items = False
        self._note: int | None = None
        self._upright: set[int] = set()
        self._says_where = any(_says_items(block) for block in blocks)
        for block in blocks:
            self.take(block)
        self._doubt_asides()

    def take(self, block: Block) -> None:
        if self._in_items:
            self._take_row(block)
        elif block.table:
            self._take_table(block.table)
        elif not self._begins_items(block):
            self._take_fact(block)

    # What is said of the entry

    def _begins_items(self, block: Block) -> bool:
        if _says_items(block):
            self._in_items = True
            rest = block.text if block.label else _BEGINS_ITEMS.sub("", block.text, count=1)
            if rest:
                self._take_row(Block(rest))
            return True
        mark = None if block.is_aside or block.label else paragraph_mark(block.text)
        if self._section == "list" and not self._says_where and mark and mark[0] == ("a",):
            self._in_items = True
            self._take_row(block)
            return True
        return False

    def _take_fact(self, block: Block) -> None:
        section = _SECTION.fullmatch(one_line(block.words).rstrip(":"))
        if section:
            self._section = _SECTIONS[" ".join(section["name"].lower().split())]
            self._key = ""
            if section["rest"]:
                self.take(Block(section["rest"]))
            return
        key = self._key_of(block.label)
        if key:
            self._key = key
        self._add(self._key or self._section, block.text if key else block.words)

    def _key_of(self, label: str) -> str:
        for pattern, key in _LABELS:
            if pattern.fullmatch(label):
                return key
        if _EXCEPTION.fullmatch(label):
            return "sta" if label == "STA" else f"exceptions:{label}"
        return ""

    def _add(self, key: str, text: str) -> None:
        if not text:
            return
        if key.startswith("exceptions"):
            found = self.facts.setdefault("exceptions", {})
            name = key.partition(":")[2] or "Note"
        elif key in ("", "list"):
            self.facts.setdefault("remarks", []).append(text)
            return
        else:
            found, name = self.facts, key
        found[name] = f"{found[name]}\n{text}" if name in found else text

    def _take_table(self, table: tuple[tuple[str, ...], ...]) -> None:
        pairs = [list(row) for row in table if len(row) == 2 and not row[0].lower().startswith("control")]
        if self._section in ("", "requirements") and pairs:
            self.facts.setdefault("chart", []).extend(pairs)
        else:
            self._add(self._key or self._section, _as_text(table))

    # Its items

    def _take_row(self, block: Block) -> None:
        if block.table:
            self._append(Kind.OTHER, _as_text(block.table))
            return
        note = note_mark(block.words)
        if note:
            kind, mark, text = note
            self._note = None
            self._append(kind, text, mark=mark)
            self._note = len(self.rows) - 1
            return
        if not block.is_aside and self._take_item(block.words):
            return
        self._take_aside(block.words)
        if block.is_upright:
            self._upright.add(len(self.rows) - 1)

    def _take_item(self, words: str) -> bool:
        if is_reserved_range(words):
            self._note = None
            self._append(Kind.OTHER, words)
            return True
        found = paragraph_mark(words)
        if found is None:
            return False
        levels, text = found
        self._note = None
        self.rows.append(Row(Kind.ITEM, text, mark=".".join(levels), levels=levels))
        return True

    def _take_aside(self, words: str) -> None:
        """A piece of the note before it; without one, text by itself, or an item that lacks its letter."""
        numbered = _NUMBERED.match(words) or (_LETTERED.match(words) if self._note is not None else None)
        if self._note is not None and not self.rows[self._note].text and not numbered:
            self.rows[self._note] = replace(self.rows[self._note], text=words)
        elif self._note is not None:
            kind, mark = self.rows[self._note].kind, numbered["mark"] if numbered else ""
            self._append(kind, words[numbered.end() :] if numbered else words, mark=mark, inside=self._note)
        elif numbered and not words.startswith("("):
            self._append(Kind.ITEM, words[numbered.end() :], mark=numbered["mark"], problem=NO_LETTER)
        else:
            self._append(Kind.OTHER, words)

    def _doubt_asides(self) -> None:
        """Say of a line of a note that it may be the paragraph that is missing between the two around it."""
        last: tuple[str, ...] = ()
        asides: list[int] = []
        for place, row in enumerate(self.rows):
            if row.levels:
                self._doubt([aside for aside in asides if _lies_between(last, _levels_of(self.rows[aside]), row.levels)])
                last, asides = row.levels, []
            elif row.is_placed:
                asides.append(place)

    def _doubt(self, places: Sequence[int]) -> None:
        """Of lines that may be the missing paragraph, the one that alone is upright among italics is it."""
        own = [place for place in places if place in self._upright]
        if len(own) == 1:
            row, levels = self.rows[own[0]], _levels_of(self.rows[own[0]])
            self.rows[own[0]] = Row(Kind.ITEM, row.text, mark=".".join(levels), levels=levels)
            return
        for place in places:
            self.rows[place] = replace(self.rows[place], problem=LACKING)

    def _append(self, kind: Kind, text: str, mark: str = "", inside: int | None = None, problem: str = "") -> None:
        self.rows.append(Row(kind, text, mark=mark, inside=inside, is_placed=inside is not None, problem=problem))


def _levels_of(row: Row) -> tuple[str, ...]:
    return tuple(filter(None, row.mark.strip("().").split(".")))


def _lies_between(last: tuple[str, ...], between: tuple[str, ...], levels: tuple[str, ...]) -> bool:
    """Whether a mark comes next after an item while the item that follows comes next after the mark, and not before."""
    if not (last and between) or follows(last, levels):
        return False
    return follows(last, between) and follows(between, levels)


def _as_text(table: tuple[tuple[str, ...], ...]) -> str:
    return "\n".join(" | ".join(one_line(cell) for cell in row) for row in table)
