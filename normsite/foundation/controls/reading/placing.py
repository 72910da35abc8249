"""Where each piece of an entry belongs: full codes from marks, notes to their paragraphs, and what can't be told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from normsite.foundation.controls.codes import DEEPEST, normal_code
from normsite.foundation.controls.reading.pieces import Kind, ReadEntry, ReadParagraph
from normsite.foundation.controls.reading.words import quoted

REPEATED = "It repeats {code} word for word."
TWICE = "More than one paragraph of this entry comes to {code}; which of them it is, the file does not say."
UNREAD_MARK = "Its mark “{mark}” can't be read."
BELOW_UNCLEAR = "It stands below a paragraph whose own code is not clear."
TOO_DEEP = f"It lies deeper than the {DEEPEST} levels that codes have."


@dataclass(frozen=True)
class Row:
    """A piece as its reader found it. `levels` are the sublevels of its code, outermost first: (`a`, `4`); empty for what is no
    item. With `is_placed` the file itself says in which row it stands: `inside` is its place, None for the entry. Otherwise
    that follows from `levels`, and a note belongs to what it names or else to the item before it. `problem` is what the reader
    found already."""

    kind: Kind
    text: str
    mark: str = ""
    levels: tuple[str, ...] = ()
    inside: int | None = None
    is_placed: bool = False
    problem: str = ""


Piece = TypeVar("Piece")


@dataclass
class Found(Generic[Piece]):
    """An entry while its pieces are gathered as they stand in the file; `depth` says how deep its own line lies in others."""

    code: str
    heading: str
    category_name: str
    group_name: str
    part: str
    depth: int = 0
    pieces: list[Piece] = field(default_factory=list)

    def entry(self, rows: Sequence[Row], **facts: Any) -> ReadEntry:
        """With the rows that its pieces are, and what else they say of it."""
        if self.part:
            facts["part"] = self.part
        return ReadEntry(self.code, self.heading, self.category_name, self.group_name, facts, placed(self.code, rows))


Levels = tuple[str, ...]
Readings = dict[Levels, list[Row]]
"""The rows that come to the same sublevels."""


def placed(entry: str, rows: Sequence[Row]) -> tuple[ReadParagraph, ...]:
    """The rows of an entry as paragraphs, in the same order.

    A code that two items come to is given to neither, unless they say the same; then the first has it. Where the file says in
    what an item stands, its mark holds only its own sublevel, and below an item without a code it has none either.
    """
    parents = list(_parents(entry, rows))
    readings = _readings(rows)
    differing = {levels for levels, same in readings.items() if len({row.text for row in same}) > 1}
    paragraphs: list[ReadParagraph] = []
    for row, parent in zip(rows, parents, strict=True):
        above = paragraphs[parent] if parent is not None else None
        problem = row.problem or (_problem(entry, row, readings, differing, above) if row.kind == Kind.ITEM else "")
        paragraphs.append(
            ReadParagraph(
                kind=row.kind,
                text=row.text,
                mark=row.mark,
                code="" if problem or not row.levels else ".".join((entry, *row.levels)),
                parent=parent,
                depth=above.depth + 1 if above else 1,
                problem=problem,
            )
        )
    return tuple(paragraphs)


def _readings(rows: Sequence[Row]) -> Readings:
    readings: Readings = {}
    for row in rows:
        if row.levels and not row.problem:
            readings.setdefault(row.levels, []).append(row)
    return readings


def _problem(entry: str, row: Row, readings: Readings, differing: set[Levels], above: ReadParagraph | None) -> str:
    if above and above.problem and row.is_placed:
        return BELOW_UNCLEAR
    if len(row.levels) > DEEPEST:
        return TOO_DEEP
    code = ".".join((entry, *row.levels))
    if row.levels and normal_code(code) != code:
        return UNREAD_MARK.format(mark=quoted(row.mark))
    if row.levels in differing:
        return TWICE.format(code=code)
    return "" if row is readings[row.levels][0] else REPEATED.format(code=code)


def _parents(entry: str, rows: Sequence[Row]) -> Iterator[int | None]:
    """The place of each row's parent."""
    seen: dict[tuple[str, ...], int] = {}
    last: int | None = None
    for place, row in enumerate(rows):
        if row.is_placed:
            yield row.inside
        elif row.levels:
            yield _nearest(row.levels[:-1], seen)
        elif (named := _named(entry, row)) is not None:
            yield _nearest(named, seen)
        else:
            yield last
        if row.levels:
            seen[row.levels], last = place, place


def _nearest(levels: tuple[str, ...], seen: dict[tuple[str, ...], int]) -> int | None:
    while levels and levels not in seen:
        levels = levels[:-1]
    return seen.get(levels)


_TO_PARAGRAPH = re.compile(
    r"\b(?:to|for)\s+(?:ECCN\s+)?(?:paragraphs?\s+)?([0-9][A-E][0-9]{3})?\.?((?:[a-z0-9]{1,2}\.)*[a-z0-9]{1,2})?(?![A-Za-z0-9])"
)


_OPENING = re.compile(
    r"(?:[0-9]{1,2}\.\s+)?(?:[Ff]or\s+(?:the\s+)?purposes?\s+of\s+)?(?:ECCN\s+|[Pp]aragraph\s+)?"
    r"([0-9][A-E][0-9]{3})((?:\.[a-z0-9]{1,2})*)(?![A-Za-z0-9])"
)


def _named(entry: str, row: Row) -> tuple[str, ...] | None:
    """The sublevels of the paragraph that a note says it belongs to: by its mark ("Note 1 to 0A501.d") or by its first words
    ("5A002.a does not control", "For the purposes of 5A002.a"). None where it names none of this entry; () for the entry."""
    to = _TO_PARAGRAPH.search(row.mark)
    if to and to[1] in (None, entry) and (to[1] or to[2]):
        return tuple(to[2].split(".")) if to[2] else ()
    own = _OPENING.match(row.text)
    return tuple(own[2].split(".")[1:]) if own and own[1] == entry else None
