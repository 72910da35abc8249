"""Reads the thresholds of a control list: what is measured, and from which figure on it is controlled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from normsite.foundation.controls.text.quantities import Quantity, read_quantities
from normsite.foundation.controls.text.units import read_unit


class Comparator(StrEnum):
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    GREATER = ">"
    BETWEEN = "between"


@dataclass(frozen=True)
class Condition:
    """What a figure must be to be controlled. `parameter` is what is measured, in the words of the list; `words` the whole
    threshold, from `start` to `end` in the text of the paragraph `code`. `upper` is the higher bound of "between";
    `is_aside` says that it only tells how the other is measured, or of which size of thing ("for diameters above 35 mm")."""

    parameter: str
    comparator: Comparator
    value: float
    unit: str
    upper: float | None = None
    words: str = ""
    start: int = 0
    end: int = 0
    code: str = ""
    is_aside: bool = False


_BETTER = r"(?:[ ]?\((?:better|worse|less|more|greater|lower|higher|finer)\))?"
_SMALL = rf"(?:less{_BETTER}|lower{_BETTER}|fewer|smaller|shorter|below|better \((?:less|lower|smaller)\)|under)"
_GREAT = rf"(?:greater{_BETTER}|more{_BETTER}|higher{_BETTER}|larger|better \((?:greater|more|higher)\)|longer|faster)"
# In this order: the longest reading of the words just before a figure. "Better" alone says nothing of the direction.
_COMPARED = (
    (Comparator.AT_MOST, rf"equal to,? or {_SMALL}(?: than)?|{_SMALL}(?: than)?,? or equal to|equal or {_SMALL}(?: than)?"),
    (Comparator.AT_LEAST, rf"equal to,? or {_GREAT}(?: than)?|{_GREAT}(?: than)?,? or equal to|equal or {_GREAT}(?: than)?"),
    (
        Comparator.AT_LEAST,
        r"equal to or (?:exceeding|above)|equals or exceeds|equal or exceed(?:s|ing)?|equalling or exceeding",
    ),
    (
        Comparator.AT_MOST,
        rf"not exceeding|(?:not|no) {_GREAT}(?: than)?|do(?:es)? not exceed|up to|at most|a maximum of|within",
    ),
    (Comparator.AT_MOST, r"not in excess of"),
    (Comparator.AT_LEAST, rf"(?:not|no) {_SMALL}(?: than)?|at least|a minimum of|not below"),
    (Comparator.LESS, rf"{_SMALL}(?: than)?|beneath"),
    (Comparator.GREATER, rf"{_GREAT}(?: than)?|exceeding|exceeds?|above|over|in excess of|beyond"),
    (Comparator.EQUAL, r"better than"),
    (Comparator.AT_LEAST, r"capable of an? (?:range|endurance|speed|payload)(?: of)?|equal to|capable of"),
)
_SIGNS = (
    (Comparator.AT_MOST, r"≤|<="), (Comparator.AT_LEAST, r"≥|>="), (Comparator.LESS, r"<"), (Comparator.GREATER, r">"),
)  # fmt: skip
BEFORE: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    *((re.compile(rf"\b(?:{words})\W{{0,3}}\Z", re.IGNORECASE), comparator) for comparator, words in _COMPARED),
    *((re.compile(rf"(?:{signs})\s?\Z"), comparator) for comparator, signs in _SIGNS),
)
AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = tuple(
    (re.compile(rf"\W{{0,2}}(?:\([^()]{{0,40}}\) ?)?(?:{words})", re.IGNORECASE), comparator)
    for words, comparator in (
        (
            r"or (?:more|greater|higher|longer|larger|above|over|better \((?:more|greater|higher)\))(?!\s?[-−]?\d)",
            Comparator.AT_LEAST,
        ),
        (r"or (?:less|fewer|lower|smaller|below|better \((?:less|lower)\))", Comparator.AT_MOST),
        (r"or better\b", Comparator.EQUAL),
        (r"and (?:above|greater|higher|over)\b", Comparator.AT_LEAST),
    )
)
# "10 kg of ice or greater": only where nothing before the figure compares it, and no other figure stands between.
LATER: tuple[tuple[re.Pattern[str], Comparator], ...] = tuple(
    (re.compile(rf"(?:[^;:.\d]|(?<=m )[23]|(?<=[mM])[23]){{0,60}} {words}", re.IGNORECASE), comparator)
    for words, comparator in (
        (r"or (?:more|greater|higher|longer|larger|better \((?:more|greater|higher)\))", Comparator.AT_LEAST),
        (r"or (?:less|fewer|lower|smaller|better \((?:less|lower)\))", Comparator.AT_MOST),
        (r"or better\b", Comparator.EQUAL),
    )
)
REACH = 60  # characters before a figure in which its comparator stands
_RANGE = re.compile(r"(?:between|from|of|range of|ranging from|over|within)\W{0,2}\Z", re.IGNORECASE)
_CUT = re.compile(r"[;:,.](?=\s)|\b(?:and|or|with|having|but|at|when|for|that|which|where|capable of)\b", re.IGNORECASE)
_OR_MORE = re.compile(r"\bor (more|greater|fewer)\b", re.IGNORECASE)
_LONGEST_PARAMETER = 120
_LIMITS = re.compile(r"(?:.{0,8})(?:between|from)\s\0(?: ?\([^()]{1,24}\))? (?:and|to) (?:\()?", re.IGNORECASE)
_LESS_IS_BETTER = re.compile(
    r"accurac|stabilit|error|resolution|repeatab|uncertain|purity|level|flatness|noise|drift|bias|linearity|deviation|vacuum",
    re.IGNORECASE,
)
_MORE_IS_BETTER = re.compile(r"sensitivity|suppression|attenuation|isolation|ratio", re.IGNORECASE)
_OUTSIDE = re.compile(r"\boutside\b")  # of such a range the part above it is read
_ASIDE = re.compile(r"\W{0,3}(?:[^;:]{0,60}\W)?(?:for|when|measured|at|over|during|under|within|per|if)\s")
_MEASURED = re.compile(r"\bmeasured (?:at|over|with)")
_CAPABLE = re.compile(r"capable of an? (range|endurance|speed|payload)")
_TO_ANOTHER = re.compile(r"\W{0,2}(?:\([^()]{0,30}\)\W{0,2})?(?:but|and)?(?: up to and including)?\W{1,3}")


def read_thresholds(text: str) -> Iterator[Condition]:
    """Each figure of a list's text that is compared with something, in order. What is converted in parentheses is left out,
    and "exceeding 30 MHz but not exceeding 3 GHz" is one condition."""
    held: Condition | None = None
    kind = ""
    for condition, quantity in _compared(text):
        joined = held and kind == quantity.readings[0][0] and _between(text, held, condition)
        if held and not joined:
            yield held
        held, kind = joined or condition, quantity.readings[0][0]
    if held:
        yield held


def _compared(text: str) -> Iterator[tuple[Condition, Quantity]]:
    before: Quantity | None = None
    last_end = 0
    for quantity in read_quantities(text):
        if before and _is_conversion(text, before, quantity):
            last_end = quantity.end
            continue
        condition = (before and _from_to(text, before, quantity, last_end)) or _beside_words(text, quantity, last_end)
        if condition:
            aside = bool(before and _ASIDE.match(text, last_end, condition.start)) or bool(
                _MEASURED.search(condition.parameter)
            )
            yield replace(condition, is_aside=aside), quantity
        last_end, before = quantity.end, quantity


def _beside_words(text: str, quantity: Quantity, last_end: int) -> Condition | None:
    """By the words just before or behind the figure; None where nothing compares it."""
    comparator, start, end = _comparison(text, quantity)
    parameter = _parameter(text, last_end, start, end)
    direction = _direction(comparator, parameter) if comparator else None
    return _condition(text, quantity, direction, parameter, start, end) if direction else None


def _between(text: str, low: Condition, high: Condition) -> Condition | None:
    """Both bounds as one condition, where the second goes on from the first."""
    upwards = low.comparator in {Comparator.AT_LEAST, Comparator.GREATER} and high.comparator in {
        Comparator.AT_MOST,
        Comparator.LESS,
    }
    if not upwards or not _TO_ANOTHER.fullmatch(text[low.end : high.start] + " "):
        return None
    said = text[low.start : high.end]
    factor = _in_unit(high, low.unit)
    return (
        Condition(low.parameter, Comparator.BETWEEN, low.value, low.unit, factor, said, low.start, high.end) if factor else None
    )


def _in_unit(condition: Condition, unit: str) -> float | None:
    """Its figure in another unit of the same kind."""
    if condition.unit == unit:
        return condition.value
    own, other = measured(condition.value, condition.unit), measured(1.0, unit)
    return own[0][1] / other[0][1] if own and other and other[0][1] else None


def _from_to(text: str, low: Quantity, high: Quantity, last_end: int) -> Condition | None:
    """ "From 40 GHz to 230 GHz". Of what is "outside" such a range the part above it is read."""
    around = text[max(0, low.start - 8) : low.start] + "\0" + text[last_end : high.start]
    if low.readings[0][0] != high.readings[0][0] or not _LIMITS.fullmatch(around):
        return None
    parameter, words = _parameter(text, 0, low.start, high.end), text[low.start : high.end]
    if _OUTSIDE.search(text[max(0, low.start - 32) : low.start]):
        return Condition(parameter, Comparator.GREATER, high.high, high.unit, None, words, low.start, high.end)
    ends = sorted((low.low, high.high)) if low.unit == high.unit else [low.low, high.high]
    return Condition(parameter, Comparator.BETWEEN, ends[0], low.unit, ends[1], words, low.start, high.end)


def measured(value: float, unit: str) -> list[tuple[str, float]]:
    """The figure in base units, once for each way of reading the unit. Empty where the unit isn't known."""
    read = read_unit(unit, 0)
    return [(one.kind, value * one.factor + one.offset) for one in read[1]] if read else []


def _direction(comparator: Comparator, parameter: str) -> Comparator | None:
    """ "Better than 0.1 %" says how much by what is measured: of errors and steps less is better, of sensitivity more."""
    if comparator != Comparator.EQUAL:
        return comparator
    if _LESS_IS_BETTER.search(parameter):
        return Comparator.LESS
    return Comparator.GREATER if _MORE_IS_BETTER.search(parameter) else None


def _is_conversion(text: str, before: Quantity, quantity: Quantity) -> bool:
    """The same once more in other units: "15 240 metres (50 000 feet)"."""
    between = text[before.end : quantity.start]
    return between.strip() == "(" and before.readings[0][0] == quantity.readings[0][0]


def _comparison(text: str, quantity: Quantity) -> tuple[Comparator | None, int, int]:
    """What it is compared by, and where the words of the threshold begin and end."""
    inside = _OR_MORE.search(quantity.words)
    if inside:
        return (Comparator.AT_MOST if inside[1].lower() == "fewer" else Comparator.AT_LEAST), quantity.start, quantity.end
    for pattern, comparator in AFTER:
        if after := pattern.match(text, quantity.end):
            return comparator, quantity.start, after.end()
    window = text[max(0, quantity.start - REACH) : quantity.start]
    for pattern, comparator in BEFORE:
        if found := pattern.search(window):
            return comparator, quantity.start - len(window) + found.start(), quantity.end
    if quantity.is_bounded and _RANGE.search(window):
        return Comparator.BETWEEN, quantity.start, quantity.end
    for pattern, comparator in LATER:
        if after := pattern.match(text, quantity.end):
            return comparator, quantity.start, after.end()
    return None, quantity.start, quantity.end


def _condition(text: str, quantity: Quantity, comparator: Comparator, parameter: str, start: int, end: int) -> Condition:
    value, upper = quantity.low, None
    if comparator == Comparator.BETWEEN or (quantity.is_bounded and comparator == Comparator.AT_LEAST):
        comparator, upper = Comparator.BETWEEN, quantity.high
    return Condition(parameter, comparator, value, quantity.unit, upper, text[start:end].strip(), start, end)


def _parameter(text: str, after: int, start: int, end: int) -> str:
    """What is measured: the words between the threshold before and this one; where there are none, those behind it."""
    before = text[max(after, start - _LONGEST_PARAMETER) : start]
    cuts = [match.end() for match in _CUT.finditer(before) if before[match.end() :].strip(" ,;:")]
    if capable := _CAPABLE.match(text, start):
        return capable[1]
    named = before[cuts[-1] if cuts and match_words(before[cuts[-1] :]) else 0 :].strip(" ,;:.()")
    behind = _CUT.split(text[end : end + _LONGEST_PARAMETER], maxsplit=1)[0].strip(" ,;:.()")
    return named if match_words(named) else behind


def match_words(text: str) -> bool:
    """Whether it says something: a word of more than three letters."""
    return bool(re.search(r"[a-z]{4}", text, re.IGNORECASE))
