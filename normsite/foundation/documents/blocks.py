"""What a section of a record is made of. Each block is frozen, says its `kind`, and refuses what no exporter could show."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from normsite.foundation import markup
from normsite.foundation.documents.canonical import LARGEST_INTEGER
from normsite.foundation.documents.html_text import plain_text
from normsite.foundation.documents.svg import as_own_svg

Cell = str | int | None
TONES = ("info", "warning")
LEVELS = ("", "VL", "L", "M", "H", "VH")
"""The steps of the ramp of levels of risk; the empty one is for words that name none."""
ANCHOR = re.compile(r"[\w.-]+")
BLANK = re.compile(r"\s")


def check_anchor(anchor: str) -> None:
    """ValueError unless `anchor` can be the id of an element and the end of an address."""
    if not ANCHOR.fullmatch(anchor):
        raise ValueError(f"An anchor is made of letters, digits, dots, dashes: {anchor!r}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; `href` is an absolute address, an address on this site, or an anchor in this record.

    `cites` are the codes that the value names; they become links on our pages, where other words that look like codes don't.
    """

    label: str
    value: str
    href: str | None = None
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_href("A fact", self.href)

    @property
    def rel(self) -> str:
        """What a link to its `href` says of the place where it leads; empty where that is this site or this record."""
        return _rel(self.href)


@dataclass(frozen=True, slots=True)
class Prose:
    """Safe HTML as `normsite.foundation.markup` rendered it when it was written."""

    kind: ClassVar[str] = "prose"
    html: str

    @property
    def safe(self) -> SafeString:
        return markup.as_stored_html(self.html)

    @property
    def plain(self) -> str:
        return plain_text(self.html)


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs of plain words, shown as typed, and the codes that they name."""

    kind: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]
    cites: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, one under the other."""

    kind: ClassVar[str] = "facts"
    items: tuple[Fact, ...]

    @property
    def plain(self) -> str:
        return "\n".join(f"{fact.label}: {fact.value}" for fact in self.items)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `anchor` makes it a place to link to."""

    cells: tuple[Cell, ...]
    anchor: str | None = None

    def __post_init__(self) -> None:
        for cell in self.cells:
            _check_cell(cell)
        if self.anchor is not None:
            check_anchor(self.anchor)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `key` ("comments") names a table that a spreadsheet export can pick, `cites` the codes in cells."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    key: str = ""
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"Each row of {self.caption!r} has {len(self.columns)} cells")

    @property
    def is_wide(self) -> bool:
        """True where an upright page is too narrow."""
        return len(self.columns) > 6

    @property
    def is_carded(self) -> bool:
        """True where a phone is too narrow: each row is shown as a card there."""
        return len(self.columns) > 3

    @property
    def shares(self) -> list[int]:
        """For each column the even per cent of the width that suits its words, of 2 to 70."""
        weights = [_weight([column, *(str(row.cells[i]) for row in self.rows)]) for i, column in enumerate(self.columns)]
        return [min(70, max(2, 2 * round(50 * weight / sum(weights)))) for weight in weights]

    @property
    def labelled_rows(self) -> Iterator[tuple[Row, list[tuple[str, str]]]]:
        """Each row with its cells as text, each with the name of its column; numbers read the same in every language."""
        for row in self.rows:
            words = ["" if cell is None else str(cell) for cell in row.cells]
            yield row, list(zip(self.columns, words, strict=True))

    @property
    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of our own (SVG), what it says in words, and its data beside it."""

    kind: ClassVar[str] = "figure"
    svg: str
    alt: str
    table: Table | None = None

    def __post_init__(self) -> None:
        as_own_svg(self.svg)

    @property
    def safe(self) -> SafeString:
        return as_own_svg(self.svg)

    @property
    def plain(self) -> str:
        return self.alt


@dataclass(frozen=True, slots=True)
class Redline:
    """What changed, as safe HTML with `ins` and `del`; `words` says how much ("12 words added, 3 removed.")."""

    kind: ClassVar[str] = "redline"
    html: str
    words: str

    @property
    def safe(self) -> SafeString:
        return markup.as_stored_html(self.html)

    @property
    def plain(self) -> str:
        return f"{self.words}\n{plain_text(self.html)}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that stands out; `tone` is one of `TONES`."""

    kind: ClassVar[str] = "notice"
    text: str
    tone: str = "info"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"A notice has the tone {', '.join(TONES)}: {self.tone!r}")

    @property
    def plain(self) -> str:
        return self.text


# --- since the second schema: what a clause's card is made of ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a line: plain, or leading somewhere (`href`, as that of a `Fact`), or naming a level of risk, of which
    `level` is the step on the ramp (`LEVELS`)."""

    words: str
    href: str | None = None
    level: str = ""

    def __post_init__(self) -> None:
        _check_href("A run of words", self.href)
        if self.level not in LEVELS:
            raise ValueError(f"A level of risk is one of {', '.join(LEVELS[1:])}: {self.level!r}")

    @property
    def rel(self) -> str:
        return _rel(self.href)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or two of plain words, some of which lead on or name a level; `mark` is a small drawing that says the same
    once more, for the eye alone."""

    kind: ClassVar[str] = "line"
    runs: tuple[Run, ...]
    mark: str = ""

    def __post_init__(self) -> None:
        if self.mark:
            as_own_svg(self.mark)

    @property
    def safe(self) -> SafeString:
        return as_own_svg(self.mark)

    @property
    def plain(self) -> str:
        return "".join(run.words for run in self.runs)


@dataclass(frozen=True, slots=True)
class Folded:
    """What is opened by whoever wants it; on paper it stands open below its title."""

    kind: ClassVar[str] = "folded"
    title: str
    blocks: "tuple[Block, ...]"

    @property
    def plain(self) -> str:
        return "\n\n".join((self.title, *(block.plain for block in self.blocks if block.plain)))


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a card says, under its `label`; `key` tells points of the same sort on other cards."""

    key: str
    label: str
    blocks: "tuple[Block, ...]"

    @property
    def plain(self) -> str:
        return "\n".join((f"{self.label}:", *(block.plain for block in self.blocks if block.plain)))


@dataclass(frozen=True, slots=True)
class Card:
    """All there is to say of one thing, in the same order on each. `name` tells it from the other cards of the record and
    can stand in an address; `beneath` are the anchors of the sections of the record that say more of the same."""

    kind: ClassVar[str] = "card"
    name: str
    points: tuple[Point, ...]
    beneath: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_anchor(self.name)

    @property
    def plain(self) -> str:
        return "\n\n".join(point.plain for point in self.points)


Block = Prose | Text | Facts | Table | Figure | Redline | Notice | Line | Folded | Card
SINCE_SECOND = Line | Folded | Card


def walk_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each block, and those inside it, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Folded):
            yield from walk_blocks(block.blocks)
        elif isinstance(block, Card):
            for point in block.points:
                yield from walk_blocks(point.blocks)


def _check_href(what: str, href: str | None) -> None:
    if href is None:
        return
    address = markup.read_address(href)
    if address is None or address.href != href or BLANK.search(href) or href.startswith("mailto:"):
        raise ValueError(f"{what} links to http, https, a path or an anchor: {href!r}")


def _rel(href: str | None) -> str:
    address = markup.read_address(href or "")
    return markup.OUTSIDE if address is not None and address.outside else ""


def _weight(texts: list[str]) -> int:
    """Room for the longest word (up to a code of 16 signs), or more for long texts."""
    longest_word = max((len(word) for text in texts for word in text.split()), default=1)
    mean_length = sum(map(len, texts)) // len(texts)
    return max(1, min(longest_word, 16) + 4, min(mean_length, 100) // 2)


def _check_cell(cell: Cell) -> None:
    if cell is None or isinstance(cell, str):
        return
    if type(cell) is not int or abs(cell) > LARGEST_INTEGER:
        raise ValueError(f"A cell is text, a whole number or empty: {cell!r}")
