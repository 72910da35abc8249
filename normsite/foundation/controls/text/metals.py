"""Metals that lists control in whatever is made of them, as "beryllium metal, alloys containing …, manufactures thereof".

That a text names the metal says little: it may be a trace, a compound or a chapter of chemistry. Said to be what a thing is
made of, it is the metal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Row

_LISTED = re.compile(r"\A\W{0,2}([A-Z][a-z]{4,12}) metal, alloys containing\b")
_WORKED = (
    "mirror|rod|plate|sheet|foil|tube|disk|disc|block|blank|billet|bar|wire|powder|metal|alloy|reflector|optic|part|component"
    "|structure|shell|target|crucible|casting|forging|ingot|scrap|cladding|substrate"
)


@dataclass(frozen=True)
class ListedMetal:
    """The paragraph that lists a metal, and what finds it in a text as what something is made of."""

    code: str
    text: str
    worked: re.Pattern[str]


def list_metals(rows: Sequence[Row]) -> tuple[ListedMetal, ...]:
    found = ((row, _LISTED.match(row.text)) for row in rows if row.code)
    return tuple(ListedMetal(row.code, row.text, _worked(match[1])) for row, match in found if match)


def _worked(metal: str) -> re.Pattern[str]:
    name = f"[{metal[0]}{metal[0].lower()}]{metal[1:]}"
    return re.compile(
        rf"\b(?:made|machined|fabricated|consists?|built) (?:of|from|out of) (?:[\w-]{{2,16}} ){{0,2}}{name}\b"
        rf"|\b{name}[- ](?:(?:based|coated|clad|metal|alloy|control|copper|aluminium|aluminum)[- ]){{0,2}}(?:{_WORKED})s?\b"
    )


def find_metals(sentence: str, listed: Sequence[ListedMetal]) -> Iterator[tuple[ListedMetal, int, int]]:
    """Each listed metal of which a sentence says that something is made."""
    for metal in listed:
        if match := metal.worked.search(sentence):
            yield metal, *match.span()
