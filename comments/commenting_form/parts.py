"""Where in a file the comments stand: the tables under the headings of a comment form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from comments.commenting_form.columns import FEWEST_KNOWN, fields_of, is_heading, letters
from comments.commenting_form.grids import Grid, Row
from comments.commenting_form.rows import is_empty


@dataclass(frozen=True)
class Part:
    """A grid without what stands above its heading; the headings, and which field each column is."""

    grid: Grid
    headings: tuple[str, ...]
    fields: Mapping[int, str]


def parts_of(grids: Sequence[Grid]) -> list[Part]:
    """The tables under recognised headings, which may stand in the header of the page, or above an earlier table as wide.
    Without any, the largest table."""
    parts: list[Part] = []
    above = next((part for grid in grids if grid.above for part in headed_parts(grid)), None)
    bodies = [grid for grid in grids if not grid.above and not grid.hidden]
    for grid in bodies:
        parts += headed_parts(grid) or _continued(grid, parts[-1] if parts else above)
    largest = max(bodies, key=lambda grid: (_width(grid), len(grid.rows)), default=Grid("", ()))
    return parts or [replace(above, grid=largest) if above else _unheaded(largest)]


def _width(grid: Grid) -> int:
    return max((len(row.cells) for row in grid.rows), default=0)


def headed_parts(grid: Grid) -> list[Part]:
    """The parts of a grid: below its first headings, and again below each that says otherwise."""
    parts: list[Part] = []
    for place, row in enumerate(grid.rows):
        found = fields_of(row.cells)
        if is_heading(found) and not (parts and found == parts[-1].fields):
            if parts:
                parts[-1] = replace(parts[-1], grid=_cut(parts[-1].grid, before=row))
            parts.append(Part(replace(grid, rows=grid.rows[place + 1 :]), row.cells, found))
    return parts


def _cut(grid: Grid, before: Row) -> Grid:
    return replace(grid, rows=grid.rows[: grid.rows.index(before)])


def _continued(grid: Grid, before: Part | None) -> list[Part]:
    """A table of a letter without headings of its own goes on below those of one with as many columns."""
    if before is None or grid.sheet or not grid.rows or _width(grid) != len(before.headings):
        return []
    return [replace(before, grid=grid)]


def as_chosen(parts: Sequence[Part], chosen: Mapping[int, str]) -> tuple[list[Part], Part]:
    """The parts as a person has named their columns: those of the first that says something, which is told beside them, and of
    others with the same headings."""
    shown = next((part for part in parts if any(not is_empty(said) for _, said in sayings(part))), parts[0])
    if chosen:
        parts = [_renamed(part, chosen) if part.headings == shown.headings else part for part in parts]
        shown = _renamed(shown, chosen)
    return list(parts), shown


def _renamed(part: Part, chosen: Mapping[int, str]) -> Part:
    kept = {index: name for index, name in part.fields.items() if index not in chosen and name not in chosen.values()}
    return replace(part, fields=dict(sorted((kept | {index: name for index, name in chosen.items() if name}).items())))


def _unheaded(grid: Grid) -> Part:
    """The first row with three words or more is taken for the heading, and shown as such."""
    for place, row in enumerate(grid.rows):
        if has_words(row):
            return Part(replace(grid, rows=grid.rows[place + 1 :]), row.cells, {})
    return Part(replace(grid, rows=()), (), {})


def has_words(row: Row) -> bool:
    """Whether a row says as many words as the headings of a form at the least."""
    return sum(bool(letters(cell)) for cell in row.cells) >= FEWEST_KNOWN


def sayings(part: Part) -> Iterator[tuple[Row, dict[str, str]]]:
    """What each row says by field; headings that are repeated say nothing."""
    for row in part.grid.rows:
        if not repeats_headings(row):
            yield row, {name: row.cells[index] for index, name in part.fields.items() if index < len(row.cells)}


def repeats_headings(row: Row) -> bool:
    return is_heading(fields_of(row.cells))
