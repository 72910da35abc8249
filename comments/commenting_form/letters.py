"""The tables of a Word document as grids."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from comments.commenting_form.columns import fields_of, is_heading
from comments.commenting_form.grids import MOST_COLUMNS, MOST_ROWS, PICTURE, Grid, Merged, Odd, Row, bounded, plain

# What is shown in another form too, was moved elsewhere, or only says where to write; and what belongs to a table within.
_UNSAID = (
    "ancestor::w:moveFrom or ancestor::*[local-name()='Fallback'] or ancestor::w:sdt[w:sdtPr/w:showingPlcHdr]"
    " or ancestor::w:rubyPr"
)
_SAID = " | ".join(
    f".//{sign}[not({_UNSAID})]" for sign in ("w:p", "w:t", "m:t", "w:tab[parent::w:r]", "w:br", "w:cr", "w:noBreakHyphen")
)
_SIGNS = {"p": "\n", "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = ".//*[local-name()='blip' or local-name()='imagedata']"


class _Cell(NamedTuple):
    """A cell with its first column in the table's grid, how many it spans, and whether it is one with that above."""

    words: str
    column: int
    span: int
    merged: str
    picture: bool


def grids_of_letter(data: bytes) -> Iterator[Grid]:
    from docx import Document  # noqa: PLC0415 - costs a fifth of a second, and only a form needs it

    letter = Document(io.BytesIO(data))
    for header in _headers(letter):
        for number, table in enumerate(_outermost(header._element), 1):
            yield Grid(f"Header {number}", _of_table(table, 1), above=True)
    row = 1
    for number, table in enumerate(_outermost(letter.element.body), 1):
        rows = _of_table(table, row)
        row += len(rows)
        yield Grid(f"Table {number}", rows)


def _headers(letter: Any) -> Iterator[Any]:
    """The headers that are printed. That of the first page is kept by Word, with whatever it said, also where it isn't used."""
    for section in letter.sections:
        yield section.header
        if section.different_first_page_header_footer:
            yield section.first_page_header


def _outermost(element: Any) -> list[Any]:
    return list(element.xpath(".//w:tbl[not(ancestor::w:tbl)]"))


def _of_table(table: Any, first: int) -> tuple[Row, ...]:
    """Rows stand in controls too, and in those within controls."""
    found = table.xpath(".//w:tr[count(ancestor::w:tbl)=1]")[: MOST_ROWS + 1]
    rows = [list(_cells(row)) for row in found]
    headings = next(
        (row for row in rows if is_heading(fields_of([cell.words for cell in row]))), max(rows, key=len, default=[])
    )
    merged = Merged()
    return bounded(_row(number, row, headings, merged) for number, row in enumerate(rows, first))


def _cells(row: Any) -> Iterator[_Cell]:
    column = min(row.grid_before, MOST_COLUMNS)
    for cell in row.xpath(".//w:tc[count(ancestor::w:tbl)=1]"):
        if column >= MOST_COLUMNS:
            return
        span = max(1, min(cell.grid_span, MOST_COLUMNS - column))
        yield _Cell(_words(cell), column, span, cell.vMerge or "", bool(cell.xpath(_PICTURES)))
        column += span


def _words(cell: Any) -> str:
    """Its words with what is inserted and not yet accepted; what is deleted stands in elements of another name."""
    said = ((part, part.tag.rpartition("}")[2]) for part in cell.xpath(_SAID))
    return plain("".join(_SIGNS.get(name) or part.text or "" for part, name in said)).removeprefix("\n")


def _row(number: int, cells: Sequence[_Cell], headings: Sequence[_Cell], merged: Merged) -> Row:
    """The row with its cells below the headings. A row with as many cells as there are headings has one for each, wherever the
    lines between them were drawn; else a cell belongs to the heading below which it begins."""
    places = range(len(cells)) if len(cells) == len(headings) else [_place(cell, headings) for cell in cells]
    words, odd, keys = [""] * len(headings), {}, {}
    for place, cell in zip(places, cells, strict=True):
        words[place] = f"{words[place]}\n{cell.words}" if words[place] else cell.words
        if cell.picture:
            odd[place] = Odd(PICTURE)
        if cell.merged == "continue":
            keys[place] = cell.column
        else:
            merged.begin(cell.column, cell.words if cell.merged else "")
    return merged.filled(Row(number, tuple(words), odd), keys)


def _place(cell: _Cell, headings: Sequence[_Cell]) -> int:
    return max((place for place, heading in enumerate(headings) if heading.column <= cell.column), default=0)
