"""What a row of a comment form says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from comments.commenting_form import columns
from comments.commenting_form.columns import OBSERVATIONS, letters
from comments.commenting_form.grids import DATE, MERGED, NUMBER, PICTURE, SERIAL, UNCOMPUTED, Odd, Row

LONGEST_WORDS = 10_000
LONGEST_OBSERVATIONS = 30_000
LONGEST_CELL = 300
LONGEST_REFERENCE = 40
SAMPLE = 80

WORDS = (columns.COMMENTS, columns.PROPOSED_CHANGE)
GENERAL = "ge"
KINDS = {
    **dict.fromkeys(("ge", "gen", "general", "g"), GENERAL),
    **dict.fromkeys(("te", "tech", "technical", "t"), "te"),
    **dict.fromkeys(("ed", "edit", "editorial", "e"), "ed"),
}

NAMED = {GENERAL: "general", "te": "technical", "ed": "editorial"}
_WORDS = re.compile(r"[^\W\d_]+")

# A member body and what it counts its comments by: "DE-12", "DE12", "US-JM-012", "**7", and of a liaison "ECOS 3", "3GPP-7".
_COUNTED = re.compile(
    r"(\*\*|[^\W\d_]{2}|[A-Z][A-Z0-9]{1,9}(?=[\s#:_/-])|\d[A-Z]{2,4}(?=[\s#:_/-]))(?:[-/][A-Z]{1,4}(?=[\s#:_/-]))?[\s#:_/-]*\d"
)
EMPTY_CELL = "0"  # as a spreadsheet shows another cell that is empty
_FIGURES = re.compile(r"\d+")
COUNTING = (columns.MB, columns.OWN_REFERENCE, columns.LINE)  # which templates fill by formulas
CALLED = {columns.MB: "member body", columns.KIND: "type", columns.COMMENTS: "comment"}
_BETWEEN = ("and", "und", "et", "y", "to")


@dataclass(frozen=True)
class FormRow:
    """One comment. `number` is its row as people see it, `kind` ge, te or ed, everything else as it was written. `remarks` say
    what a person should look at; `sheet` names the one in which it stands, if that isn't the first."""

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
    sheet: str = ""


@dataclass(frozen=True)
class BadRow:
    """A row that is no comment as it stands, why, and what it says as a `FormRow` has it, so that it can be put right."""

    number: int
    reason: str
    said: Mapping[str, str] = field(default_factory=dict, compare=False)
    sheet: str = field(default="", compare=False)


Odds = Mapping[str, Odd]
"""What is odd about the cells of a row, by their fields."""


def is_empty(said: Mapping[str, str], odd: Odds | None = None) -> bool:
    """A template counts its rows and columns, and may name the member body and the type in each row, before anything is written
    in it. A row that is one cell over all columns stands in the first. Where the words would be computed, nobody knows."""
    if odd and any(name in odd and odd[name].sort in (UNCOMPUTED, PICTURE) for name in WORDS):
        return False
    if any(said.get(name, "").strip() for name in WORDS):
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


def row_of(row: Row, said: Mapping[str, str], odd: Odds, beyond: Sequence[str] = ()) -> FormRow | BadRow:
    """What a row is. `beyond` are its cells behind the last heading: where they say something, its words have slipped."""
    code, reference = _code_and_reference(said)
    kind = _kind(said) or GENERAL
    words = dict(said) | {columns.MB: code, columns.OWN_REFERENCE: reference, columns.KIND: kind}
    if reason := _beyond(row, beyond) or _fault(words, odd):
        return BadRow(row.number, reason, words)
    return FormRow(row.number, **words, remarks=tuple(_remarks(said, odd)))


def _kind(said: Mapping[str, str]) -> str:
    """The type that a cell names, or names first, as "Editorial/Grammar" or "te, ed"; empty where it is none that is known."""
    cell = said.get(columns.KIND, "")
    first = next(iter(_WORDS.findall(cell[:SAMPLE].casefold())), "")
    return KINDS.get(letters(cell)) or KINDS.get(first, "")


def _beyond(row: Row, cells: Sequence[str]) -> str:
    if not any(map(str.strip, cells)):
        return ""
    said = " ".join(" ".join(cells).split())[:SAMPLE]
    return (
        f"It has {len(row.cells)} cells, and the headings {len(row.cells) - len(cells)}, so “{said}” stands below none. Are"
        " quotation marks missing around a cell?"
    )


def _fault(said: Mapping[str, str], odd: Odds) -> str:
    if computed := next((odd[name].cell for name in WORDS if name in odd and odd[name].sort == UNCOMPUTED), ""):
        return f"{_uncomputed(computed)[:-1]}, or write here what it should say."
    if not said.get(columns.COMMENTS, "").strip():
        only_picture = columns.COMMENTS in odd and odd[columns.COMMENTS].sort == PICTURE
        return "There is only a picture in it, which isn't read." if only_picture else "There is no comment in it."
    for name, words in said.items():
        if len(words.strip()) > (most := _most(name)):
            return f"There are {len(words):,} characters under “{name.replace('_', ' ')}”; at most {most:,} are taken."
    return ""


def _uncomputed(cell: str) -> str:
    return (
        f"The cell {cell} holds a formula that no program has computed. Open the form in a spreadsheet, save it, and upload it"
        " again."
    )


def _most(name: str) -> int:
    if name in (columns.COMMENTS, columns.PROPOSED_CHANGE):
        return LONGEST_WORDS
    if name == OBSERVATIONS:
        return LONGEST_OBSERVATIONS
    return LONGEST_REFERENCE if name == columns.OWN_REFERENCE else LONGEST_CELL


def _code_and_reference(said: Mapping[str, str]) -> tuple[str, str]:
    """Member body and own reference: "DE-12" in the first column is both, "DIN, DE-12" one after the other. The code of a
    liaison has more letters than two, and "**" is the secretariat. What only has figures in it, as "ETSI TC 5", is a name."""
    cell, reference = _line(said.get(columns.MB, "")), _line(said.get(columns.OWN_REFERENCE, ""))
    cell = "" if cell == EMPTY_CELL else cell
    code = _code(cell)
    name, _, number = cell.rpartition(", ")
    if code is None and letters(name) and _code(number) is not None and not reference:
        return name, number
    if code is None:
        return cell, reference
    return code, cell if not reference or reference in cell else f"{cell}, {reference}"


def _code(cell: str) -> str | None:
    """The code before the figures by which a body counts its comments, empty before figures alone; none where they are no such
    figures."""
    found = _COUNTED.match(cell)
    if not found:
        return "" if _FIGURES.search(cell) and not letters(cell) else None
    rest = re.findall(r"\w+", cell[found.end() - 1 :])
    return found[1] if all(_goes_on(word, found[1]) for word in rest) else None


def _goes_on(word: str, code: str) -> bool:
    """Whether a word belongs to the figures: "12a", or another number beside it, as in "DE 12 and DE 13"."""
    return word[0].isdigit() or word.isupper() or word == code or word in _BETWEEN


def _line(words: str) -> str:
    return " ".join(words.split("\n")).strip()


def _remarks(said: Mapping[str, str], odd: Odds) -> Iterator[str]:
    kind = said.get(columns.KIND, "").strip()
    if letters(kind) not in KINDS:
        taken = NAMED[_kind(said) or GENERAL]
        yield f"“{kind[:SAMPLE]}” is no type of comment: taken as {taken}." if kind else "No type is given: taken as general."
    cell = _line(said.get(columns.MB, ""))
    if (code := _code(cell)) and len(_FIGURES.findall(cell.removeprefix(code))) > 1:
        yield "There are two numbers in the first column."
    for name, (sort, cell) in odd.items():
        if remark := _of_cell(name, sort, cell, _line(said.get(name, ""))):
            yield remark


def _of_cell(name: str, sort: str, cell: str, words: str) -> str:
    """What a person should know of a cell that is odd."""
    called = CALLED.get(name, name.replace("_", " "))
    if sort == DATE or (sort == SERIAL and name == columns.CLAUSE):
        return f"The spreadsheet had made a date of the {called}: {words}."
    if sort == NUMBER and name == columns.CLAUSE:
        return f"The spreadsheet had made a number of the clause: {words} may have been {words}0."
    if sort == UNCOMPUTED and name not in COUNTING:
        return _uncomputed(cell)
    if sort == MERGED:
        return f"The {called} is that of the row above: their cells are one."
    return "A picture stands in it, which isn't read: add it to the comment as a file." if sort == PICTURE else ""
