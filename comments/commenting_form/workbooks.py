"""The sheets of a workbook as grids."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from comments.commenting_form.grids import (
    DATE,
    MOST_COLUMNS,
    MOST_ROWS,
    NUMBER,
    SERIAL,
    SERIALS,
    UNCOMPUTED,
    Grid,
    Merged,
    Odd,
    Row,
    bounded,
    plain,
)
from normsite.foundation.documents.formats.csv import as_written

LAST_ROW = 1_048_576  # that a spreadsheet can have
MOST_MERGED = 2_000

_CODED = re.compile("_x([0-9A-Fa-f]{4})_")  # as a spreadsheet writes signs that XML would lose
_NO_CODE = b"x005F_"
_FILLED = re.compile(rb'<(?:\w{1,20}:)?c r="([A-Z]{2,3})[0-9]{1,7}"[^>]{0,200}(?<!/)>')  # an empty one has no end of its own
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")


def grids_of_workbook(data: bytes) -> Iterator[Grid]:
    for sheet in _workbook(data).worksheets:
        sheet.reset_dimensions()  # some programs write none, or that of an empty sheet
        hidden = sheet.sheet_state != "visible"
        yield Grid(sheet.title, bounded(_rows(sheet)), sheet=True, hidden=hidden, beyond=_beyond(sheet))


def _workbook(data: bytes) -> Any:
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - costs a fifth of a second, and only a form needs it

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    part = next((name for name in reader.valid_files if name.lower() == "xl/sharedstrings.xml"), None)
    if part and _NO_CODE in (xml := reader.archive.read(part)):
        reader.shared_strings[:] = _shared_words(xml)
    return reader.wb


def _shared_words(xml: bytes) -> Iterator[str]:
    """openpyxl takes the mark of what is no code out of shared words, so that they would read as a code."""
    from openpyxl.cell.text import Text  # noqa: PLC0415 - as above

    for node in _nodes(xml, "si"):
        yield str(Text.from_tree(node).content)  # type: ignore[union-attr]
        node.clear()


def _nodes(xml: bytes, *names: str) -> Iterator[Any]:
    from openpyxl.xml.functions import iterparse  # noqa: PLC0415 - as above

    for _, node in iterparse(io.BytesIO(xml)):
        if node.tag.rpartition("}")[2] in names:
            yield node


def _rows(sheet: Any) -> Iterator[Row]:
    apart, merged = _set_apart(sheet), Merged()
    for number, values in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True), 1):
        if any(values) or number in apart.uncomputed:
            row = _with_formulas(_row(number, values), apart.uncomputed.get(number, {}))
            for index in apart.firsts.get(number, ()):
                merged.begin((number, index), row.cells[index] if index < len(row.cells) else "")
            yield merged.filled(row, apart.taken.get(number, {}))


def _row(number: int, values: Iterable[Any]) -> Row:
    cells = list(values)
    odd = {index: Odd(sort) for index, value in enumerate(cells) if (sort := _oddness(value))}
    return Row(number, tuple(_words(value) for value in cells), odd)


def _with_formulas(row: Row, cells: dict[int, str]) -> Row:
    return replace(row, odd={**row.odd, **{index: Odd(UNCOMPUTED, cell) for index, cell in cells.items()}})


def _oddness(value: object) -> str:
    if isinstance(value, date | time):
        return DATE
    if isinstance(value, int | float) and value in SERIALS:
        return SERIAL
    return NUMBER if isinstance(value, float) and not value.is_integer() else ""


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, bool):
        return str(value).upper()  # as a spreadsheet shows it
    return as_written(plain(_CODED.sub(lambda code: chr(int(code[1], 16)), str(value))))


# ---- What openpyxl doesn't tell while it reads row by row


def _beyond(sheet: Any) -> int:
    """How many filled cells stand behind the last column that is read."""
    with sheet._get_source() as source:
        found = (_place(f"{column.decode()}1") for column in _FILLED.findall(source.read()))
    return sum(place is not None and place[1] >= MOST_COLUMNS for place in found)


@dataclass(frozen=True)
class _Apart:
    """Of a sheet: by row and column the names of cells with a formula that no program has computed; the first cells of those
    that are merged down; and by row which cells take their words from which of them."""

    uncomputed: dict[int, dict[int, str]] = field(default_factory=dict)
    firsts: dict[int, list[int]] = field(default_factory=dict)
    taken: dict[int, dict[int, object]] = field(default_factory=dict)


def _set_apart(sheet: Any) -> _Apart:
    with sheet._get_source() as source:
        xml = source.read()
    apart = _Apart()
    if b"<f" not in xml and b"mergeCell" not in xml and b":f" not in xml:
        return apart
    merged = 0
    for node in _nodes(xml, "c", "mergeCell"):
        if node.tag.endswith("}c"):
            _note_formula(apart, node)
        elif (merged := merged + 1) <= MOST_MERGED:
            _note_merged(apart, node.get("ref", ""))
        node.clear()
    return apart


def _note_formula(apart: _Apart, cell: Any) -> None:
    """An empty text is a result: it has a type of its own."""
    computed = cell.find("{*}v")
    is_empty = computed is None or not computed.text
    if cell.find("{*}f") is not None and is_empty and cell.get("t") != "str" and (place := _place(cell.get("r", ""))):
        apart.uncomputed.setdefault(place[0], {})[place[1]] = cell.get("r")


def _note_merged(apart: _Apart, ref: str) -> None:
    first, _, last = (_place(end) for end in ref.partition(":"))
    if first is None or last is None or last[0] <= first[0] or first[1] >= MOST_COLUMNS:
        return
    apart.firsts.setdefault(first[0], []).append(first[1])
    for number in range(first[0] + 1, min(last[0], first[0] + MOST_ROWS // 20) + 1):
        apart.taken.setdefault(number, {})[first[1]] = first


def _place(cell: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of "C5"."""
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
