"""What the rows of a comment form say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from comments.commenting_form import columns
from comments.commenting_form.columns import FIELDS, MISREAD_MARK, OBSERVATIONS, fields_of, is_heading, letters
from comments.commenting_form.grids import DATE, NUMBER, Grid, Row, read_grids
from normsite.foundation.errors import Refused

MOST_COMMENTS = 500
LONGEST_WORDS = 10_000
LONGEST_OBSERVATIONS = 30_000
LONGEST_CELL = 300
LONGEST_REFERENCE = 40
SAMPLE = 80

GENERAL = "ge"
KINDS = {
    **dict.fromkeys(("ge", "gen", "general", "g"), GENERAL),
    **dict.fromkeys(("te", "tech", "technical", "t"), "te"),
    **dict.fromkeys(("ed", "edit", "editorial", "e"), "ed"),
}
FACTS = ("date", "document", "project")

# A member body and what it counts its comments by: "DE-12", "DE12", "US-JM-012", "**7", and of a liaison "ECOS 3", "3GPP-7".
_COUNTED = re.compile(
    r"(\*\*|[^\W\d_]{2}|[A-Z][A-Z0-9]{1,9}(?=[\s#:_/-])|\d[A-Z]{2,4}(?=[\s#:_/-]))(?:[-/][A-Z]{1,4}(?=[\s#:_/-]))?[\s#:_/-]*\d"
)
_FIGURES = re.compile(r"\d+")
_BETWEEN = ("and", "und", "et", "y", "to")


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
    parts, shown = _as_chosen(_parts(grids), chosen)
    if not any(part.grid.rows for part in parts):
        raise Refused("There is no table with comments in the file.", "Upload the form with your comments in it.")
    read, remarks = _all_read(parts)
    rows = [one for one in read if isinstance(one, FormRow)]
    if len(rows) > MOST_COMMENTS:
        raise Refused(f"The file has {len(rows)} comments; at most {MOST_COMMENTS} are read.", "Upload them in several files.")
    columns = _columns_of(shown)
    return CommentingForm(
        rows=tuple(_with_twins(rows)),
        bad=tuple(one for one in read if isinstance(one, BadRow)),
        unknown=tuple(Unknown(one.index, one.heading, one.sample) for one in columns if _is_unknown(one, chosen)),
        remarks=(*remarks, *_left(grids, parts), *_spoilt(parts)),
        columns=columns,
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


def _parts(grids: Sequence[Grid]) -> list[_Part]:
    """The tables under recognised headings, which may stand in the header of the page, or above an earlier table as wide.
    Without any, the largest table."""
    parts: list[_Part] = []
    above = next((part for grid in grids if grid.above and (part := _headed(grid))), None)
    bodies = [grid for grid in grids if not grid.above and not grid.hidden]
    for grid in bodies:
        before = parts[-1] if parts else above
        if part := _headed(grid) or _continued(grid, before):
            parts.append(part)
    largest = max(bodies, key=lambda grid: (_width(grid), len(grid.rows)), default=Grid("", ()))
    return parts or [replace(above, grid=largest) if above else _unheaded(largest)]


def _width(grid: Grid) -> int:
    return max((len(row.cells) for row in grid.rows), default=0)


def _headed(grid: Grid) -> _Part | None:
    for place, row in enumerate(grid.rows):
        found = fields_of(row.cells)
        if is_heading(found):
            return _Part(replace(grid, rows=grid.rows[place + 1 :]), row.cells, found)
    return None


def _continued(grid: Grid, before: _Part | None) -> _Part | None:
    """A table of a letter without headings of its own goes on below those of one with as many columns."""
    if before is None or grid.sheet or not grid.rows or _width(grid) != len(before.headings):
        return None
    return replace(before, grid=grid)


def _as_chosen(parts: Sequence[_Part], chosen: Mapping[int, str]) -> tuple[list[_Part], _Part]:
    """The parts as a person has named their columns: those of the first that says something, which is told beside them, and of
    others with the same headings."""
    shown = next((part for part in parts if any(not _is_empty(said) for _, said in _sayings(part))), parts[0])
    if chosen:
        parts = [_renamed(part, chosen) if part.headings == shown.headings else part for part in parts]
        shown = _renamed(shown, chosen)
    return list(parts), shown


def _renamed(part: _Part, chosen: Mapping[int, str]) -> _Part:
    kept = {index: name for index, name in part.fields.items() if index not in chosen and name not in chosen.values()}
    return replace(part, fields=kept | {index: name for index, name in chosen.items() if name})


def _unheaded(grid: Grid) -> _Part:
    """The first row with three words or more is taken for the heading, and shown as such."""
    for place, row in enumerate(grid.rows):
        if sum(bool(letters(cell)) for cell in row.cells) >= columns.FEWEST_KNOWN:
            return _Part(replace(grid, rows=grid.rows[place + 1 :]), row.cells, {})
    return _Part(replace(grid, rows=()), (), {})


def _all_read(parts: Sequence[_Part]) -> tuple[list[FormRow | BadRow], list[str]]:
    """The rows of all parts. Sheets are often copies: what stands in an earlier one already is read once, and told."""
    read: list[FormRow | BadRow] = []
    remarks: list[str] = []
    known: set[object] = set()
    for part in parts:
        rows = list(_read(part))
        if part.grid.sheet and read and rows:
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
        return replace(one, reason=f"{one.reason} {where}")
    return replace(one, remarks=(*one.remarks, where))


def _left(grids: Sequence[Grid], parts: Sequence[_Part]) -> Iterator[str]:
    """What looks like a table with comments, and wasn't read."""
    read = {part.grid.name for part in parts}
    for grid in grids:
        if grid.hidden and (part := _headed(grid)) and any(True for _ in _read(part)):
            yield f"The sheet “{grid.name[:SAMPLE]}” is hidden, so its comments were not read."
        elif not grid.above and not grid.hidden and grid.name not in read and _is_table(grid):
            called = f"sheet “{grid.name[:SAMPLE]}”" if grid.sheet else grid.name.lower()
            yield f"The {called} was not read, since it has no headings that are known."


def _spoilt(parts: Iterable[_Part]) -> Iterator[str]:
    if any(cell.startswith(MISREAD_MARK) for part in parts for cell in part.headings):
        yield "A spreadsheet had opened the file as if it weren't UTF-8, which spoilt its accents. Open it anew as UTF-8."


def _is_table(grid: Grid) -> bool:
    return sum(sum(bool(letters(cell)) for cell in row.cells) >= columns.FEWEST_KNOWN for row in grid.rows) > 1


def _columns_of(part: _Part) -> tuple[Column, ...]:
    return tuple(
        Column(index, heading, sample, part.fields.get(index, ""))
        for index, heading in enumerate(part.headings)
        if (sample := _sample(part.grid.rows, index)) or letters(heading)
    )


def _is_unknown(column: Column, chosen: Mapping[int, str]) -> bool:
    return not column.field and column.index not in chosen


def _sample(rows: Iterable[Row], index: int) -> str:
    return next((words[:SAMPLE] for row in rows if index < len(row.cells) and (words := row.cells[index].strip())), "")


def _facts(grids: Sequence[Grid]) -> dict[str, str]:
    """The line above the table: "Date: 2026-03-01", or the word in one cell and what it says in the next."""
    found: dict[str, str] = {}
    for row in (row for grid in grids for row in _above(grid)):
        for index, cell in enumerate(row.cells):
            name, _, value = cell.partition(":")
            if (fact := _fact(name)) and (said := value.strip() or _next(row.cells, index)):
                found.setdefault(fact, said[:LONGEST_CELL])
    return found


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


# ---- What a row says


def _read(part: _Part) -> Iterator[FormRow | BadRow]:
    for row, said in _sayings(part):
        if not _is_empty(said):
            yield _row(row, said, {name: row.odd[index] for index, name in part.fields.items() if index in row.odd})


def _sayings(part: _Part) -> Iterator[tuple[Row, dict[str, str]]]:
    """What each row says by field; headings that are repeated say nothing."""
    for row in part.grid.rows:
        if not is_heading(fields_of(row.cells)):
            yield row, {name: row.cells[index] for index, name in part.fields.items() if index < len(row.cells)}


def _is_empty(said: Mapping[str, str]) -> bool:
    """A template counts its rows and columns, and may name the member body and the type in each row, before anything is written
    in it. A row that is one cell over all columns stands in the first."""
    if any(said.get(name, "").strip() for name in (columns.COMMENTS, columns.PROPOSED_CHANGE)):
        return _counts(said)
    if len(said.get(columns.MB, "").strip()) > LONGEST_REFERENCE:
        return False
    filled_in = (columns.MB, columns.OWN_REFERENCE, columns.KIND)
    return not any(letters(words) for name, words in said.items() if name not in filled_in) and not (
        said.get(columns.CLAUSE, "").strip() and letters(said.get(columns.KIND, ""))
    )


def _counts(said: Mapping[str, str]) -> bool:
    """Whether the row below the headings says that they are columns 1, 2, 3 and so on."""
    figures = [words.strip(" ().") for words in said.values()]
    if len(figures) < columns.FEWEST_KNOWN or not all(words.isdecimal() and len(words) < len("100") for words in figures):
        return False
    counted = list(map(int, figures))
    return all(after - before == 1 for before, after in pairwise(counted))


def _row(row: Row, said: Mapping[str, str], odd: Mapping[str, str]) -> FormRow | BadRow:
    code, reference = _code_and_reference(said)
    kind = KINDS.get(letters(said.get(columns.KIND, "")), GENERAL)
    words = dict(said) | {columns.MB: code, columns.OWN_REFERENCE: reference, columns.KIND: kind}
    if reason := _fault(words):
        return BadRow(row.number, reason, words)
    return FormRow(row.number, **words, remarks=tuple(_remarks(said, odd)))


def _fault(said: Mapping[str, str]) -> str:
    if not said.get(columns.COMMENTS, "").strip():
        return "There is no comment in it."
    for name, words in said.items():
        if len(words.strip()) > (most := _most(name)):
            return f"There are {len(words):,} characters under “{name.replace('_', ' ')}”; at most {most:,} are taken."
    return ""


def _most(name: str) -> int:
    if name in (columns.COMMENTS, columns.PROPOSED_CHANGE):
        return LONGEST_WORDS
    if name == OBSERVATIONS:
        return LONGEST_OBSERVATIONS
    return LONGEST_REFERENCE if name == columns.OWN_REFERENCE else LONGEST_CELL


def _code_and_reference(said: Mapping[str, str]) -> tuple[str, str]:
    """Member body and own reference: "DE-12" in the first column is both. The code of a liaison has more letters than two, and
    "**" is the secretariat. What only has figures in it, as "ETSI TC 5", is a name."""
    cell, reference = _line(said.get(columns.MB, "")), _line(said.get(columns.OWN_REFERENCE, ""))
    code = "" if cell.isdecimal() else _code(cell)
    if code is None:
        return cell, reference
    return code, cell if not reference or reference in cell else f"{cell}, {reference}"


def _code(cell: str) -> str | None:
    """The code before the figures by which a body counts its comments; none where they are no such figures."""
    found = _COUNTED.match(cell)
    if not found:
        return None
    rest = re.findall(r"\w+", cell[found.end() - 1 :])
    return found[1] if all(_goes_on(word, found[1]) for word in rest) else None


def _goes_on(word: str, code: str) -> bool:
    """Whether a word belongs to the figures: "12a", or another number beside it, as in "DE 12 and DE 13"."""
    return word[0].isdigit() or word.isupper() or word == code or word in _BETWEEN


def _line(words: str) -> str:
    return " ".join(words.split("\n")).strip()


def _remarks(said: Mapping[str, str], odd: Mapping[str, str]) -> Iterator[str]:
    kind = said.get(columns.KIND, "").strip()
    if letters(kind) not in KINDS:
        yield f"“{kind[:SAMPLE]}” is no type of comment: taken as general." if kind else "No type is given: taken as general."
    cell = _line(said.get(columns.MB, ""))
    if _code(cell) and len(_FIGURES.findall(cell)) > 1:
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
