"""Metals that lists control in whatever is made of them, as "beryllium metal, alloys containing …, manufactures thereof", or
"in the form of metal, alloy, chemical compound or concentrate".

That a text names the metal says little: it may be a trace, a compound or a chapter of chemistry. Said to be what a thing is
made of, it is the metal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Row

_LISTED = re.compile(r"\A\W{0,2}([A-Z][a-z]{4,12}) metal, alloys containing\b")
_IN_ANY_FORM = re.compile(
    r"\b([Uu]ranium|[Tt]horium)\b(?=.{0,80}\bin the form of metal, alloy, chemical compound or concentrate)"
)
_FORMS = (
    "metal|alloy|(?:di)?oxide|hexafluoride|tetrafluoride|fluoride|nitrate|carbide|nitride|ore concentrate|concentrate|powder"
    "|counterweight|shielding|target|compound|ore|fuel"
)
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
    return tuple(ListedMetal(row.code, row.text, pattern) for row in rows if row.code for pattern in _patterns(row.text))


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    if listed := _LISTED.match(text):
        yield _worked(listed[1])
    for metal in map(str.lower, _IN_ANY_FORM.findall(text)):
        yield re.compile(rf"\b(?:[Dd]epleted {metal}|{_either(metal)}(?:[- ]| as a (?:nuclear )?)(?:{_FORMS})s?)\b")


def _either(metal: str) -> str:
    """With a capital or a small letter."""
    return f"[{metal[0].upper()}{metal[0].lower()}]{metal[1:]}"


def _worked(metal: str) -> re.Pattern[str]:
    name = _either(metal)
    return re.compile(
        rf"\b(?:made|machined|fabricated|consists?|built) (?:of|from|out of) (?:[\w-]{{2,16}} ){{0,2}}{name}\b"
        rf"|\b{name}[- ](?:(?:based|coated|clad|metal|alloy|control|copper|aluminium|aluminum)[- ]){{0,2}}(?:{_WORKED})s?\b"
    )


def find_metals(sentence: str, listed: Sequence[ListedMetal]) -> Iterator[tuple[ListedMetal, int, int]]:
    """Each listed metal of which a sentence says that something is made."""
    for metal in listed:
        if match := metal.worked.search(sentence):
            yield metal, *match.span()
