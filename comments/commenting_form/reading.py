"""What the rows of a comment form say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comments.commenting_form.columns import FIELDS, MISREAD_MARK, fields_of, is_heading, letters
from comments.commenting_form.files import read_grids
from comments.commenting_form.grids import MOST_COLUMNS, SERIALS, Grid, Row
from comments.commenting_form.parts import Part, as_chosen, has_words, headed_parts, parts_of, repeats_headings, sayings
from comments.commenting_form.rows import LONGEST_CELL, SAMPLE, BadRow, FormRow, Odds, is_empty, row_of
from comments.commenting_form.unread import notes_unread
from normsite.foundation.errors import Refused

MOST_READ = 500
MOST_RUNS = 20
FACTS = ("date", "document", "project")
EPOCH = date(1899, 12, 30)  # from which spreadsheets count days


@dataclass(frozen=True)
class Column:
    """A column, by its index from 0: its heading, the first words beneath it, and the field that it was taken for; empty for
    none."""

    index: int
    heading: str
    sample: str
    field: str = ""


@dataclass(frozen=True)
class CommentingForm:
    """What a file says: its comments, the rows that are none, the line about the document, and its columns."""

    rows: tuple[FormRow, ...]
    bad: tuple[BadRow, ...] = ()
    date: str = ""
    document: str = ""
    project: str = ""
    remarks: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


def read_form(data: bytes, filename: str, headings: Mapping[int, str] | None = None) -> CommentingForm:
    """The comments in a form of ISO, IEC, CEN or another body, as .xlsx, .docx or CSV.

    `headings` says by a column's index from 0 which field it is, or that it is none (""), where a person has said so; a form
    whose headings aren't recognised has no rows, and columns without a field. `filename` is only told back in refusals.
    Refused: what is too large, damaged, of another type, made to do harm, without any row, or has more than 500 rows, be
    they comments or not.
    """
    grids = _named(filename, data)
    chosen = dict(headings or {})
    _refuse_unnamed(chosen)
    parts, shown = as_chosen(parts_of(grids), chosen)
    if not any(part.grid.rows for part in parts):
        raise Refused("There is no table with comments in the file.", "Upload one with a row for each comment, below headings.")
    read, remarks = _all_read(parts)
    if len(read) > MOST_READ:
        raise Refused(f"The file has {len(read):,} rows; at most {MOST_READ} are read.", "Upload them in several files.")
    rows = [one for one in read if isinstance(one, FormRow)]
    return CommentingForm(
        rows=tuple(_with_twins(rows)),
        bad=tuple(one for one in read if isinstance(one, BadRow)),
        remarks=(
            *remarks,
            *_passed_over(grids, parts),
            *_left(grids, parts),
            *_beyond(grids),
            *notes_unread(data),
            *_spoilt(parts),
        ),
        columns=_columns_of(shown),
        **_facts(grids),
    )


def _named(filename: str, data: bytes) -> list[Grid]:
    try:
        return read_grids(data)
    except Refused as refused:
        raise Refused(f"“{filename[:100]}” was not read. {refused.reason}", refused.mend) from refused


def _refuse_unnamed(chosen: Mapping[int, str]) -> None:
    named = [name for name in chosen.values() if name]
    if unknown := sorted(set(named) - set(FIELDS)):
        raise Refused(f"“{unknown[0][:40]}” is no column of the form.", f"Choose among {', '.join(FIELDS)}.")
    if len(set(named)) < len(named):
        raise Refused("Two columns are said to be the same.", "Choose another for one of them.")


def _all_read(parts: Sequence[Part]) -> tuple[list[FormRow | BadRow], list[str]]:
    """The rows of all parts. Sheets are often copies: what stands in an earlier one already is read once, and told."""
    read: list[FormRow | BadRow] = []
    remarks: list[str] = []
    known: set[object] = set()
    sheet = ""
    for part in parts:
        rows, is_further = list(_read(part)), part.grid.sheet and part.grid.name != sheet
        sheet = sheet if read else part.grid.name
        if is_further and read and rows:
            new = [one for one in rows if _said(one) not in known]
            remarks.append(_of_sheet(part.grid.name, len(new), len(rows) - len(new)))
            read += [_placed(one, part.grid.name) for one in new]
        else:
            read += rows
        known.update(map(_said, rows))
    return read, remarks


def _said(one: FormRow | BadRow) -> object:
    return tuple(one.said.items()) if isinstance(one, BadRow) else replace(one, number=0, remarks=())


def _of_sheet(name: str, new: int, again: int) -> str:
    said = (
        f"The sheet “{name[:SAMPLE]}” was read too: {_rows(new)}." if new else f"The sheet “{name[:SAMPLE]}” says nothing new."
    )
    return f"{said} {_rows(again)} of it stood in another sheet already." if new and again else said


def _rows(many: int) -> str:
    return f"{many} row{'' if many == 1 else 's'}"


def _placed(one: FormRow | BadRow, sheet: str) -> FormRow | BadRow:
    """Rows of a further sheet say which, since each sheet counts its own."""
    where = f"It stands in the sheet “{sheet[:SAMPLE]}”."
    if isinstance(one, BadRow):
        return replace(one, reason=f"{one.reason} {where}", sheet=sheet)
    return replace(one, remarks=(*one.remarks, where), sheet=sheet)


def _passed_over(grids: Sequence[Grid], parts: Sequence[Part]) -> Iterator[str]:
    """The rows that are neither comments nor bad, and yet say something."""
    sheets = {part.grid.name for part in parts}
    for part in parts:
        where = f" of the sheet “{part.grid.name[:SAMPLE]}”" if part.grid.sheet and len(sheets) > 1 else ""
        empty = [row for row, said in sayings(part) if is_empty(said, _odds(part, row)) and not _said_elsewhere(part, row)]
        yield from _told(empty, where, "holds", "only a number, a member body or a type: taken for empty.")
        yield from _told(filter(repeats_headings, part.grid.rows), where, "repeats", "the headings.")
    for grid in grids:
        if not grid.hidden and not grid.above and headed_parts(grid):
            above = (row for row in _above(grid) if has_words(row) and not _tells_facts(row))
            yield from _told(above, "", "stands", "above the headings: not read.")


def _said_elsewhere(part: Part, row: Row) -> bool:
    """Whether the row was read for what stands behind the last heading, or says nothing at all."""
    return any(map(letters, row.cells[len(part.headings) :])) or not (row.odd or any(cell.strip() for cell in row.cells))


def _told(rows: Iterable[Row], where: str, verb: str, what: str) -> Iterator[str]:
    numbers = [row.number for row in rows]
    if len(numbers) == 1:
        yield f"Row {numbers[0]}{where} {verb} {what}"
    elif numbers:
        yield f"Rows {_in_words(numbers)}{where} {verb.removesuffix('s')} {what}"


def _in_words(numbers: Sequence[int]) -> str:
    """As in "3, 5 to 9"; of very many runs the first ones."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:MOST_RUNS]]
    return ", ".join(said) + (f" and {len(runs) - MOST_RUNS} more" if len(runs) > MOST_RUNS else "")


def _left(grids: Sequence[Grid], parts: Sequence[Part]) -> Iterator[str]:
    """What looks like a table with comments, and wasn't read."""
    read = {part.grid.name for part in parts}
    for grid in grids:
        if grid.hidden and any(True for part in headed_parts(grid) for _ in _read(part)):
            yield f"The sheet “{grid.name[:SAMPLE]}” is hidden, so its comments were not read."
        elif not grid.above and not grid.hidden and grid.name not in read and _is_table(grid):
            called = f"sheet “{grid.name[:SAMPLE]}”" if grid.sheet else grid.name.lower()
            yield f"The {called} was not read, since it has no headings that are known."


def _beyond(grids: Sequence[Grid]) -> Iterator[str]:
    for grid in grids:
        if grid.beyond and not grid.hidden:
            where = f"sheet “{grid.name[:SAMPLE]}”" if grid.sheet else "table"
            cells = "cell stands" if grid.beyond == 1 else "cells stand"
            yield f"In the {where} {grid.beyond} {cells} behind column {MOST_COLUMNS}: not read."


def _spoilt(parts: Iterable[Part]) -> Iterator[str]:
    if any(cell.startswith(MISREAD_MARK) for part in parts for cell in part.headings):
        yield "A spreadsheet had opened the file as if it weren't UTF-8, which spoilt its accents. Open it anew as UTF-8."


def _is_table(grid: Grid) -> bool:
    return any(has_words(row) and not _tells_facts(row) for row in grid.rows)


def _columns_of(part: Part) -> tuple[Column, ...]:
    return tuple(
        Column(index, heading, sample, part.fields.get(index, ""))
        for index, heading in enumerate(part.headings)
        if (sample := _sample(part.grid.rows, index)) or letters(heading)
    )


def _sample(rows: Iterable[Row], index: int) -> str:
    return next((words[:SAMPLE] for row in rows if index < len(row.cells) and (words := row.cells[index].strip())), "")


def _facts(grids: Sequence[Grid]) -> dict[str, str]:
    """The line above the table: "Date: 2026-03-01", or the word in one cell and what it says in the next."""
    found: dict[str, str] = {}
    for row in (row for grid in grids for row in _above(grid)):
        for index, cell in enumerate(row.cells):
            name, _, value = cell.partition(":")
            if (fact := _fact(name)) and (said := value.strip() or _next(row.cells, index)):
                found.setdefault(fact, _as_date(said) if fact == "date" else said[:LONGEST_CELL])
    return found


def _as_date(said: str) -> str:
    """A date, also where a spreadsheet shows it as days since 1900."""
    is_serial = said.isdecimal() and len(said) == len("46056") and int(said) in SERIALS
    return (EPOCH + timedelta(int(said))).isoformat() if is_serial else said[:LONGEST_CELL]


def _tells_facts(row: Row) -> bool:
    return any(_fact(cell.partition(":")[0]) for cell in row.cells)


def _fact(name: str) -> str:
    word = letters(name)
    return "project" if word in ("projectnr", "projectno", "projectnumber") else word if word in FACTS else ""


def _above(grid: Grid) -> Iterator[Row]:
    for row in grid.rows[:30]:
        if is_heading(fields_of(row.cells)):
            return
        yield row


def _next(cells: Sequence[str], index: int) -> str:
    """What follows in the row, up to the word for another fact."""
    said = next((cell.strip() for cell in cells[index + 1 :] if cell.strip()), "")
    return "" if _fact(said.partition(":")[0]) else said


def _read(part: Part) -> Iterator[FormRow | BadRow]:
    for row, said in sayings(part):
        odd, beyond = _odds(part, row), row.cells[len(part.headings) :]
        if not is_empty(said, odd) or any(map(letters, beyond)):
            yield row_of(row, said, odd, beyond)


def _odds(part: Part, row: Row) -> Odds:
    return {name: row.odd[index] for index, name in part.fields.items() if index in row.odd}


def _with_twins(rows: Sequence[FormRow]) -> Iterator[FormRow]:
    """Each row, and the remark that an earlier one has its number."""
    first: dict[str, int] = {}
    for row in rows:
        earlier = first.setdefault(row.own_reference, row.number) if row.own_reference else row.number
        said = (f"{row.own_reference} stands in row {earlier} too.",) if earlier != row.number else ()
        yield replace(row, remarks=row.remarks + said)
