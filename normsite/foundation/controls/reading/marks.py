"""Marks at the beginning of lines: of paragraphs (`a.4.a.`), of notes (`Technical Note 2 to 0A501:`)."""

import re

from normsite.foundation.controls.reading.pieces import Kind

# A path of levels that ends in a dot, or of two levels at least without one: "a. ", "a.4. ", "b.4 ", "a.1.a.1.c.'Sounding".
# "e.g." and "i.e." are words.
_PATH = re.compile(
    r"(?!(?:e\.g|i\.e)\b)"
    r"(?P<levels>[a-z]{1,2}(?:\.(?:[0-9]{1,3}|[a-z]))*)"
    r"(?:\.(?=[\s'\"“‘(])|(?<=[.][0-9a-z])(?=\s)|(?<=[.][0-9]{2})(?=\s)|\.\Z)\s*"
)
_RESERVED = re.compile(
    r"[a-z]{1,2}(?:\.[a-z0-9]{1,2})*\.?\s*(?:-|–|—|to|through|and)\s*[a-z]{1,2}(?:\.[a-z0-9]{1,2})*\.?\s*\[Reserved\]",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?P<mark>"
    r"(?P<technical>Technicals?\s+Notes?)|(?P<nota>N\.?\s?B\.?)(?=[\s:.\d]|\Z)|(?P<note>(?:Heading\s+)?Notes?)(?=[\s:.\d]|\Z)"
    r")"
)
_END_OF_MARK = re.compile(r"[^:]{0,80}?:")


def paragraph_mark(line: str) -> tuple[tuple[str, ...], str] | None:
    """The levels with which a line begins, and the rest of it; None where it begins with none."""
    match = _PATH.match(line)
    return (tuple(match["levels"].split(".")), line[match.end() :]) if match else None


def is_reserved_range(line: str) -> bool:
    """Whether the line only says that a range of marks is not in use: "f. through w. [Reserved]"."""
    return _RESERVED.match(line) is not None


def note_mark(line: str) -> tuple[Kind, str, str] | None:
    """Kind, mark and rest of a line that begins a note; None where it begins none.

    The mark ends at its colon; without one it ends after "Note", "N.B." and a number.
    """
    match = _NOTE.match(line)
    if match is None:
        return None
    kind = Kind.TECHNICAL_NOTE if match["technical"] else Kind.NOTA_BENE if match["nota"] else Kind.NOTE
    end = _END_OF_MARK.match(line) or re.match(r"\S+(?:\s+Notes?)?(?:\s*\d+\.?)?", line)
    mark = line[: end.end()] if end else match["mark"]
    return kind, mark.rstrip(": "), line[len(mark) :].strip()
