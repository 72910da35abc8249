"""Conditions of a criterion as data: figures with units, joined by all and any, and how they are written down.

What was read out of a list keeps its words and their place in the text of the paragraph. Knows no database.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from math import isfinite, nan
from typing import Any, Literal

from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from normsite.foundation.controls.text.units import read_unit
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines

DEEPEST = 6
"""Groups within groups; the lists that we know come to five."""
MOST = 300
LONGEST = {"parameter": 300, "unit": 60, "words": 1_000, "code": 60}  # characters
MOST_CHARACTERS = 1_000_000
_OPENS = re.compile(r"(all|any) of:?", re.IGNORECASE)
_COMPARES = re.compile(r"(?:<=|>=|[<>=]|\bbetween\b)(?= ?[-+]?[0-9.])")
ASIDE = "aside:"
_FIGURE = re.compile(r"[-+]?[0-9.]{1,60}(?:[eE][-+]?[0-9]{1,2})?")
LONGEST_LINE = 400


Figure = tuple[str, float, float | None, str]
"""Comparator, value, upper value, unit."""


JOINS: tuple[Literal["all"], Literal["any"]] = ("all", "any")


@dataclass(frozen=True)
class Suggestion:
    """A criterion as it was read out of a list. `paragraph` is the key of the paragraph whose text bears the figures, None
    for an entry's heading; `code` is its full code, for a note that of what it stands in."""

    code: str
    paragraph: int | None
    text: str
    group: Group
    subjects: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    exceptions: str = ""


def as_data(part: Condition | Group) -> dict[str, Any]:
    """As it is stored, and as the interface gives it: `{"all": [{"parameter": "resolution", "comparator": ">=", ...}]}`."""
    if isinstance(part, Group):
        return {part.join: [as_data(inner) for inner in part.parts]}
    data: dict[str, Any] = {
        "parameter": part.parameter,
        "comparator": part.comparator.value,
        "value": _whole(part.value),
        "unit": part.unit,
    }
    if part.upper is not None:
        data["upper"] = _whole(part.upper)
    if part.words:
        data |= {"words": part.words, "start": part.start, "end": part.end, "code": part.code}
    if part.is_aside:
        data["is_aside"] = True
    return data


def _whole(number: float) -> float | int:
    return int(number) if abs(number) < 1e15 and number == int(number) else number


def read_group(data: object) -> Group:
    """The group that `as_data` has written, from whatever hand. Refused, in a sentence, is what is none."""
    group = _read(data, 1)
    if isinstance(group, Condition):
        raise Refused("The conditions begin with “all” or “any”.", 'Write {"all": [ … ]}.')
    if sum(1 for _ in group.conditions()) > MOST:
        raise Refused(f"There are more than {MOST} conditions.", "Make several criteria of them.")
    return group


def _read(data: object, depth: int) -> Condition | Group:
    if depth > DEEPEST + 1:
        raise Refused(f"Groups stand {DEEPEST} deep at most.", "Make several criteria of them.")
    if not isinstance(data, Mapping):
        raise Refused("A condition or group is an object.", 'Write {"all": [ … ]} or {"parameter": …}.')
    for join in JOINS:
        if data.keys() == {join}:
            if not isinstance(data[join], list):
                raise Refused(f"“{join}” joins a list of conditions.", f'Write {{"{join}": [ … ]}}.')
            return Group(join, tuple(_read(inner, depth + 1) for inner in data[join]))
    return _read_condition(data)


def _read_condition(data: Mapping[str, Any]) -> Condition:
    if unknown := data.keys() - {one.name for one in fields(Condition)}:
        raise Refused(f"A condition has no “{min(map(str, unknown))}”.", "Leave it out.")
    texts = {name: _read_text(name, data.get(name, ""), longest) for name, longest in LONGEST.items()}
    start, end = data.get("start", 0), data.get("end", 0)
    if not (type(start) is int and type(end) is int and 0 <= start <= end <= MOST_CHARACTERS):
        raise Refused("The place of a condition is two whole numbers, the second not below the first.", "Leave them out.")
    return checked(
        Condition(
            comparator=_read_comparator(data.get("comparator")),
            value=read_number(data.get("value")),
            upper=None if data.get("upper") in (None, "") else read_number(data["upper"]),
            start=start,
            end=end,
            is_aside=data.get("is_aside") is True,
            parameter=texts["parameter"],
            unit=texts["unit"],
            words=texts["words"],
            code=texts["code"],
        )
    )


def _read_text(name: str, text: object, longest: int) -> str:
    if not isinstance(text, str) or len(text) > longest:
        raise Refused(f"The {name} is a text of at most {longest} characters.", "Write it so.")
    return text if name == "words" else " ".join(text.split())


def checked(condition: Condition) -> Condition:
    """The same condition; refused where its unit is unknown, or its range is none."""
    if not is_unit(condition.unit):
        raise Refused(f"“{condition.unit}” is no unit that can be computed with.", "Write it as kHz, µm, bit/s or W/cm².")
    ranged = condition.comparator == Comparator.BETWEEN
    if ranged != (condition.upper is not None):
        raise Refused("A range has two ends, and nothing else has.", "Give the upper end for “between” alone.")
    if condition.upper is not None and condition.upper <= condition.value:
        raise Refused("The upper end of a range lies above its lower end.", "Change one of them.")
    return condition


def is_unit(words: str) -> bool:
    """Whether texts write a unit so, and it can be computed with; no unit at all (a bare number) can."""
    read = read_unit(words, 0)
    return not words or (read is not None and read[0] == len(words) and bool(read[1]))


def _read_comparator(word: object) -> Comparator:
    try:
        return Comparator(str(word))
    except ValueError:
        raise Refused(f"“{word}” compares nothing.", f"Choose one of {', '.join(Comparator)}.") from None


def read_number(word: object) -> float:
    """A finite number, from text (`0.9`, `4E14`) or JSON's number."""
    try:
        number = float(str(word).strip()) if not isinstance(word, bool) else nan
    except ValueError:
        number = nan
    if not isfinite(number):
        raise Refused(f"“{str(word)[:40]}” is no number.", "Write it in digits with a point, such as 0.9.")
    return number


def with_words_of(group: Group, before: Group) -> Group:
    """The same conditions; one that a person has typed has the words of the list again where the same figure had them
    before."""
    known = {_figure(condition): condition for condition in before.conditions() if condition.words}
    return Group(group.join, tuple(_worded(part, known) for part in group.parts))


def _worded(part: Condition | Group, known: Mapping[Figure, Condition]) -> Condition | Group:
    if isinstance(part, Group):
        return Group(part.join, tuple(_worded(inner, known) for inner in part.parts))
    if part.words or (old := known.get(_figure(part))) is None:
        return part
    return replace(part, words=old.words, start=old.start, end=old.end, code=old.code)


def _figure(condition: Condition) -> Figure:
    return condition.comparator, condition.value, condition.upper, condition.unit


def as_lines(group: Group) -> str:
    """As people write conditions: `all of:` or `any of:`, below it, two blanks further in, a condition on each line."""
    return "\n".join(_lines(group, 0))


def _lines(part: Condition | Group, depth: int) -> Iterator[str]:
    if isinstance(part, Condition):
        yield "  " * depth + as_line(part)
        return
    yield f"{'  ' * depth}{part.join} of:"
    for inner in part.parts:
        yield from _lines(inner, depth + 1)


def as_line(condition: Condition) -> str:
    """`resolution >= 16 bit`, `wavelength between 400 and 700 nm`; `aside: temperature = 20 °C` for one that only says how the
    other is measured, or of which size of thing."""
    figures = write_number(condition.value)
    if condition.upper is not None:
        figures += f" and {write_number(condition.upper)}"
    said = ASIDE if condition.is_aside else ""
    return " ".join(filter(None, (said, condition.parameter, condition.comparator.value, figures, condition.unit)))


def read_lines(text: str) -> Group:
    """The group that `as_lines` has written, from whatever hand. Refused, with its number, is a line that is none."""
    lines = [(number, line) for number, line in enumerate(plain_lines(text).split("\n"), start=1) if line.strip()]
    if not lines:
        return Group("all", ())
    if not _OPENS.fullmatch(lines[0][1].strip()):
        lines = [(0, "all of:"), *((number, f"  {line}") for number, line in lines)]
    group, rest = _take_group(lines)
    if rest:
        raise Refused(f"Line {rest[0][0]} stands outside of the first group.", "Put it two blanks further in.")
    return read_group(as_data(group))


def _take_group(lines: list[tuple[int, str]]) -> tuple[Group, list[tuple[int, str]]]:
    (number, head), rest = lines[0], lines[1:]
    parts: list[Condition | Group] = []
    while rest and _inset(rest[0][1]) > _inset(head):
        if _OPENS.fullmatch(rest[0][1].strip()):
            inner, rest = _take_group(rest)
            parts.append(inner)
        else:
            parts.append(_read_line(*rest[0]))
            rest = rest[1:]
    opens = _OPENS.fullmatch(head.strip())
    if opens is None:
        raise Refused(f"Line {number} opens no group.", "Write “all of:” or “any of:”.")
    return Group("any" if opens[1].lower() == "any" else "all", tuple(parts)), rest


def _read_line(number: int, line: str) -> Condition:
    words = " ".join(line[:LONGEST_LINE].split())
    is_aside, words = words.startswith(ASIDE), words.removeprefix(ASIDE).strip()
    compares = max(_COMPARES.finditer(words), key=re.Match.start, default=None)  # what is measured may hold such a word too
    if compares is None or len(line) > LONGEST_LINE:
        raise Refused(f"Line {number} is no condition: “{words[:80]}”.", "Write it like “resolution >= 16 bit”.")
    try:
        value, rest = _take_figure(words[compares.end() :])
        upper, unit = _take_figure(rest.removeprefix("and ")) if rest.startswith("and ") else (None, rest)
        parameter = words[: compares.start()].strip()
        return checked(Condition(parameter, Comparator(compares[0]), value, unit, upper, is_aside=is_aside))
    except Refused as refused:
        raise Refused(f"Line {number}: {refused.reason}", refused.mend) from None


def _take_figure(words: str) -> tuple[float, str]:
    """The number with which the words begin, and what is behind it."""
    words = words.lstrip()
    figure = _FIGURE.match(words)
    number = read_number(figure[0] if figure else words[:40])
    return number, words[figure.end() :].strip() if figure else ""


def _inset(line: str) -> int:
    return len(line) - len(line.lstrip())


def write_number(number: float) -> str:
    """In digits, without needless zeros; very large and very small ones with an exponent."""
    if number == 0 or 1e-6 <= abs(number) < 1e15:
        return f"{number:.12f}".rstrip("0").rstrip(".")
    return f"{number:.12g}".upper()
