"""What the rows of a comment form say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comments.commenting_form import columns
from comments.commenting_form.columns import FIELDS, OBSERVATIONS, fields_of, is_heading, letters
from comments.commenting_form.grids import DATE, NUMBER, Grid, Row, read_grids
from normsite.foundation.errors import Refused

MOST_COMMENTS = 500
LONGEST_WORDS = 10_000
LONGEST_CELL = 200
LONGEST_REFERENCE = 40
SAMPLE = 80

GENERAL = "ge"
KINDS = {
    **dict.fromkeys(("ge", "gen", "general", "g"), GENERAL),
    **dict.fromkeys(("te", "tech", "technical", "t"), "te"),
    **dict.fromkeys(("ed", "edit", "editorial", "e"), "ed"),
}
FACTS = ("date", "document", "project")

_CODE = re.compile(r"\*\*|[^\W\d_]+")
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True)
class FormRow:
    """One comment. `number` is its row as people see it, `kind` ge, te or ed, everything else as it was written. `remarks` say
    what a person should look at."""

    number: int
    mb: str = ""
    line: str = ""
    clause: str = ""
    paragraph: str = ""
    kind: str = GENERAL
    comments: str = ""
    proposed_change: str = ""
    observations: str = ""
    own_reference: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class BadRow:
    """A row that is no comment as it stands, why, and what it says as a `FormRow` has it, so that it can be put right."""

    number: int
    reason: str
    said: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Unknown:
    """A column, by its index from 0, whose heading says nothing that is known, and the first words beneath it."""

    index: int
    heading: str
    sample: str


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
    """What a file says: its comments, the rows that are none, the line about the document, columns to be named, all columns."""

    rows: tuple[FormRow, ...]
    bad: tuple[BadRow, ...] = ()
    date: str = ""
    document: str = ""
    project: str = ""
    unknown: tuple[Unknown, ...] = ()
    remarks: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class _Part:
    """A grid without what stands above its heading; the headings, and which field each column is."""

    grid: Grid
    headings: tuple[str, ...]
    fields: Mapping[int, str]


def read_form(data: bytes, filename: str, headings: Mapping[int, str] | None = None) -> CommentingForm:
    """The comments in a form of ISO, IEC, CEN or another body, as .xlsx, .docx or CSV.

    `headings` says by a column's index from 0 which field it is, or that it is none (""), where a person has said so; a form
    whose headings aren't recognised has no rows and all its columns in `unknown`. `filename` is only told back in refusals.
    Refused: what is too large, damaged, of another type, made to do harm, without any row, or has more than 500 comments.
    """
    grids = _named(filename, data)
    chosen = dict(headings or {})
    _refuse_unnamed(chosen)
    parts = _parts(grids, chosen)
    if not any(part.grid.rows for part in parts):
        raise Refused("There is no table with comments in the file.", "Upload the form with your comments in it.")
    read = [one for part in _said(parts) for one in _read(part)]
    rows = [one for one in read if isinstance(one, FormRow)]
    if len(rows) > MOST_COMMENTS:
        raise Refused(f"The file has {len(rows)} comments; at most {MOST_COMMENTS} are read.", "Upload them in several files.")
    return CommentingForm(
        rows=tuple(_with_twins(rows)),
        bad=tuple(one for one in read if isinstance(one, BadRow)),
        unknown=_unknown(parts[0]),
        remarks=_unread(parts),
        columns=_columns_of(_said(parts)[0]),
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


# ---- Where the comments stand


def _parts(grids: Sequence[Grid], chosen: Mapping[int, str]) -> list[_Part]:
    """The tables under recognised headings; those may stand in the header of the page. Without any, the largest table."""
    bodies = [grid for grid in grids if not grid.above]
    if found := [part for grid in bodies if (part := _headed(grid, chosen))]:
        return found
    above = [part for grid in grids if grid.above and (part := _headed(grid, chosen))]
    largest = max(bodies, key=lambda grid: (_columns(grid), len(grid.rows)), default=Grid("", ()))
    if above:
        wide = _columns(above[0].grid)
        below = [grid for grid in bodies if _columns(grid) == wide] or [largest]
        return [replace(above[0], grid=grid) for grid in below]
    return [_unheaded(largest, chosen)]


def _columns(grid: Grid) -> int:
    return max((len(row.cells) for row in grid.rows), default=0)


def _headed(grid: Grid, chosen: Mapping[int, str]) -> _Part | None:
    for place, row in enumerate(grid.rows):
        found = fields_of(row.cells)
        if is_heading(found):
            return _Part(replace(grid, rows=grid.rows[place + 1 :]), row.cells, _as_chosen(found, chosen))
    return None


def _as_chosen(found: Mapping[int, str], chosen: Mapping[int, str]) -> dict[int, str]:
    kept = {index: name for index, name in found.items() if index not in chosen and name not in chosen.values()}
    return kept | {index: name for index, name in chosen.items() if name}


def _unheaded(grid: Grid, chosen: Mapping[int, str]) -> _Part:
    """The first row with three words or more is taken for the heading, and shown as such."""
    for place, row in enumerate(grid.rows):
        if sum(bool(letters(cell)) for cell in row.cells) >= columns.FEWEST_KNOWN:
            return _Part(replace(grid, rows=grid.rows[place + 1 :]), row.cells, _as_chosen({}, chosen))
    return _Part(replace(grid, rows=()), (), {})


def _said(parts: Sequence[_Part]) -> list[_Part]:
    """Of a workbook the first sheet with comments, since others are often examples or copies; of a letter every table."""
    if any(part.grid.name.startswith("Table ") for part in parts):
        return list(parts)
    return [next((part for part in parts if _has_comments(part)), parts[0])]


def _has_comments(part: _Part) -> bool:
    return any(isinstance(one, FormRow) for one in _read(part))


def _unread(parts: Sequence[_Part]) -> tuple[str, ...]:
    said = _said(parts)
    others = [part.grid.name for part in parts if part not in said and _has_comments(part)]
    return tuple(f"The sheet “{name}” has comments too, which were not read." for name in others)


def _unknown(part: _Part) -> tuple[Unknown, ...]:
    return tuple(
        Unknown(index, heading, sample)
        for index, heading in enumerate(part.headings)
        if index not in part.fields and ((sample := _sample(part.grid.rows, index)) or letters(heading))
    )


def _columns_of(part: _Part) -> tuple[Column, ...]:
    return tuple(
        Column(index, heading, sample, part.fields.get(index, ""))
        for index, heading in enumerate(part.headings)
        if (sample := _sample(part.grid.rows, index)) or letters(heading)
    )


def _sample(rows: Iterable[Row], index: int) -> str:
    return next((row.cells[index][:SAMPLE] for row in rows if index < len(row.cells) and row.cells[index]), "")


def _facts(grids: Sequence[Grid]) -> dict[str, str]:
    """The line above the table: "Date: 2026-03-01", or the word in one cell and what it says in the next."""
    found: dict[str, str] = {}
    for row in (row for grid in grids for row in _above(grid)):
        for index, cell in enumerate(row.cells):
            name, colon, value = cell.partition(":")
            if (fact := letters(name)) in FACTS and (said := value.strip() or _next(row.cells, index)) and (colon or said):
                found.setdefault(fact, said[:LONGEST_CELL])
    return found


def _above(grid: Grid) -> Iterator[Row]:
    for row in grid.rows[:30]:
        if is_heading(fields_of(row.cells)):
            return
        yield row


def _next(cells: Sequence[str], index: int) -> str:
    return next((cell for cell in cells[index + 1 :] if cell), "")


# ---- What a row says


def _read(part: _Part) -> Iterator[FormRow | BadRow]:
    for row in part.grid.rows:
        said = {name: row.cells[index] for index, name in part.fields.items() if index < len(row.cells)}
        if not _is_empty(said) and not is_heading(fields_of(row.cells)):
            yield _row(row, said, {name: row.odd[index] for index, name in part.fields.items() if index in row.odd})


def _is_empty(said: Mapping[str, str]) -> bool:
    """A template counts its rows, and may name the member body and the type in each, before anything is written in it."""
    filled_in = (columns.MB, columns.OWN_REFERENCE, OBSERVATIONS, columns.KIND)
    return not any(letters(words) for name, words in said.items() if name not in filled_in) and not (
        said.get(columns.CLAUSE) and letters(said.get(columns.KIND, ""))
    )


def _row(row: Row, said: Mapping[str, str], odd: Mapping[str, str]) -> FormRow | BadRow:
    code, reference = _code_and_reference(said)
    kind = KINDS.get(letters(said.get(columns.KIND, "")), GENERAL)
    words = dict(said) | {columns.MB: code, columns.OWN_REFERENCE: reference, columns.KIND: kind}
    if reason := _fault(said):
        return BadRow(row.number, reason, words)
    return FormRow(row.number, **words, remarks=tuple(_remarks(said, odd)))


def _fault(said: Mapping[str, str]) -> str:
    if not letters(said.get(columns.COMMENTS, "")):
        return "There is no comment in it."
    for name, words in said.items():
        if len(words) > (most := _most(name)):
            return f"There are {len(words):,} characters under “{name.replace('_', ' ')}”; at most {most:,} are taken."
    return ""


def _most(name: str) -> int:
    if name in (columns.COMMENTS, columns.PROPOSED_CHANGE, OBSERVATIONS):
        return LONGEST_WORDS
    return LONGEST_REFERENCE if name in (columns.OWN_REFERENCE, columns.MB) else LONGEST_CELL


def _code_and_reference(said: Mapping[str, str]) -> tuple[str, str]:
    """Member body and own reference: "DE-12" in the first column is both. The code of a liaison has more letters than two, and
    "**" is the secretariat."""
    cell = " ".join(said.get(columns.MB, "").split())
    reference = " ".join(said.get(columns.OWN_REFERENCE, "").split())
    figures = _FIGURES.search(cell)
    if not figures:
        return cell, reference
    code = _CODE.match(cell)
    return (code[0] if code else ""), reference or cell


def _remarks(said: Mapping[str, str], odd: Mapping[str, str]) -> Iterator[str]:
    kind = said.get(columns.KIND, "")
    if letters(kind) not in KINDS:
        yield f"“{kind[:SAMPLE]}” is no type of comment: taken as general." if kind else "No type is given: taken as general."
    if len(_FIGURES.findall(said.get(columns.MB, ""))) > 1:
        yield "There are two numbers in the first column."
    clause = said.get(columns.CLAUSE, "")
    if odd.get(columns.CLAUSE) == DATE:
        yield f"The spreadsheet had made a date of the clause: {clause}."
    elif odd.get(columns.CLAUSE) == NUMBER:
        yield f"The spreadsheet had made a number of the clause: {clause} may have been {clause}0."


def _with_twins(rows: Sequence[FormRow]) -> Iterator[FormRow]:
    """Each row, and the remark that an earlier one has its number."""
    first: dict[str, int] = {}
    for row in rows:
        earlier = first.setdefault(row.own_reference, row.number) if row.own_reference else row.number
        said = (f"{row.own_reference} stands in row {earlier} too.",) if earlier != row.number else ()
        yield replace(row, remarks=row.remarks + said)
